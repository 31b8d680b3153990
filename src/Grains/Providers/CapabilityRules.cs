using System.Collections.Frozen;

namespace DonatelloAI.Grains.Providers;

/// <summary>The rules of a model's capabilities.</summary>
internal static class CapabilityRules
{
    /// <summary>Formats that can be transparent.</summary>
    public static readonly FrozenSet<string> TransparentFormats = FrozenSet.Create(StringComparer.Ordinal, "png", "webp");

    /// <summary>The first rule that is broken, as <c>field: what</c>, or null.</summary>
    public static string? Problem(CatalogueCapabilities can) =>
        can.Sizes.Count == 0 || can.Sizes.Distinct().Count() < can.Sizes.Count ? "capabilities.sizes: one or more, each once."
        : !can.Sizes.Contains(can.DefaultSize) ? "capabilities.default_size: must be one of the sizes."
        : can.CustomSizes is { } rule && !IsSound(rule)
            ? "capabilities.custom_sizes: needs multiple_of, max_edge and max_ratio of 1 or more and min_pixels up to max_pixels."
        : can.Qualities.Any(IsNoQuality) || can.Qualities.Distinct(StringComparer.Ordinal).Count() < can.Qualities.Count
            ? "capabilities.qualities: names other than 'auto', without '/', each once."
        : !HasDefaultQuality(can) ? "capabilities.default_quality: must be one of the qualities, or null where there are none."
        : can.OutputFormats.Count == 0 ? "capabilities.output_formats: one or more."
        : can.MaxImagesPerCall is < 1 or > 10 ? "capabilities.max_images_per_call: 1 to 10."
        : can.MaxInputImages is < 0 or >= ImageRequestShape.MaxInputImages ? "capabilities.max_input_images: 0 to 16."
        : can.MaxPartialImages is < 0 or > ImageRequestShape.MaxPartialImages ? "capabilities.max_partial_images: 0 to 3."
        : can is { Streaming: false, MaxPartialImages: > 0 } ? "capabilities.max_partial_images: 0 without streaming."
        : can is { MaskEdit: true, MaxInputImages: 0 } ? "capabilities.mask_edit: needs an input image."
        : can.QualityTier is < 1 or > CatalogueCapabilities.BestTier ? "capabilities.quality_tier: 1 to 5, or left out."
        : can.Transparency && !can.OutputFormats.Any(TransparentFormats.Contains) ? "capabilities.transparency: needs png or webp among the output_formats."
        : can.PromptLanguages is { } languages && (languages.Count == 0 || languages.Any(string.IsNullOrWhiteSpace))
            ? "capabilities.prompt_languages: one or more tags such as en, or left out."
        : null;

    private static bool IsSound(CustomSizeRule rule) =>
        rule is { MultipleOf: >= 1, MinPixels: >= 1, MaxEdge: >= 1, MaxRatio: >= 1 } && rule.MinPixels <= rule.MaxPixels;

    private static bool IsNoQuality(string quality) => quality is "" or "auto" || quality.Contains('/', StringComparison.Ordinal);

    private static bool HasDefaultQuality(CatalogueCapabilities can) =>
        can.DefaultQuality is { } quality ? can.Qualities.Contains(quality, StringComparer.Ordinal) : can.Qualities.Count == 0;
}
