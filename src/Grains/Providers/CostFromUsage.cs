namespace DonatelloAI.Grains.Providers;

/// <summary>
/// What an attempt cost, from the usage its answer reports, at the price version and rate that its hold pinned. Neither age nor
/// suspension matters any more: the money is spent.
/// </summary>
public static class CostFromUsage
{
    /// <summary>Prices usage, or says why it can't be priced.</summary>
    /// <param name="usage">What the answer reports.</param>
    /// <param name="price">The price version pinned on the hold.</param>
    /// <param name="fxRate">The rate pinned on the hold; 1 for AUD.</param>
    /// <returns>A <see cref="PriceQuote"/> or a <see cref="PricingRefusal"/>.</returns>
    public static PricingResult Of(ProviderUsage usage, PriceVersion price, decimal fxRate)
    {
        if (usage.IsEmpty) return NoUsage();
        if (price.RefuseInvalid() is { } invalid) return invalid;
        if (!ExchangeRate.IsValidRate(fxRate)) return ExchangeRate.Invalid(price.Currency);

        var parts = new List<PricePart>();
        foreach (var count in Counts(usage))
        {
            if (Collect(parts, count, price) is { } unnamed) return unnamed;
        }

        return PriceTotal.Of(parts, price, fxRate);
    }

    private static (PriceUnit Unit, decimal Quantity)[] Counts(ProviderUsage usage) => usage.Credits is { } credits
        ? [(PriceUnit.Credit, credits)]
        :
        [
            (PriceUnit.InputTextToken, usage.TextInTokens),
            (PriceUnit.InputImageToken, usage.ImageInTokens),
            (PriceUnit.OutputImageToken, usage.ImageOutTokens),
            (PriceUnit.OutputTextToken, usage.TextOutTokens),
        ];

    private static PricingRefusal? Collect(List<PricePart> parts, (PriceUnit Unit, decimal Quantity) count, PriceVersion price)
    {
        if (count.Quantity == 0) return null;
        if (Component(price, count.Unit) is not { } component)
        {
            return PricingRefusal.Unbounded($"Price {price.Version} of {price.ModelId} names no {count.Unit}.");
        }

        parts.Add(component.Times(count.Quantity));
        return null;
    }

    private static PricingRefusal NoUsage() =>
        new(PricingRefusalReason.NoUsage, "The answer reports neither tokens nor credits.");

    // A vendor that lists one output price charges it for text that comes back, too.
    private static PriceComponent? Component(PriceVersion price, PriceUnit unit) =>
        price.Find(unit) ?? (unit == PriceUnit.OutputTextToken ? price.Find(PriceUnit.OutputImageToken) : null);
}
