namespace DonatelloAI.Grains.Providers;

/// <summary>Collects the parts of a ceiling: output, text, input images, partial images, text that comes back.</summary>
internal static class CeilingParts
{
    /// <summary>Adds all parts; the refusal of the first that the price doesn't bound, or null.</summary>
    public static PricingRefusal? Collect(List<PricePart> parts, ImageRequestShape shape, PriceVersion price) =>
        OutputCeiling.Collect(parts, shape, price)
        ?? CollectPrompt(parts, shape, price)
        ?? CollectInputImages(parts, shape, price)
        ?? CollectPartialImages(parts, shape, price)
        ?? CollectReturnedText(parts, price);

    // A tokenizer that falls back to bytes makes at most one token of a byte.
    private static PricingRefusal? CollectPrompt(List<PricePart> parts, ImageRequestShape shape, PriceVersion price)
    {
        if (price.Find(PriceUnit.InputTextToken) is { } token)
        {
            parts.Add(token.Times((long)shape.PromptBytes + (token.CeilingQuantity ?? 0)));
            return null;
        }

        return price.Find(PriceUnit.OutputImageToken) is null ? null : Missing(price, PriceUnit.InputTextToken);
    }

    private static PricingRefusal? CollectInputImages(List<PricePart> parts, ImageRequestShape shape, PriceVersion price)
    {
        if (shape.InputImages.Count == 0) return null;

        var before = parts.Count;
        if (price.Find(PriceUnit.InputImage) is { } flat) parts.Add(flat.Times(shape.InputImages.Count));
        if (price.Find(PriceUnit.InputMegapixel) is { } area) parts.Add(area.Times(shape.InputImages.Sum(Megapixels.Started)));
        if (price.Find(PriceUnit.InputImageToken) is { } token)
        {
            if (token.CeilingQuantity is not { } most) return Unlimited(price, token.Unit);
            parts.Add(token.Times((long)most * shape.InputImages.Count));
        }

        return parts.Count > before ? null : Missing(price, PriceUnit.InputImage);
    }

    private static PricingRefusal? CollectPartialImages(List<PricePart> parts, ImageRequestShape shape, PriceVersion price)
    {
        if (shape.PartialImages == 0) return null;
        if (price.Find(PriceUnit.PartialImage) is not { } partial) return Missing(price, PriceUnit.PartialImage);

        parts.Add(partial.Times(shape.PartialImages));
        return null;
    }

    private static PricingRefusal? CollectReturnedText(List<PricePart> parts, PriceVersion price)
    {
        if (price.Find(PriceUnit.OutputTextToken) is not { } token) return null;
        if (token.CeilingQuantity is not { } most) return Unlimited(price, token.Unit);

        parts.Add(token.Times(most));
        return null;
    }

    private static PricingRefusal Missing(PriceVersion price, PriceUnit unit) =>
        PricingRefusal.Unbounded($"Price {price.Version} of {price.ModelId} has no amount for {unit}: state one, 0 if free.");

    private static PricingRefusal Unlimited(PriceVersion price, PriceUnit unit) =>
        PricingRefusal.Unbounded($"Price {price.Version} of {price.ModelId} has no ceiling_quantity for {unit}.");
}
