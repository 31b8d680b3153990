namespace DonatelloAI.Grains.Providers;

/// <summary>
/// The most that one image may cost: what a hold is made of. An upper bound of everything the provider may charge for the
/// request, at the price in force and the newest rate.
/// </summary>
/// <remarks>
/// The rule is the same in every enforcement mode: soft and warn lift a department's budget, not the need to know what is
/// spent. Nothing is free by omission: what a request asks for must be named by the price, with amount 0 where it is free.
/// </remarks>
public static class CeilingPrice
{
    /// <summary>Prices one image, or says why it can't be priced.</summary>
    /// <param name="shape">What is asked for.</param>
    /// <param name="price">The model's price, from <see cref="PriceVersion.Choose"/>; null where it has none.</param>
    /// <param name="rate">The rate of the price's currency, from <see cref="ExchangeRate.Newest"/>; not needed for AUD.</param>
    /// <param name="now">The moment of pricing.</param>
    /// <returns>A <see cref="PriceQuote"/> or a <see cref="PricingRefusal"/>.</returns>
    public static PricingResult For(ImageRequestShape shape, PriceVersion? price, ExchangeRate? rate, DateTimeOffset now)
    {
        if (price is null) return PriceVersion.NoPrice(modelId: null);
        if (price.Refuse(now) is { } noPrice) return noPrice;
        if (shape.Refuse() is { } open) return open;

        var parts = new List<PricePart>();
        if (CeilingParts.Collect(parts, shape, price) is { } unbounded) return unbounded;
        if (ExchangeRate.Refuse(rate, price.Currency, now) is { } noRate) return noRate;

        return PriceTotal.Of(parts, price, ExchangeRate.IsAud(price.Currency) ? 1m : rate!.RateToAud);
    }
}
