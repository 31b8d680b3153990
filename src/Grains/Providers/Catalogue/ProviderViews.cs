using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Contracts.Providers;

namespace DonatelloAI.Grains.Providers.Catalogue;

/// <summary>Entries and rates as operators see them. Pure.</summary>
internal static class ProviderViews
{
    public static ProviderView Of(OfferedModel model, FreezeView? freeze, DateTimeOffset now)
    {
        var inForce = PriceVersion.Choose(model.Prices, now) is { } chosen && chosen.IsInForce(now) ? chosen.Version : 0;
        return new ProviderView
        {
            Id = model.Id,
            ProviderName = model.ProviderName,
            ModelName = model.ModelName,
            Fields = FieldsOf(model),
            Account = model.QuotaPool,
            Freeze = freeze,
            Prices = [.. model.Prices.OrderByDescending(price => price.Version).Select(price => ViewOf(price, price.Version == inForce))],
            CreatedAt = model.CreatedAt,
            UpdatedAt = model.UpdatedAt,
        };
    }

    public static ExchangeRateView Of(ExchangeRate rate, DateTimeOffset now)
    {
        var stale = rate.ValidFrom + ExchangeRate.MaxAge;
        return new ExchangeRateView(rate.Currency, rate.RateToAud, rate.ValidFrom, stale, now > stale, rate.Source);
    }

    /// <summary>Everything that can be set, as it is set.</summary>
    public static ProviderFields FieldsOf(OfferedModel model) => new()
    {
        DisplayName = model.DisplayName,
        IsActive = model.IsActive,
        ApiEndpoint = model.ApiEndpoint,
        CostPerImage = model.CostPerImage,
        SlaPercentage = model.SlaPercentage,
        TimeoutSeconds = (int)model.Timeout.TotalSeconds,
        CapabilitiesJson = model.Capabilities.ToJson(),
        AvailableFrom = model.AvailableFrom,
        ShutdownAt = model.ShutdownAt,
        ReplacementModel = model.ReplacementModel,
        KeyReference = model.KeyReference,
        QuotaPool = model.ConfiguredPool,
        MaxRetries = model.MaxRetries,
        RateLimitPerMinute = model.RateLimitPerMinute,
        MaxConcurrency = model.MaxConcurrency,
        MaxOutputTextTokens = ModelConfiguration.MaxTextTokens(model.ConfigurationJson),
    };

    private static PriceView ViewOf(PriceVersion price, bool isInForce) => new(
        price.Version, price.Currency, PriceComponents.ToJson(price.Components), price.ValidFrom, isInForce, price.IsSuspended, price.Source);
}
