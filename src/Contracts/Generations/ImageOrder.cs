namespace DonatelloAI.Contracts.Generations;

/// <summary>
/// What a caller asks for: one picture, or several of the same. Already checked at the edge for shape and length; what a
/// model can do of it is decided when it is routed.
/// </summary>
[GenerateSerializer, Immutable, Alias("donatello.ImageOrder")]
public sealed record ImageOrder
{
    /// <summary>Longest prompt and negative prompt, in characters (UTF-16 units).</summary>
    public const int MaxPromptLength = 32_000;

    /// <summary>Most images of one request.</summary>
    public const int MaxImages = 10;

    /// <summary>Most partial images of one picture.</summary>
    public const int MaxPartialImages = 3;

    /// <summary>Largest JSON object of the caller's own fields, in UTF-8 bytes.</summary>
    public const int MaxMetadataBytes = 4_096;

    /// <summary>What is to be seen, 1 to <see cref="MaxPromptLength"/> characters.</summary>
    [Id(0)] public required string Prompt { get; init; }

    /// <summary><c>provider/model</c>, a bare model name where that is unambiguous, <c>auto</c>, or null to follow preferences.</summary>
    [Id(1)] public string? Model { get; init; }

    /// <summary>Width x height such as <c>1024x1024</c>; <c>auto</c> or null for the model's default.</summary>
    [Id(2)] public string? Size { get; init; }

    /// <summary>Quality in the model's words; <c>auto</c> or null for the model's default.</summary>
    [Id(3)] public string? Quality { get; init; }

    /// <summary>Style in the caller's words, at most 100 characters.</summary>
    [Id(4)] public string? Style { get; init; }

    /// <summary>What is not to be seen, at most <see cref="MaxPromptLength"/> characters.</summary>
    [Id(5)] public string? NegativePrompt { get; init; }

    /// <summary>Seed, 0 to 4,294,967,295; null for one of the provider's or painter's choosing.</summary>
    [Id(6)] public long? Seed { get; init; }

    /// <summary>File format such as <c>png</c>; null for the model's default.</summary>
    [Id(7)] public string? OutputFormat { get; init; }

    /// <summary>The caller's own fields, a JSON object of at most <see cref="MaxMetadataBytes"/>; null for none.</summary>
    [Id(8)] public string? MetadataJson { get; init; }

    /// <summary>
    /// <c>transparent</c>, which takes a model that can and a format that has it, or <c>opaque</c>; <c>auto</c> or null for the model's own.
    /// </summary>
    [Id(9)] public string? Background { get; init; }

    /// <summary>
    /// Most partial images that are shown while the picture is painted, 0 to <see cref="MaxPartialImages"/>; a model that has none makes none.
    /// </summary>
    [Id(12)] public int PartialImages { get; init; }
}
