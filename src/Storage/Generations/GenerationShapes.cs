using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Generations;

/// <summary>The shapes of what is written of a generation between its acceptance and its end, on one engine's model.</summary>
internal sealed class GenerationShapes(IModel model, StorageEngine engine)
{
    private const string Status = "status";
    private const string State = "state";

    private static readonly string[] Fence = [nameof(GenerationFence.Id)];
    private static readonly string[] Attempt = [nameof(AttemptJob.GenerationId), nameof(AttemptJob.AttemptNo)];
    private static readonly string[] OwnAttempt = [.. Attempt, nameof(AttemptJob.Owner)];

    /// <summary>The generation's version and the end of the lease, as the transaction leaves them.</summary>
    public RowQuery Lease { get; } = new(
        engine,
        $"SELECT g.version, a.lease_until FROM {engine.Table("generation_attempts")} AS a INNER JOIN {engine.Table("generations")} AS g "
        + "ON g.id = a.generation_id WHERE a.generation_id = {0} AND a.attempt_no = {1}",
        parameters: 2);

    /// <summary>No attempt begins for a frozen department or organisation, whatever the silo knows of the freeze that wants to begin it.</summary>
    public RowShape<GenerationStart> Start { get; } = Generation<GenerationStart>(
        model, RowGuard.AnyOf(Status, "pending", "processing"), RowGuard.NotFrozen("department_id"), RowGuard.NotFrozen("organization_id"));

    public RowShape<AttemptStart> AttemptStart { get; } = RowShape<AttemptStart>.Insert(model, typeof(GenerationAttemptRow));

    public RowShape<AttemptRenewal> Renewal { get; } =
        RowShape<AttemptRenewal>.Update(model, typeof(GenerationAttemptRow), OwnAttempt, guards: RowGuard.AnyOf(State, "started"));

    public RowShape<GenerationFence> TakeOver { get; } = Generation<GenerationFence>(model, RowGuard.AnyOf(Status, "processing"));

    public RowShape<AttemptTakeOver> AttemptTakeOver { get; } = RowShape<AttemptTakeOver>.Update(
        model, typeof(GenerationAttemptRow), Attempt, guards: [RowGuard.AnyOf(State, "started"), RowGuard.Past("lease_until")]);

    public RowShape<AttemptJob> Job { get; } =
        RowShape<AttemptJob>.Update(model, typeof(GenerationAttemptRow), OwnAttempt, guards: RowGuard.AnyOf(State, "started"));

    public RowShape<GenerationStanding> Standing { get; } = Generation<GenerationStanding>(model, RowGuard.AnyOf(Status, "processing"));

    public RowShape<AttemptEnd> AttemptEnd { get; } =
        RowShape<AttemptEnd>.Update(model, typeof(GenerationAttemptRow), Attempt, guards: RowGuard.AnyOf(State, "started", "unknown"));

    public RowShape<CancelRequest> Cancel { get; } = Generation<CancelRequest>(model, RowGuard.AnyOf(Status, "processing"));

    public RowShape<UnsettledEnd> UnsettledEnd { get; } = Generation<UnsettledEnd>(model, RowGuard.AnyOf(Status, "pending", "processing"));

    public RowShape<MetadataEnding> Metadata { get; } =
        RowShape<MetadataEnding>.Update(model, typeof(GenerationMetadataRow), [nameof(MetadataEnding.GenerationId)]);

    public RowShape<Deletion> Deletion { get; } =
        Generation<Deletion>(model, RowGuard.AnyOf(Status, "completed", "failed", "cancelled"), RowGuard.Unset("deleted_at"));

    public RowShape<GenerationErasure> Erasure { get; } =
        Generation<GenerationErasure>(model, RowGuard.AnyOf(Status, "completed", "failed", "cancelled"), RowGuard.Given("deleted_at"));

    public RowShape<MetadataErasure> MetadataErasure { get; } =
        RowShape<MetadataErasure>.UpdateIfThere(model, typeof(GenerationMetadataRow), [nameof(Generations.MetadataErasure.GenerationId)]);

    public RowShape<AttemptErasure> AttemptErasure { get; } =
        RowShape<AttemptErasure>.UpdateIfThere(model, typeof(GenerationAttemptRow), [nameof(Generations.AttemptErasure.GenerationId)]);

    public RowShape<OutboxRow> Event { get; } = RowShape<OutboxRow>.Insert(model);

    /// <summary>No write of a generation goes without its version.</summary>
    private static RowShape<TSource> Generation<TSource>(IModel model, params RowGuard[] guards) =>
        RowShape<TSource>.Update(model, typeof(GenerationRow), Fence, nameof(GenerationFence.Version), guards: guards);
}

/// <summary>A generation's version alone, which must stand one below.</summary>
internal sealed record GenerationFence(Guid Id, long Version);

/// <summary>What the begin of an attempt changes of its generation.</summary>
internal sealed record GenerationStart(Guid Id, long Version, GenerationStatus Status, string ModelProvider, string ModelName);

/// <summary>An attempt that begins.</summary>
internal sealed record AttemptStart(
    Guid Id, Guid OrganizationId, Guid DepartmentId, Guid GenerationId, int AttemptNo, Guid HoldId, string ModelProvider, string ModelName,
    string QuotaPool, CallKind CallKind, AttemptState State, string Owner, TimeSpan LeaseUntil, DateTimeOffset StartedAt, BilledState Billed);

/// <summary>A lease that its owner prolongs.</summary>
internal sealed record AttemptRenewal(Guid GenerationId, int AttemptNo, string Owner, TimeSpan LeaseUntil);

/// <summary>An attempt's new owner.</summary>
internal sealed record AttemptTakeOver(Guid GenerationId, int AttemptNo, string Owner, TimeSpan LeaseUntil);

/// <summary>A provider's job, kept by the owner of its attempt.</summary>
internal sealed record AttemptJob(Guid GenerationId, int AttemptNo, string Owner, string ProviderJobId, string? Facts);

/// <summary>Where a generation goes after an attempt that is not settled.</summary>
internal sealed record GenerationStanding(Guid Id, long Version, GenerationStatus Status);

/// <summary>What became of an attempt that is not settled.</summary>
internal sealed record AttemptEnd(
    Guid GenerationId, int AttemptNo, AttemptState State, BilledState Billed, string? ErrorClass, string? ErrorDetailEncrypted,
    string? ProviderRequestId, DateTimeOffset? EndedAt);

/// <summary>A wish to cancel, and whose.</summary>
internal sealed record CancelRequest(Guid Id, long Version, DateTimeOffset? CancelRequestedAt, Guid? CancelRequestedBy);

/// <summary>The end of a generation whose money stays held.</summary>
internal sealed record UnsettledEnd(
    Guid Id, long Version, GenerationStatus Status, string? ImageUrl, string? ThumbnailUrl, int? GenerationTimeMs, string? ErrorMessage,
    string? ErrorCode, bool IsNsfw, DateTimeOffset? CompletedAt);

/// <summary>What empties the texts of a generation.</summary>
internal sealed record GenerationErasure(Guid Id, long Version, string PromptEncrypted, string? ErrorMessage);

/// <summary>What empties the other texts of an order.</summary>
internal sealed record MetadataErasure(Guid GenerationId, string? ModelParameters);

/// <summary>What empties the texts of all attempts of a generation.</summary>
internal sealed record AttemptErasure(Guid GenerationId, string? ErrorDetailEncrypted);

/// <summary>What hides a generation.</summary>
internal sealed record Deletion(Guid Id, long Version, bool IsDeleted, DateTimeOffset? DeletedAt);
