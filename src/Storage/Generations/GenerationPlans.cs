using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;

namespace DonatelloAI.Storage.Generations;

/// <summary>
/// The plan of each write of a generation. The generation's row comes first, so that writers meet there and never lock two
/// rows crosswise.
/// </summary>
internal sealed class GenerationPlans(GenerationShapes shapes)
{
    public CommitPlan Begin(NewAttempt attempt, long expectedVersion, OutboxRow happened) => new CommitPlan()
        .Add(shapes.Start, [new GenerationStart(attempt.GenerationId, expectedVersion + 1, GenerationStatus.Processing, attempt.ModelProvider, attempt.ModelName)])
        .Add(shapes.AttemptStart, [Row(attempt)])
        .Add(shapes.Event, [happened])
        .Ask(shapes.Lease, attempt.GenerationId, attempt.AttemptNo);

    public CommitPlan Renew(Guid generationId, int attemptNo, string owner, TimeSpan lease) => new CommitPlan()
        .Add(shapes.Renewal, [new AttemptRenewal(generationId, attemptNo, owner, lease)])
        .Ask(shapes.Lease, generationId, attemptNo);

    public CommitPlan TakeOver(Guid generationId, int attemptNo, long expectedVersion, string owner, TimeSpan lease, OutboxRow happened) => new CommitPlan()
        .Add(shapes.TakeOver, [new GenerationFence(generationId, expectedVersion + 1)])
        .Add(shapes.AttemptTakeOver, [new AttemptTakeOver(generationId, attemptNo, owner, lease)])
        .Add(shapes.Event, [happened])
        .Ask(shapes.Lease, generationId, attemptNo);

    public CommitPlan KeepJob(Guid generationId, int attemptNo, string owner, ProviderJob job) => new CommitPlan()
        .Add(shapes.Job, [new AttemptJob(generationId, attemptNo, owner, job.Id, JobFacts.Of(job))])
        .Ask(shapes.Lease, generationId, attemptNo);

    public CommitPlan Conclude(AttemptConclusion conclusion, long expectedVersion, OutboxRow happened) => Standing(conclusion, expectedVersion + 1)
        .Add(shapes.AttemptEnd, [Row(conclusion)])
        .Add(shapes.Event, [happened]);

    public CommitPlan KeepLate(LateAnswer answer, long expectedVersion, OutboxRow happened) => new CommitPlan()
        .Add(shapes.LateFence, [new GenerationFence(answer.GenerationId, expectedVersion + 1)])
        .Add(shapes.AttemptLate, [new AttemptLate(answer.GenerationId, answer.AttemptNo, BilledState.Yes, answer.ProviderRequestId, answer.FactsJson)])
        .Add(shapes.Event, [happened]);

    public CommitPlan RequestCancel(Guid id, long expectedVersion, Guid actorId, DateTimeOffset at, OutboxRow happened) => new CommitPlan()
        .Add(shapes.Cancel, [new CancelRequest(id, expectedVersion + 1, at, actorId)])
        .Add(shapes.Event, [happened]);

    public CommitPlan EndUnsettled(Guid id, GenerationEnd end, DateTimeOffset at, OutboxRow happened) => new CommitPlan()
        .Add(shapes.UnsettledEnd, [Row(id, end, at)])
        .Add(shapes.Metadata, [new MetadataEnding(id, end.RetryCount, end.ContentSafetyScore, end.PostProcessingStepsJson)])
        .Add(shapes.Event, [happened]);

    public CommitPlan Delete(Guid id, long expectedVersion, DateTimeOffset at, OutboxRow happened) => new CommitPlan()
        .Add(shapes.Deletion, [new Deletion(id, expectedVersion + 1, IsDeleted: true, at)])
        .Add(shapes.Event, [happened]);

    public CommitPlan Erase(Guid id, long expectedVersion, OutboxRow happened) => new CommitPlan()
        .Add(shapes.Erasure, [new GenerationErasure(id, expectedVersion + 1, SealedMark.Erased, null)])
        .Add(shapes.MetadataErasure, [new MetadataErasure(id, null)])
        .Add(shapes.AttemptErasure, [new AttemptErasure(id, null)])
        .Add(shapes.Event, [happened]);

    private CommitPlan Standing(AttemptConclusion conclusion, long version)
    {
        var (id, status) = (conclusion.GenerationId, conclusion.Requeue ? GenerationStatus.Pending : GenerationStatus.Processing);
        return conclusion.Elsewhere is { } model
            ? new CommitPlan().Add(shapes.Fallback, [new GenerationFallback(id, version, status, model.ModelProvider, model.ModelName, model.MetadataJson)])
            : new CommitPlan().Add(shapes.Standing, [new GenerationStanding(id, version, status)]);
    }

    private static AttemptStart Row(NewAttempt attempt) => new(
        attempt.Id,
        attempt.OrganizationId,
        attempt.DepartmentId,
        attempt.GenerationId,
        attempt.AttemptNo,
        attempt.HoldId,
        attempt.ModelProvider,
        attempt.ModelName,
        attempt.QuotaPool,
        attempt.CallKind,
        AttemptState.Started,
        attempt.Owner,
        attempt.Lease,
        attempt.StartedAt,
        BilledState.Unknown);

    private static AttemptEnd Row(AttemptConclusion conclusion) => new(
        conclusion.GenerationId,
        conclusion.AttemptNo,
        conclusion.State,
        conclusion.Billed,
        conclusion.ErrorClass,
        conclusion.ErrorDetailEncrypted,
        conclusion.ProviderRequestId,
        conclusion.State == AttemptState.Unknown ? null : conclusion.At);

    private static UnsettledEnd Row(Guid id, GenerationEnd end, DateTimeOffset at) => new(
        id,
        end.ExpectedVersion + 1,
        end.Outcome.ToStatus(),
        end.ImageUrl,
        end.ThumbnailUrl,
        end.GenerationTimeMs,
        end.ErrorMessageEncrypted,
        end.ErrorCode,
        end.IsNsfw,
        at);
}
