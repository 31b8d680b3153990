using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Generations;

/// <summary>A generation as it lies in the database; texts are sealed.</summary>
public sealed record GenerationRecord
{
    /// <summary>The generation.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The department that pays.</summary>
    public required Guid DepartmentId { get; init; }

    /// <summary>Its owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The key it came with.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>The request for several images.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>The batch.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>Provider of the model.</summary>
    public required string ModelProvider { get; init; }

    /// <summary>Name of the model.</summary>
    public required string ModelName { get; init; }

    /// <summary>The sealed prompt.</summary>
    public required string PromptEncrypted { get; init; }

    /// <summary>Where it stands.</summary>
    public required GenerationStatus Status { get; init; }

    /// <summary>The fence between its writers.</summary>
    public required long Version { get; init; }

    /// <summary>Name of the image in the image store.</summary>
    public string? ImageName { get; init; }

    /// <summary>Name of the thumbnail in the image store.</summary>
    public string? ThumbnailName { get; init; }

    /// <summary>What the department was charged.</summary>
    public Money Cost { get; init; }

    /// <summary>The open holds that pay for it.</summary>
    public IReadOnlyList<OpenHold> Holds { get; init; } = [];

    /// <summary>Milliseconds of the attempt that ended it.</summary>
    public int? GenerationTimeMs { get; init; }

    /// <summary>Code of the error.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The sealed text of the error.</summary>
    public string? ErrorMessageEncrypted { get; init; }

    /// <summary>True when marked as not safe for work.</summary>
    public bool IsNsfw { get; init; }

    /// <summary>Hash of the request it came with.</summary>
    public byte[]? RequestHash { get; init; }

    /// <summary>The order's fields that are no text of the caller's: JSON of size, quality, output_format, seed.</summary>
    public required string MetadataJson { get; init; }

    /// <summary>The order's other texts, sealed JSON: style, negative prompt, the caller's own fields.</summary>
    public string? ParametersEncrypted { get; init; }

    /// <summary>Why the router chose the model.</summary>
    public string? SelectedModelReason { get; init; }

    /// <summary>The runner-up.</summary>
    public string? FallbackModel { get; init; }

    /// <summary>Attempts beyond the first.</summary>
    public int RetryCount { get; init; }

    /// <summary>Language of the prompt.</summary>
    public string? PromptLanguage { get; init; }

    /// <summary>Complexity of the prompt.</summary>
    public double? PromptComplexityScore { get; init; }

    /// <summary>Summary of the safety verdict.</summary>
    public string? ContentSafety { get; init; }

    /// <summary>What was done to the image's bytes: a JSON array of steps; null while there is no image.</summary>
    public string? PostProcessingStepsJson { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When a cancel was asked for.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>Who asked for it.</summary>
    public Guid? CancelRequestedBy { get; init; }

    /// <summary>When it was hidden.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Its attempts by number; empty in a list.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];

    /// <summary>What open holds still hold for it.</summary>
    public Money Held => Holds.Aggregate(Money.Zero, static (sum, hold) => sum + hold.Amount);

    /// <summary>True when a caller owns it or stands above its owner.</summary>
    public bool IsVisibleTo(Caller caller) => Reach.Covers(caller, OrganizationId, DepartmentId, UserId);

    /// <summary>The model that makes it, <c>provider/model</c>: the first choice, or the runner-up once that took over.</summary>
    public string Model => $"{ModelProvider}/{ModelName}";

    /// <summary>True once its end is written.</summary>
    public bool HasEnded => Status is GenerationStatus.Completed or GenerationStatus.Failed or GenerationStatus.Cancelled;
}

/// <summary>A hold that is open for a generation, with what was pinned on it.</summary>
/// <param name="Id">The hold.</param>
/// <param name="Amount">What it still holds.</param>
/// <param name="FxRate">AUD for one unit of the price's currency.</param>
/// <param name="PriceVersion">Version of the model's price.</param>
public sealed record OpenHold(Guid Id, Money Amount, decimal FxRate, int PriceVersion);

/// <summary>An attempt as it lies in the database.</summary>
public sealed record AttemptRecord
{
    /// <summary>The attempt's row.</summary>
    public Guid Id { get; init; }

    /// <summary>1 and up.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>The hold that pays.</summary>
    public required Guid HoldId { get; init; }

    /// <summary>Provider called.</summary>
    public required string ModelProvider { get; init; }

    /// <summary>Model called.</summary>
    public required string ModelName { get; init; }

    /// <summary>The model called, <c>provider/model</c>.</summary>
    public string Model => $"{ModelProvider}/{ModelName}";

    /// <summary>What can be done when its outcome is unknown.</summary>
    public required Providers.CallKind CallKind { get; init; }

    /// <summary>Where it stands.</summary>
    public required AttemptState State { get; init; }

    /// <summary>Who drives it.</summary>
    public required string Owner { get; init; }

    /// <summary>Until when its owner may drive it, by the database's clock.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>True when the lease had run out, by the database's clock, as it was read.</summary>
    public required bool LeaseExpired { get; init; }

    /// <summary>When the call began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The vendor's job.</summary>
    public string? ProviderJobId { get; init; }

    /// <summary>What the adapter needs to ask for the job again.</summary>
    public string? JobStateJson { get; init; }

    /// <summary>How long the vendor wants to be left alone between two questions about the job; null where nobody wrote it down.</summary>
    public TimeSpan? PollAfter { get; init; }

    /// <summary>The vendor's id of the request.</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>What its settlement, or a late answer, said of it: see <see cref="ImageFacts"/>; null before.</summary>
    public string? FactsJson { get; init; }

    /// <summary>Whether the vendor charged.</summary>
    public BilledState Billed { get; init; }

    /// <summary>Class of the refusal or failure.</summary>
    public string? ErrorClass { get; init; }
}
