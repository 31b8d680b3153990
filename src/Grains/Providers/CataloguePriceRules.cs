namespace DonatelloAI.Grains.Providers;

/// <summary>The rules of a model's first price.</summary>
internal static class CataloguePriceRules
{
    /// <summary>The first rule that is broken, as <c>field: what</c>, or null.</summary>
    public static string? Problem(CatalogueModel model)
    {
        if (model.Price is not { } price) return null;

        return price.Currency.Length != 3 || !price.Currency.All(char.IsAsciiLetterUpper)
            ? "price.currency: three capital letters."
            : price.Source.Length == 0 ? "price.source: must say where the amounts come from."
            : price.Components.Count == 0 ? "price.components: one or more; a free model states amount 0."
            : HasTwins(price.Components) ? "price.components: unit, key and max_pixels must differ."
            : FirstProblem(price.Components, model.Capabilities) ?? TextLimitProblem(model);
    }

    private static bool HasTwins(IReadOnlyList<PriceComponent> components) =>
        components.DistinctBy(component => (component.Unit, component.Key, component.MaxPixels)).Count() < components.Count;

    private static string? FirstProblem(IReadOnlyList<PriceComponent> components, CatalogueCapabilities can) =>
        components.Select(component => Problem(component, can)).FirstOrDefault(problem => problem is not null);

    private static string? Problem(PriceComponent component, CatalogueCapabilities can) =>
        !component.IsValid ? $"price.components.amount of {component.Unit}: 0 to 1000000 with at most ten decimals."
        : component.MaxPixels is < 1 ? $"price.components.max_pixels of {component.Unit}: 1 or more."
        : !IsKnown(component.Key, can)
            ? $"price.components.key '{component.Key}': must be a size, a quality, or size/quality of this model."
        : component.CeilingQuantity is not null && !CountsTokens(component.Unit)
            ? $"price.components.ceiling_quantity of {component.Unit}: only for tokens."
        : null;

    private static bool CountsTokens(PriceUnit unit) =>
        unit is PriceUnit.InputTextToken or PriceUnit.InputImageToken or PriceUnit.OutputTextToken;

    private static bool IsKnown(string? key, CatalogueCapabilities can) =>
        key is null
        || can.Qualities.Contains(key, StringComparer.Ordinal)
        || (PriceKey.TryParse(key, out var size, out var quality)
            && can.Sizes.Contains(size)
            && (quality is null || can.Qualities.Contains(quality, StringComparer.Ordinal)));

    // The ceiling counts the text that a call may send back, so the call must be limited to the same number.
    private static string? TextLimitProblem(CatalogueModel model)
    {
        var text = model.Price!.Components.FirstOrDefault(component => component.Unit == PriceUnit.OutputTextToken);
        return text?.CeilingQuantity == model.Config.MaxOutputTextTokens
            ? null
            : "config.max_output_text_tokens: must be the ceiling_quantity of output_text_token.";
    }
}
