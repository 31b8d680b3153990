using DonatelloAI.Contracts.Provenance;

namespace DonatelloAI.Contracts.Generations;

/// <summary>A generation as those who may see it are shown it; texts are in clear.</summary>
[GenerateSerializer, Immutable, Alias("donatello.GenerationView")]
public sealed record GenerationView
{
    /// <summary>The generation.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The organisation it belongs to.</summary>
    [Id(1)] public required Guid OrganizationId { get; init; }

    /// <summary>The department that pays.</summary>
    [Id(2)] public required Guid DepartmentId { get; init; }

    /// <summary>Its owner.</summary>
    [Id(3)] public required Guid UserId { get; init; }

    /// <summary>The request for several images it belongs to.</summary>
    [Id(4)] public Guid? GroupId { get; init; }

    /// <summary>The batch it belongs to.</summary>
    [Id(5)] public Guid? BatchId { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(6)] public required GenerationStatus Status { get; init; }

    /// <summary>Rises with every change; a watcher names the last one it saw.</summary>
    [Id(7)] public required long Version { get; init; }

    /// <summary>Provider of the model.</summary>
    [Id(8)] public required string ModelProvider { get; init; }

    /// <summary>Name of the model.</summary>
    [Id(9)] public required string ModelName { get; init; }

    /// <summary>The prompt; null when the person's data were erased.</summary>
    [Id(10)] public string? Prompt { get; init; }

    /// <summary>What was not to be seen.</summary>
    [Id(11)] public string? NegativePrompt { get; init; }

    /// <summary>The explicit size.</summary>
    [Id(12)] public required string Size { get; init; }

    /// <summary>The explicit quality; null where the model has none.</summary>
    [Id(13)] public string? Quality { get; init; }

    /// <summary>The style asked for.</summary>
    [Id(14)] public string? Style { get; init; }

    /// <summary>The seed asked for, or the one that was used once it ended.</summary>
    [Id(15)] public long? Seed { get; init; }

    /// <summary>The file format.</summary>
    [Id(16)] public required string OutputFormat { get; init; }

    /// <summary>Where the image lies in the image store; null while there is none.</summary>
    [Id(17)] public string? ImageName { get; init; }

    /// <summary>Where the thumbnail lies in the image store; null while there is none.</summary>
    [Id(18)] public string? ThumbnailName { get; init; }

    /// <summary>What the department was charged.</summary>
    [Id(19)] public Money Cost { get; init; }

    /// <summary>What is still held for it.</summary>
    [Id(20)] public Money Held { get; init; }

    /// <summary>Milliseconds of the attempt that ended it.</summary>
    [Id(21)] public int? GenerationTimeMs { get; init; }

    /// <summary>True when provider or checker marked the image as not safe for work.</summary>
    [Id(22)] public bool IsNsfw { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    [Id(23)] public GenerationError? Error { get; init; }

    /// <summary>How it was routed.</summary>
    [Id(24)] public required GenerationRouting Routing { get; init; }

    /// <summary>Summary of the safety verdict.</summary>
    [Id(25)] public string? ContentSafety { get; init; }

    /// <summary>When it was accepted.</summary>
    [Id(26)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    [Id(27)] public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When a cancel was asked for while a provider worked.</summary>
    [Id(28)] public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>When its owner deleted it; the money records stay.</summary>
    [Id(29)] public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The caller's own fields, a JSON object; null for none.</summary>
    [Id(30)] public string? MetadataJson { get; init; }

    /// <summary><c>transparent</c> or <c>opaque</c> where that was asked of a model that can do both; null otherwise.</summary>
    [Id(31)] public string? Background { get; init; }

    /// <summary>The prompt as the vendor rewrote it; null where it did not tell of any, and when the person's data were erased.</summary>
    [Id(32)] public string? RevisedPrompt { get; init; }

    /// <summary>Where the image comes from; null while there is none, and for one that was stored before images said so.</summary>
    [Id(33)] public ImageProvenance? Provenance { get; init; }

    /// <summary>True once nothing will change any more but a deletion.</summary>
    public bool HasEnded => Status is GenerationStatus.Completed or GenerationStatus.Failed or GenerationStatus.Cancelled;
}

/// <summary>Why a generation failed.</summary>
/// <param name="Code">Code in snake_case, such as <c>content_blocked_output</c>.</param>
/// <param name="Message">One sentence; null when the person's data were erased.</param>
/// <param name="Retriable">True when a new request with the same order may succeed.</param>
[GenerateSerializer, Immutable, Alias("donatello.GenerationError")]
public sealed record GenerationError(
    [property: Id(0)] string Code,
    [property: Id(1)] string? Message,
    [property: Id(2)] bool Retriable);

/// <summary>How a generation was routed.</summary>
[GenerateSerializer, Immutable, Alias("donatello.GenerationRouting")]
public sealed record GenerationRouting
{
    /// <summary>Why the router chose the model.</summary>
    [Id(0)] public string? Reason { get; init; }

    /// <summary>The runner-up, <c>provider/model</c>.</summary>
    [Id(1)] public string? FallbackModel { get; init; }

    /// <summary>Attempts beyond the first.</summary>
    [Id(2)] public int RetryCount { get; init; }

    /// <summary>Language of the prompt as a BCP 47 tag.</summary>
    [Id(3)] public string? PromptLanguage { get; init; }

    /// <summary>Complexity of the prompt, 0 to 1.</summary>
    [Id(4)] public double? PromptComplexityScore { get; init; }

    /// <summary>The retired model that was asked for and that the chosen one takes the place of, <c>provider/model</c>; null where none was.</summary>
    [Id(5)] public string? ReplacedModel { get; init; }

    /// <summary>When <see cref="ReplacedModel"/> was retired.</summary>
    [Id(6)] public DateTimeOffset? ReplacedModelRetiredAt { get; init; }
}
