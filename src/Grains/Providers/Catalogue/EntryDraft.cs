using System.Text.Json;
using DonatelloAI.Contracts.Providers;

namespace DonatelloAI.Grains.Providers.Catalogue;

/// <summary>An entry as a request would have it, and what is wrong with that. Pure.</summary>
internal static class EntryDraft
{
    /// <summary>Longest key reference, in characters.</summary>
    public const int MaxKeyReferenceLength = 500;

    /// <summary>Longest name of an account, in characters.</summary>
    public const int MaxPoolLength = 200;

    /// <summary>Longest source of a price or rate, in characters.</summary>
    public const int MaxSourceLength = 255;

    /// <summary>The entry with what a request sets and clears.</summary>
    public static OfferedModel Apply(OfferedModel before, ProviderFields fields, CatalogueCapabilities? capabilities)
    {
        bool Clears(string name) => fields.Cleared.Contains(name, StringComparer.Ordinal);
        T? Set<T>(T? wanted, T? present, string name) => wanted is not null ? wanted : Clears(name) ? default : present;
        var concurrency = fields.MaxConcurrency ?? before.MaxConcurrency;
        var tokens = Set(fields.MaxOutputTextTokens, ModelConfiguration.MaxTextTokens(before.ConfigurationJson), "max_output_text_tokens");
        return before with
        {
            DisplayName = Set(fields.DisplayName, before.DisplayName, "display_name"),
            IsActive = fields.IsActive ?? before.IsActive,
            ApiEndpoint = fields.ApiEndpoint ?? before.ApiEndpoint,
            CostPerImage = fields.CostPerImage ?? before.CostPerImage,
            SlaPercentage = Set(fields.SlaPercentage, before.SlaPercentage, "sla_percentage"),
            Timeout = fields.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : before.Timeout,
            Capabilities = capabilities ?? before.Capabilities,
            AvailableFrom = Set(fields.AvailableFrom, before.AvailableFrom, "available_from"),
            ShutdownAt = Set(fields.ShutdownAt, before.ShutdownAt, "shutdown_at"),
            ReplacementModel = Set(fields.ReplacementModel, before.ReplacementModel, "replacement_model"),
            KeyReference = Set(fields.KeyReference, before.KeyReference, "key_reference"),
            ConfiguredPool = Set(fields.QuotaPool, before.ConfiguredPool, "quota_pool"),
            MaxRetries = fields.MaxRetries ?? before.MaxRetries,
            RateLimitPerMinute = Set(fields.RateLimitPerMinute, before.RateLimitPerMinute, "rate_limit_per_minute"),
            MaxConcurrency = concurrency,
            ConfigurationJson = fields.MaxConcurrency is null && fields.MaxOutputTextTokens is null && !Clears("max_output_text_tokens")
                ? before.ConfigurationJson
                : ModelConfiguration.With(before.ConfigurationJson, concurrency, tokens),
        };
    }

    /// <summary>Names in snake_case of the fields in which two states of an entry differ.</summary>
    public static IReadOnlyList<string> Changed(OfferedModel before, OfferedModel after)
    {
        var (old, wanted) = (ProviderViews.FieldsOf(before), ProviderViews.FieldsOf(after));
        return
        [
            .. new (string Name, object? Old, object? New)[]
            {
                ("display_name", old.DisplayName, wanted.DisplayName),
                ("is_active", old.IsActive, wanted.IsActive),
                ("api_endpoint", old.ApiEndpoint, wanted.ApiEndpoint),
                ("cost_per_image_aud", old.CostPerImage, wanted.CostPerImage),
                ("sla_percentage", old.SlaPercentage, wanted.SlaPercentage),
                ("timeout_seconds", old.TimeoutSeconds, wanted.TimeoutSeconds),
                ("capabilities", old.CapabilitiesJson, wanted.CapabilitiesJson),
                ("available_from", old.AvailableFrom, wanted.AvailableFrom),
                ("shutdown_at", old.ShutdownAt, wanted.ShutdownAt),
                ("replacement_model", old.ReplacementModel, wanted.ReplacementModel),
                ("key_reference", old.KeyReference, wanted.KeyReference),
                ("quota_pool", old.QuotaPool, wanted.QuotaPool),
                ("max_retries", old.MaxRetries, wanted.MaxRetries),
                ("rate_limit_per_minute", old.RateLimitPerMinute, wanted.RateLimitPerMinute),
                ("max_concurrency", old.MaxConcurrency, wanted.MaxConcurrency),
                ("max_output_text_tokens", old.MaxOutputTextTokens, wanted.MaxOutputTextTokens),
            }.Where(field => !Equals(field.Old, field.New)).Select(field => field.Name),
        ];
    }

    /// <summary>Why an entry may not be so; null when it may. The rules are those of a catalogue file.</summary>
    /// <param name="model">The entry.</param>
    /// <param name="price">The price that goes with it; null where it has none.</param>
    /// <param name="ids">Every entry's <c>provider/model</c>.</param>
    public static ProviderChangeRefused? Wrong(OfferedModel model, CataloguePrice? price, IReadOnlySet<string> ids) =>
        !IsPrintable(model.ModelName) ? Invalid("model_name", "model_name: printable ASCII without spaces at its ends.")
        : model.KeyReference is { } key && (string.IsNullOrWhiteSpace(key) || key.Length > MaxKeyReferenceLength)
            ? Invalid("key_reference", $"key_reference: 1 to {MaxKeyReferenceLength} characters; null for none.")
        : model.ConfiguredPool is { } pool && (pool.Length is 0 or > MaxPoolLength || !IsPrintable(pool))
            ? Invalid("quota_pool", $"quota_pool: 1 to {MaxPoolLength} printable ASCII characters; null for the default.")
        : CatalogueRules.ProblemOf(ToCatalogue(model, price), ids) is { } problem ? Invalid(FieldOf(problem), Flat(problem))
        : null;

    /// <summary>Capabilities as a request brings them, or why they are none.</summary>
    public static (CatalogueCapabilities? Capabilities, ProviderChangeRefused? Wrong) ReadCapabilities(string? json)
    {
        try
        {
            return (json is null ? null : CatalogueCapabilities.FromJson(json), null);
        }
        catch (JsonException broken)
        {
            return (null, Unreadable("capabilities", broken));
        }
    }

    /// <summary>A price as a request brings it, or why it is none.</summary>
    public static (CataloguePrice? Price, ProviderChangeRefused? Wrong) ReadPrice(NewPrice? price, DateTimeOffset now)
    {
        try
        {
            return price is null ? (null, null)
                : price.Source.Length > MaxSourceLength ? (null, Invalid("price.source", $"price.source: 1 to {MaxSourceLength} characters."))
                : (new CataloguePrice
                {
                    Currency = price.Currency,
                    ValidFrom = price.ValidFrom ?? now,
                    Source = price.Source.Trim(),
                    Certainty = PriceCertainty.Own,
                    Components = PriceComponents.FromJson(price.ComponentsJson),
                }, null);
        }
        catch (JsonException broken)
        {
            return (null, Unreadable("price.components", broken));
        }
    }

    public static ProviderChangeRefused Invalid(string field, string message) => new(ProviderRefusal.InvalidRequest, message, field);

    private static ProviderChangeRefused Unreadable(string field, JsonException broken)
    {
        var path = broken.Path is { Length: > 1 } inside ? field + inside[1..] : field;
        return Invalid(path, $"{path} is missing, or not one of the words that GET /v1/models uses.");
    }

    /// <summary>As a file would have it, so that one set of rules holds for both.</summary>
    private static CatalogueModel ToCatalogue(OfferedModel model, CataloguePrice? price) => new()
    {
        ProviderName = model.ProviderName,
        ModelName = model.ModelName,
        DisplayName = model.DisplayName ?? model.ModelName,
        IsActive = model.IsActive,
        ApiEndpoint = model.ApiEndpoint.Trim(),
        CostPerImageAud = model.CostPerImage.Aud,
        SlaPercentage = model.SlaPercentage,
        TimeoutSeconds = (int)model.Timeout.TotalSeconds,
        Capabilities = model.Capabilities,
        AvailableFrom = null,
        ShutdownAt = model.ShutdownAt,
        ReplacementModel = model.ReplacementModel,
        Config = new CatalogueConfig
        {
            MaxRetries = model.MaxRetries,
            RateLimitPerMinute = model.RateLimitPerMinute,
            MaxConcurrency = model.MaxConcurrency,
            QuotaPool = model.ConfiguredPool,
            MaxOutputTextTokens = ModelConfiguration.MaxTextTokens(model.ConfigurationJson),
        },
        Price = price,
    };

    /// <summary>What stands before the colon of a rule, up to the words that narrow it down.</summary>
    private static string FieldOf(string problem) => Flat(problem).Split(':', 2)[0].Split(' ', 2)[0];

    /// <summary>A file has a part for settings; a request names them beside the rest.</summary>
    private static string Flat(string problem) =>
        problem.StartsWith("config.", StringComparison.Ordinal) ? problem["config.".Length..] : problem;

    private static bool IsPrintable(string text) => text.All(letter => letter is >= ' ' and <= '~') && text.Trim().Length == text.Length;
}
