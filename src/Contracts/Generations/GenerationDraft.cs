namespace DonatelloAI.Contracts.Generations;

/// <summary>
/// A generation as it is accepted: the row that the Reserve or Draw which pays for it inserts in its own commit, with its
/// metadata row. Texts of the caller's arrive sealed: the generation's grain seals them, and the ledger never sees one in clear.
/// </summary>
[GenerateSerializer, Immutable, Alias("donatello.GenerationDraft")]
public sealed record GenerationDraft
{
    /// <summary>The generation's id.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The group that one request for several images makes; null for a single image.</summary>
    [Id(1)] public Guid? GroupId { get; init; }

    /// <summary>The batch that the generation belongs to, if any.</summary>
    [Id(2)] public Guid? BatchId { get; init; }

    /// <summary>Provider of the chosen model, such as <c>openai</c> (at most 50 characters).</summary>
    [Id(3)] public required string ModelProvider { get; init; }

    /// <summary>Name of the chosen model, such as <c>gpt-image-2</c> (at most 100 characters).</summary>
    [Id(4)] public required string ModelName { get; init; }

    /// <summary>The sealed prompt.</summary>
    [Id(5)] public required string PromptEncrypted { get; init; }

    /// <summary>What the caller asked for that is no text of theirs: resolution, quality, style, seed, output format; JSON.</summary>
    [Id(6)] public required string MetadataJson { get; init; }

    /// <summary>Hash of the request that made this generation, to tell a replay from a reused key; null without a key.</summary>
    [Id(7)] public byte[]? RequestHash { get; init; }

    /// <summary>Why the router chose this model (at most 255 characters).</summary>
    [Id(8)] public string? SelectedModelReason { get; init; }

    /// <summary>The router's runner-up, <c>provider/model</c>.</summary>
    [Id(9)] public string? FallbackModel { get; init; }

    /// <summary>Language of the prompt as a BCP 47 tag (at most 10 characters).</summary>
    [Id(10)] public string? PromptLanguage { get; init; }

    /// <summary>Complexity of the prompt, 0 to 1.</summary>
    [Id(11)] public double? PromptComplexityScore { get; init; }

    /// <summary>The sealed parameters that are texts of the caller's: style, negative prompt, own fields.</summary>
    [Id(12)] public string? ModelParametersEncrypted { get; init; }
}

/// <summary>How a generation ends; the Settle or Release that closes its money writes it in the same commit.</summary>
[GenerateSerializer, Immutable, Alias("donatello.GenerationEnd")]
public sealed record GenerationEnd
{
    /// <summary><c>completed</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    [Id(0)] public required GenerationOutcome Outcome { get; init; }

    /// <summary>The generation's version that its grain last wrote; another version means that somebody else drove it.</summary>
    [Id(1)] public required long ExpectedVersion { get; init; }

    /// <summary>Where the image lies in the image store; required when completed.</summary>
    [Id(2)] public string? ImageUrl { get; init; }

    /// <summary>Where the thumbnail lies in the image store.</summary>
    [Id(3)] public string? ThumbnailUrl { get; init; }

    /// <summary>Milliseconds from the start of the attempt that ended it.</summary>
    [Id(4)] public int? GenerationTimeMs { get; init; }

    /// <summary>Sealed text of the error, which may quote the prompt.</summary>
    [Id(5)] public string? ErrorMessageEncrypted { get; init; }

    /// <summary>Code of the error, such as <c>content_blocked_output</c>.</summary>
    [Id(6)] public string? ErrorCode { get; init; }

    /// <summary>True when the provider or the checker marked the image as not safe for work.</summary>
    [Id(7)] public bool IsNsfw { get; init; }

    /// <summary>Attempts beyond the first.</summary>
    [Id(8)] public int RetryCount { get; init; }

    /// <summary>Summary of the content-safety verdict (at most 50 characters).</summary>
    [Id(9)] public string? ContentSafetyScore { get; init; }

    /// <summary>Who called it off, where that ends it; null for an end that the work itself came to.</summary>
    [Id(10)] public Guid? ActorId { get; init; }

    /// <summary>
    /// The sealed parameters with what the vendor added to them, such as the prompt as it rewrote it; null leaves those of the draft.
    /// </summary>
    [Id(11)] public string? ModelParametersEncrypted { get; init; }

    /// <summary>What was done to the image's bytes: a JSON array of steps without any text of the caller's; null for no image.</summary>
    [Id(12)] public string? PostProcessingStepsJson { get; init; }
}

/// <summary>The three ways a generation ends.</summary>
[GenerateSerializer, Alias("donatello.GenerationOutcome")]
public enum GenerationOutcome
{
    /// <summary>An image is stored.</summary>
    Completed = 0,

    /// <summary>No image will come.</summary>
    Failed = 1,

    /// <summary>Called off before an image was made.</summary>
    Cancelled = 2,
}

/// <summary>What an end makes of a generation.</summary>
public static class GenerationOutcomes
{
    /// <summary>Where a generation stands after an end.</summary>
    public static GenerationStatus ToStatus(this GenerationOutcome outcome) => outcome switch
    {
        GenerationOutcome.Completed => GenerationStatus.Completed,
        GenerationOutcome.Failed => GenerationStatus.Failed,
        _ => GenerationStatus.Cancelled,
    };
}
