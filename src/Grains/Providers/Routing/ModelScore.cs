namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>
/// How an open choice is made; lower is better:
/// <code>score = w × price / dearest + (1 − w) × risk + (2 while the account does not answer)</code>
/// <c>w</c> is the cost weight, <c>dearest</c> the highest ceiling among the candidates, and <c>risk</c> how far the promised
/// availability stays below 100 %, where 5 points or more are 1; a vendor that promises nothing counts as 99 %. The first two
/// add up to at most 1, so an account that does not answer is taken only when all of them don't. Ties go to the lower
/// price, then to the name.
/// </summary>
internal static class ModelScore
{
    /// <summary>What is assumed where a vendor promises nothing, in percent.</summary>
    public const double AssumedSla = 99;

    /// <summary>Points below 100 % that count as the highest risk.</summary>
    public const double WorstSlaGap = 5;

    private const decimal Unreachable = 2;

    /// <summary>The candidates, best first.</summary>
    public static IReadOnlyList<Fit> Rank(IReadOnlyCollection<Fit> candidates, ModelSnapshot models, decimal costWeight)
    {
        var dearest = candidates.Count == 0 ? 0 : candidates.Max(fit => fit.Ceiling.Amount.Micros);
        var weight = decimal.Clamp(costWeight, 0, 1);
        return
        [
            .. candidates
                .OrderBy(fit => Score(fit, dearest, weight, models.IsPoolAvailable(fit.Model.QuotaPool)))
                .ThenBy(fit => fit.Ceiling.Amount.Micros)
                .ThenBy(fit => fit.Model.Name, StringComparer.Ordinal),
        ];
    }

    private static decimal Score(Fit fit, long dearest, decimal weight, bool isAvailable)
    {
        var price = dearest == 0 ? 0 : (decimal)fit.Ceiling.Amount.Micros / dearest;
        return (weight * price) + ((1 - weight) * Risk(fit.Model)) + (isAvailable ? 0 : Unreachable);
    }

    private static decimal Risk(OfferedModel model) =>
        (decimal)(Math.Clamp(100 - (model.SlaPercentage ?? AssumedSla), 0, WorstSlaGap) / WorstSlaGap);
}
