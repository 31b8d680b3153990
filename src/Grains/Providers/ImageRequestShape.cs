namespace DonatelloAI.Grains.Providers;

/// <summary>
/// What of a request decides its price: one output image, after <c>auto</c> was resolved. No text of the caller's.
/// </summary>
public sealed record ImageRequestShape
{
    /// <summary>Most partial images a stream may ask for.</summary>
    public const int MaxPartialImages = Contracts.Generations.ImageOrder.MaxPartialImages;

    /// <summary>Most input images a request may bring, a mask included.</summary>
    public const int MaxInputImages = 17;

    /// <summary>The explicit size; null where it is still open, which no price can bound.</summary>
    public required ImageSize? Size { get; init; }

    /// <summary>The explicit quality in the model's own word, or null where the model has none.</summary>
    public required string? Quality { get; init; }

    /// <summary>UTF-8 bytes of all text that is sent: prompt, negative prompt, style. Zero or more.</summary>
    public required int PromptBytes { get; init; }

    /// <summary>Sizes of the input images, a mask included; at most <see cref="MaxInputImages"/>.</summary>
    public IReadOnlyList<ImageSize> InputImages { get; init; } = [];

    /// <summary>Partial images asked for, 0 to <see cref="MaxPartialImages"/>.</summary>
    public int PartialImages { get; init; }

    /// <summary>Why no price could bound this shape, or null when one may.</summary>
    internal PricingRefusal? Refuse() => this switch
    {
        { Size: null } => PricingRefusal.Unbounded("The size is not explicit: resolve 'auto' to a size such as 1024x1024 first."),
        { Size.IsValid: false } => PricingRefusal.Unbounded("The size must have edges of 1 to 65535 pixels."),
        { Quality: "auto" or "" } =>
            PricingRefusal.Unbounded("The quality is not explicit: resolve 'auto' to one of the model's qualities first."),
        { PromptBytes: < 0 } => PricingRefusal.Unbounded("The prompt's length in bytes is negative."),
        { PartialImages: < 0 or > MaxPartialImages } => PricingRefusal.Unbounded("Partial images must be 0 to 3."),
        { InputImages.Count: > MaxInputImages } => PricingRefusal.Unbounded("There are more input images than any model takes."),
        _ when InputImages.Any(image => !image.IsValid) =>
            PricingRefusal.Unbounded("Each input image must have edges of 1 to 65535 pixels."),
        _ => null,
    };
}
