using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// Where generations and their attempts are kept. The ledger inserts a generation and ends it; between, these writes compare
/// and raise its version, and each leaves its outbox event in the same commit.
/// </summary>
public interface IGenerationStore
{
    /// <summary>Reads a generation with its routing and all its attempts in one view; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<GenerationRecord?> Find(Guid id);

    /// <summary>
    /// Inserts an attempt with its lease and makes the generation <c>processing</c>, if nobody wrote the generation since. Whoever
    /// loses does not call.
    /// </summary>
    Task<GenerationWrite> Begin(NewAttempt attempt, long expectedVersion);

    /// <summary>Prolongs the lease of a started attempt that <paramref name="owner"/> still owns; superseded otherwise. No event, no version.</summary>
    Task<GenerationWrite> Renew(Guid generationId, int attemptNo, string owner, TimeSpan lease);

    /// <summary>Gives a started attempt whose lease has run out by the database's clock to another owner.</summary>
    Task<GenerationWrite> TakeOver(Guid generationId, int attemptNo, long expectedVersion, string owner, TimeSpan lease);

    /// <summary>Keeps a job's id and state before anybody waits for it.</summary>
    Task<GenerationWrite> KeepJob(Guid generationId, int attemptNo, string owner, string jobId, string? stateJson);

    /// <summary>Writes what became of an attempt that is not settled, and where its generation goes from there.</summary>
    Task<GenerationWrite> Conclude(AttemptConclusion conclusion, long expectedVersion);

    /// <summary>Asks for the cancellation of a generation that a provider works on.</summary>
    Task<GenerationWrite> RequestCancel(Guid id, long expectedVersion, Guid actorId, DateTimeOffset at);

    /// <summary>
    /// Ends a generation while the money of an attempt with an unknown outcome stays held; every other end is the ledger's.
    /// </summary>
    Task<GenerationWrite> EndUnsettled(Guid id, GenerationEnd end, DateTimeOffset at);

    /// <summary>Hides an ended generation.</summary>
    Task<GenerationWrite> Delete(Guid id, long expectedVersion, Guid actorId, DateTimeOffset at);

    /// <summary>
    /// Waiting generations of some models, oldest first within each department and at most <paramref name="perDepartment"/> of
    /// one; interactive before batch; at most <paramref name="limit"/>.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<WaitingGeneration>> Pending(string providerName, IReadOnlyList<string> modelNames, int perDepartment, int limit);

    /// <summary>The models that generations wait for, each once.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<WaitedModel>> WaitedModels();

    /// <summary>Generations in <c>processing</c> without a started attempt under a live lease, oldest first.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<Guid>> Abandoned(int limit);

    /// <summary>Generations with an attempt of unknown outcome that began before a moment, oldest first.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<Guid>> Unresolved(DateTimeOffset startedBefore, int limit);

    /// <summary>What runs on an account now, and what began on it since a moment.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<PoolLoad> Load(string pool, DateTimeOffset since);

    /// <summary>A page for a caller: the reach of the caller's role is part of the query.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<GenerationRecord>> List(Caller caller, GenerationFilter filter);
}

/// <summary>What became of a write.</summary>
/// <param name="Result">The kind.</param>
/// <param name="Version">The generation's version after it, when done.</param>
/// <param name="LeaseUntil">Until when the attempt is owned, by the database's clock; for writes that set it.</param>
/// <param name="Detail">What the database said, without secrets.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct GenerationWrite(
    GenerationWriteResult Result, long Version = 0, DateTimeOffset? LeaseUntil = null, string Detail = "");

/// <summary>The kinds of outcome of a write.</summary>
public enum GenerationWriteResult
{
    /// <summary>Durable.</summary>
    Done = 0,

    /// <summary>Somebody else has written the generation, or owns the attempt; nothing was written.</summary>
    Superseded = 1,

    /// <summary>The database could not take it; nothing was written.</summary>
    Unavailable = 2,

    /// <summary>Nobody knows whether it is durable: read again.</summary>
    Unknown = 3,

    /// <summary>A rule of the database refuses a row; nothing was written, and repeating it is no use.</summary>
    Refused = 4,
}

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

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When a cancel was asked for.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>When it was hidden.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Its attempts by number; empty in a list.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];

    /// <summary>What open holds still hold for it.</summary>
    public Money Held => Holds.Aggregate(Money.Zero, static (sum, hold) => sum + hold.Amount);

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
    /// <summary>1 and up.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>The hold that pays.</summary>
    public required Guid HoldId { get; init; }

    /// <summary>Provider called.</summary>
    public required string ModelProvider { get; init; }

    /// <summary>Model called.</summary>
    public required string ModelName { get; init; }

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

    /// <summary>Whether the vendor charged.</summary>
    public BilledState Billed { get; init; }

    /// <summary>Class of the refusal or failure.</summary>
    public string? ErrorClass { get; init; }
}

/// <summary>An attempt to begin.</summary>
public sealed record NewAttempt
{
    /// <summary>The generation.</summary>
    public required Guid GenerationId { get; init; }

    /// <summary>Its organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The department that pays.</summary>
    public required Guid DepartmentId { get; init; }

    /// <summary>Its owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>1 and up.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>The hold that pays.</summary>
    public required Guid HoldId { get; init; }

    /// <summary>Provider to call.</summary>
    public required string ModelProvider { get; init; }

    /// <summary>Model to call.</summary>
    public required string ModelName { get; init; }

    /// <summary>The account it counts on.</summary>
    public required string QuotaPool { get; init; }

    /// <summary>What can be done when its outcome is unknown.</summary>
    public required Providers.CallKind CallKind { get; init; }

    /// <summary>Who drives it: silo and activation, at most 200 ASCII characters.</summary>
    public required string Owner { get; init; }

    /// <summary>How long it is owned without being renewed.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>When it begins.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}

/// <summary>What became of an attempt without a settlement.</summary>
public sealed record AttemptConclusion
{
    /// <summary>The generation.</summary>
    public required Guid GenerationId { get; init; }

    /// <summary>The attempt.</summary>
    public required int AttemptNo { get; init; }

    /// <summary><see cref="AttemptState.Failed"/>, <see cref="AttemptState.Refused"/> or <see cref="AttemptState.Unknown"/>.</summary>
    public required AttemptState State { get; init; }

    /// <summary>Whether the vendor charged.</summary>
    public required BilledState Billed { get; init; }

    /// <summary>Class of the refusal or failure in snake_case.</summary>
    public string? ErrorClass { get; init; }

    /// <summary>The vendor's words, sealed.</summary>
    public string? ErrorDetailEncrypted { get; init; }

    /// <summary>The vendor's request id.</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>True when the generation waits for another attempt: it becomes <c>pending</c> again.</summary>
    public required bool Requeue { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A generation that waits for a slot.</summary>
/// <param name="Id">The generation.</param>
/// <param name="DepartmentId">Who pays, among whom slots are shared fairly.</param>
/// <param name="IsBatch">True when it belongs to a batch and lets interactive work pass.</param>
/// <param name="CreatedAt">When it was accepted.</param>
[GenerateSerializer, Immutable, Alias("donatello.WaitingGeneration")]
public readonly record struct WaitingGeneration(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Guid DepartmentId,
    [property: Id(2)] bool IsBatch,
    [property: Id(3)] DateTimeOffset CreatedAt);

/// <summary>A model that generations wait for.</summary>
/// <param name="ProviderName">The provider.</param>
/// <param name="ModelName">The model's name there.</param>
public sealed record WaitedModel(string ProviderName, string ModelName);

/// <summary>What an account has to bear.</summary>
/// <param name="Running">Started attempts under a live lease: generation and end of the lease.</param>
/// <param name="RecentStarts">When attempts of any state began, since the moment asked for; oldest first.</param>
public sealed record PoolLoad(IReadOnlyList<RunningAttempt> Running, IReadOnlyList<DateTimeOffset> RecentStarts);

/// <summary>An attempt that runs.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct RunningAttempt(Guid GenerationId, DateTimeOffset LeaseUntil);
