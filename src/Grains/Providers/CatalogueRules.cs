using System.Text.RegularExpressions;

namespace DonatelloAI.Grains.Providers;

/// <summary>
/// The rules of a catalogue beyond its form, as a flat ladder per entry. A problem reads
/// <c>provider/model, field: what</c>.
/// </summary>
internal static partial class CatalogueRules
{
    /// <summary>The first rule that is broken, or null.</summary>
    /// <param name="document">The file.</param>
    /// <param name="models">Its entries.</param>
    /// <param name="others">Entries beside the file's that a replacement may name, <c>provider/model</c>.</param>
    public static string? FirstProblem(CatalogueDocument document, IReadOnlyList<CatalogueModel> models, IEnumerable<string> others)
    {
        if (!ExchangeRate.IsValidRate(document.IndicativeAudPerUsd)) return "The catalogue, indicative_aud_per_usd: above 0.";

        var ids = models.Select(model => model.Id).ToHashSet(StringComparer.Ordinal);
        if (ids.Count < models.Count) return $"{Repeated(models)}, model_name: appears twice.";

        ids.UnionWith(others);
        return models.Select(model => ProblemOf(model, ids) is { } problem ? $"{model.Id}, {problem}" : null)
            .FirstOrDefault(problem => problem is not null);
    }

    private static string Repeated(IReadOnlyList<CatalogueModel> models) =>
        models.GroupBy(model => model.Id, StringComparer.Ordinal).First(group => group.Count() > 1).Key;

    /// <summary>The first rule that an entry breaks, as <c>field: what</c>, or null.</summary>
    /// <param name="model">The entry.</param>
    /// <param name="ids">Every entry that a replacement may name, <c>provider/model</c>.</param>
    public static string? ProblemOf(CatalogueModel model, IReadOnlySet<string> ids) =>
        !ProviderName().IsMatch(model.ProviderName) ? "provider_name: 1 to 50 of a-z, 0-9 and '-'."
        : model.ModelName.Length is 0 or > 100 ? "model_name: 1 to 100 characters."
        : model.DisplayName.Length is 0 or > 100 ? "display_name: 1 to 100 characters."
        : model.ApiEndpoint.Length is 0 or > 500 ? "api_endpoint: 1 to 500 characters."
        : model.CostPerImageAud is < 0 or > PriceTotal.MaxAud || model.CostPerImageAud.Scale > 6
            ? "cost_per_image_aud: 0 or more, at most six decimals."
        : model.SlaPercentage is < 0 or > 100 ? "sla_percentage: 0 to 100."
        : model.TimeoutSeconds is < 1 or > 3_600 ? "timeout_seconds: 1 to 3600."
        : model.ReplacementModel is { } other && (!ids.Contains(other) || other == model.Id)
            ? "replacement_model: must be another entry."
        : ConfigProblem(model.Config) ?? CapabilityRules.Problem(model.Capabilities) ?? CataloguePriceRules.Problem(model);

    private static string? ConfigProblem(CatalogueConfig config) =>
        config.MaxRetries is < 0 or > 10 ? "config.max_retries: 0 to 10."
        : config.RateLimitPerMinute is < 1 or > 100_000 ? "config.rate_limit_per_minute: 1 to 100000."
        : config.MaxConcurrency is < 1 or > 1_000 ? "config.max_concurrency: 1 to 1000."
        : config.QuotaPool is "" ? "config.quota_pool: a name, or null for the default."
        : config.MaxOutputTextTokens is < 1 ? "config.max_output_text_tokens: 1 or more."
        : null;

    [GeneratedRegex("^[a-z0-9-]{1,50}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ProviderName();
}
