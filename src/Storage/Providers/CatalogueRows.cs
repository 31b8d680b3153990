using DonatelloAI.Contracts;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Storage.Providers;

/// <summary>A model of the catalogue as rows.</summary>
internal static class CatalogueRows
{
    /// <summary>Adds the model, its settings and, where one is known, its first price.</summary>
    public static void Add(DonatelloContext db, CatalogueModel model, DateTimeOffset now)
    {
        var entry = model.ToOffered(now);
        db.ModelProviders.Add(ModelOf(entry, now));
        db.ProviderConfigs.Add(ConfigOf(entry, now));
        if (model.ToPriceVersion() is { } price)
        {
            db.PriceVersions.Add(PriceOf(entry.Id, price, now));
        }
    }

    /// <summary>A new entry.</summary>
    public static ModelProviderRow ModelOf(OfferedModel model, DateTimeOffset now) => new()
    {
        Id = model.Id,
        ProviderName = model.ProviderName,
        ModelName = model.ModelName,
        DisplayName = model.DisplayName,
        IsActive = model.IsActive,
        ApiEndpoint = model.ApiEndpoint,
        CostPerImageAud = model.CostPerImage,
        SlaPercentage = model.SlaPercentage,
        TimeoutSeconds = (int)model.Timeout.TotalSeconds,
        Capabilities = model.Capabilities.ToJson(),
        AvailableFrom = model.AvailableFrom,
        ShutdownAt = model.ShutdownAt,
        ReplacementModel = model.ReplacementModel,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>An entry that changes.</summary>
    public static ModelChange ChangeOf(OfferedModel model, DateTimeOffset now) => new(
        model.Id,
        model.DisplayName,
        model.IsActive,
        model.ApiEndpoint,
        model.CostPerImage,
        model.SlaPercentage,
        (int)model.Timeout.TotalSeconds,
        model.Capabilities.ToJson(),
        model.AvailableFrom,
        model.ShutdownAt,
        model.ReplacementModel,
        now);

    /// <summary>The settings of an entry that had none.</summary>
    public static ProviderConfigRow ConfigOf(OfferedModel model, DateTimeOffset now) => new()
    {
        Id = DerivedId.ModelConfig(model.Id),
        ProviderId = model.Id,
        ApiKeyVaultRef = model.KeyReference,
        MaxRetries = model.MaxRetries,
        RateLimitPerMinute = model.RateLimitPerMinute,
        QuotaPool = model.ConfiguredPool,
        Configuration = model.ConfigurationJson,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>Settings that change.</summary>
    public static ConfigChange ConfigChangeOf(OfferedModel model, DateTimeOffset now) => new(
        model.Id, model.KeyReference, model.MaxRetries, model.RateLimitPerMinute, model.ConfiguredPool, model.ConfigurationJson, now);

    /// <summary>A rate from a moment on.</summary>
    public static ExchangeRateRow RateOf(ExchangeRate rate, Guid? actorId, DateTimeOffset now) => new()
    {
        Id = DerivedId.ExchangeRate(rate.Currency, rate.ValidFrom),
        Currency = rate.Currency,
        RateToAud = rate.RateToAud,
        ValidFrom = rate.ValidFrom,
        Source = rate.Source,
        CreatedBy = actorId,
        CreatedAt = now,
    };

    /// <summary>A price from a moment on.</summary>
    public static PriceVersionRow PriceOf(Guid modelId, PriceVersion price, DateTimeOffset now) => new()
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
