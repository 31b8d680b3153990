using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Storage.Providers;

/// <summary>A model of the catalogue as rows.</summary>
internal static class CatalogueRows
{
    /// <summary>Adds the model, its settings and, where one is known, its first price.</summary>
    public static void Add(DonatelloContext db, CatalogueModel model, DateTimeOffset now)
    {
        var id = DerivedId.Model(model.ProviderName, model.ModelName);
        db.ModelProviders.Add(ModelOf(id, model, now));
        db.ProviderConfigs.Add(ConfigOf(id, model.Config, now));
        if (model.ToPriceVersion() is { } price)
        {
            db.PriceVersions.Add(PriceOf(id, price, now));
        }
    }

    private static ModelProviderRow ModelOf(Guid id, CatalogueModel model, DateTimeOffset now) => new()
    {
        Id = id,
        ProviderName = model.ProviderName,
        ModelName = model.ModelName,
        DisplayName = model.DisplayName,
        IsActive = model.IsActive,
        ApiEndpoint = model.ApiEndpoint,
        CostPerImageAud = Money.FromAud(model.CostPerImageAud),
        SlaPercentage = model.SlaPercentage,
        TimeoutSeconds = model.TimeoutSeconds,
        Capabilities = model.Capabilities.ToJson(),
        AvailableFrom = model.AvailableFrom is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null,
        ShutdownAt = model.ShutdownAt,
        ReplacementModel = model.ReplacementModel,
        CreatedAt = now,
        UpdatedAt = now,
    };

    private static ProviderConfigRow ConfigOf(Guid modelId, CatalogueConfig config, DateTimeOffset now) => new()
    {
        Id = DerivedId.ModelConfig(modelId),
        ProviderId = modelId,
        MaxRetries = config.MaxRetries,
        RateLimitPerMinute = config.RateLimitPerMinute,
        QuotaPool = config.QuotaPool,
        Configuration = JsonSerializer.Serialize(new
        {
            max_concurrency = config.MaxConcurrency,
            max_output_text_tokens = config.MaxOutputTextTokens,
        }),
        CreatedAt = now,
        UpdatedAt = now,
    };

    private static PriceVersionRow PriceOf(Guid modelId, PriceVersion price, DateTimeOffset now) => new()
    {
        Id = DerivedId.Price(modelId, price.Version),
        ProviderId = modelId,
        Version = price.Version,
        Currency = price.Currency,
        Components = PriceComponents.ToJson(price.Components),
        ValidFrom = price.ValidFrom,
        ValidTo = price.ValidTo,
        Source = price.Source,
        CreatedAt = now,
    };
}
