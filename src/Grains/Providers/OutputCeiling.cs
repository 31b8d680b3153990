namespace DonatelloAI.Grains.Providers;

/// <summary>The ceiling of the output image itself: a listed price, megapixels, or a bound that grows with the area.</summary>
internal static class OutputCeiling
{
    public static PricingRefusal? Collect(List<PricePart> parts, ImageRequestShape shape, PriceVersion price)
    {
        var size = shape.Size!.Value;
        if (price.Find(PriceUnit.Image, size, shape.Quality) is { } listed)
        {
            parts.Add(listed.Times(1));
            return null;
        }

        return price.Find(PriceUnit.MegapixelFirst, size, shape.Quality) is { } first
            ? CollectMegapixels(parts, first, size, shape.Quality, price)
            : CollectBound(parts, size, shape.Quality, price);
    }

    private static PricingRefusal? CollectMegapixels(
        List<PricePart> parts, PriceComponent first, ImageSize size, string? quality, PriceVersion price)
    {
        parts.Add(first.Times(1));
        if (Megapixels.Extra(size) is not (> 0 and var extra)) return null;
        if (price.Find(PriceUnit.MegapixelExtra, size, quality) is not { } further) return Unlisted(price, size, quality);

        parts.Add(further.Times(extra));
        return null;
    }

    private static PricingRefusal? CollectBound(List<PricePart> parts, ImageSize size, string? quality, PriceVersion price)
    {
        if (Bound(size, quality, price) is not { } bound) return Unlisted(price, size, quality);
        if (price.Components.Any(listed => IsAboveBound(listed, quality, price)))
        {
            return PricingRefusal.Unbounded($"Price {price.Version} of {price.ModelId} lists '{quality}' above its bound.");
        }

        parts.AddRange(bound);
        return null;
    }

    private static PricePart[]? Bound(ImageSize size, string? quality, PriceVersion price) =>
        price.Find(PriceUnit.CeilingImage, size, quality) is { } image
        && price.Find(PriceUnit.CeilingKilopixel, size, quality) is { } area
            ? [image.Times(1), area.Times(Megapixels.StartedKilopixels(size))]
            : null;

    // A bound that a listed price of the same quality exceeds is no bound.
    private static bool IsAboveBound(PriceComponent listed, string? quality, PriceVersion price) =>
        listed.Unit == PriceUnit.Image
        && PriceKey.TryParse(listed.Key, out var size, out var ofQuality)
        && string.Equals(ofQuality, quality, StringComparison.Ordinal)
        && Bound(size, quality, price) is { } bound
        && listed.Amount > bound.Sum(part => part.Total);

    private static PricingRefusal Unlisted(PriceVersion price, ImageSize size, string? quality) =>
        PricingRefusal.Unbounded($"Price {price.Version} of {price.ModelId} names no amount for {size}/{quality ?? "-"}.");
}
