namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>
/// How an open choice is made; lower is better:
/// <code>
/// weight = w × (1 − need × (1 − w))
/// score  = weight × price / dearest + (1 − weight) × (need × shortfall + (1 − need) × risk)
///          + (2 where the model does not read the prompt's language) + (4 while the account does not answer)
/// </code>
/// <c>w</c> is the department's cost weight, and <c>need</c> how much quality counts for this order (<see cref="QualityNeed"/>): at 0 the
/// price weighs <c>w</c>, at 1 its square, so that 1 stays the price alone and 0 stays no price at all. <c>dearest</c> is the highest
/// ceiling among the candidates, <c>shortfall</c> how far a model's tier stays below 5, in quarters. <c>risk</c> is how far the promised
/// availability stays below 100 %, where 5 points or more are 1; a vendor that promises nothing counts as 99 %. What is not in brackets
/// adds up to at most 1, so an account that does not answer is taken only when all of them don't. Ties go to the lower price, then to
/// the name. A higher cost weight never leads to a dearer model.
/// </summary>
internal static class ModelScore
{
    /// <summary>What is assumed where a vendor promises nothing, in percent.</summary>
    public const double AssumedSla = 99;

    /// <summary>Points below 100 % that count as the highest risk.</summary>
    public const double WorstSlaGap = 5;

    private const decimal Unreachable = 4;
    private const decimal Unread = 2;

    /// <summary>The candidates, best first.</summary>
    public static IReadOnlyList<Fit> Rank(IReadOnlyCollection<Fit> candidates, RoutingRequest request)
    {
        var dearest = candidates.Count == 0 ? 0 : candidates.Max(fit => fit.Ceiling.Amount.Micros);
        var (weight, need) = (Weight(request), QualityNeed.Of(request));
        return
        [
            .. candidates
                .OrderBy(fit => Score(fit, dearest, weight, need) + Obstacles(fit, request))
                .ThenBy(fit => fit.Ceiling.Amount.Micros)
                .ThenBy(fit => fit.Model.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>How much the price weighs for an order, 0 to 1.</summary>
    public static decimal Weight(RoutingRequest request)
    {
        var weight = decimal.Clamp(request.CostWeight, 0, 1);
        return weight * (1 - (QualityNeed.Of(request) * (1 - weight)));
    }

    private static decimal Score(Fit fit, long dearest, decimal weight, decimal need)
    {
        var price = dearest == 0 ? 0 : (decimal)fit.Ceiling.Amount.Micros / dearest;
        return (weight * price) + ((1 - weight) * ((need * Shortfall(fit.Model)) + ((1 - need) * Risk(fit.Model))));
    }

    private static decimal Obstacles(Fit fit, RoutingRequest request) =>
        (fit.Model.Capabilities.Reads(request.Prompt.Language) ? 0 : Unread) + (request.Models.IsPoolAvailable(fit.Model.QuotaPool) ? 0 : Unreachable);

    private static decimal Shortfall(OfferedModel model) =>
        (CatalogueCapabilities.BestTier - model.Capabilities.Tier) / (decimal)(CatalogueCapabilities.BestTier - 1);

    private static decimal Risk(OfferedModel model) =>
        (decimal)(Math.Clamp(100 - (model.SlaPercentage ?? AssumedSla), 0, WorstSlaGap) / WorstSlaGap);
}
