using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Generations;

/// <summary>
/// Generations in the relational model, on any of its engines. Writes that come while another is under way share the next
/// transaction, which is one round trip where there is a server; an event's owner comes from memory when the generation was read
/// here lately.
/// </summary>
public sealed class GenerationStore : IGenerationStore
{
    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly OutboxSigner _signer;
    private readonly TimeProvider _time;
    private readonly GenerationPlans _plans;
    private readonly WriteQueue _writes;
    private readonly GenerationOwners _owners = new();

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public GenerationStore(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer, CommitOptions options, TimeProvider time)
    {
        _contexts = contexts;
        _signer = signer;
        _time = time;
        using var context = contexts.CreateDbContext();
        _plans = new GenerationPlans(new GenerationShapes(context.Model, context.Engine));
        _writes = new WriteQueue("generation commit", contexts, CommitWriters.For(context.Engine, options), context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<GenerationRecord?> Find(Guid id) => Read(async db =>
    {
        if ((await GenerationQueries.Generation(db, id).AsNoTracking().ToListAsync()) is not [var found])
        {
            return null;
        }

        var row = found.Generation;
        _owners.Remember(id, new GenerationOwner(row.OrganizationId, row.DepartmentId, row.UserId));
        return GenerationRecords.ToRecord(row, found.Metadata, found.Holds) with { Attempts = found.Attempts.ConvertAll(GenerationRecords.ToRecord) };
    });

    /// <inheritdoc/>
    public Task<GenerationWrite> Begin(NewAttempt attempt, long expectedVersion)
    {
        _owners.Remember(attempt.GenerationId, new GenerationOwner(attempt.OrganizationId, attempt.DepartmentId, attempt.UserId));
        return WriteWithEvent(
            attempt.GenerationId,
            expectedVersion,
            attempt.StartedAt,
            events => _plans.Begin(attempt, expectedVersion, events.Started(attempt)));
    }

    /// <inheritdoc/>
    public Task<GenerationWrite> Renew(Guid generationId, int attemptNo, string owner, TimeSpan lease) =>
        Write(generationId, _plans.Renew(generationId, attemptNo, owner, lease));

    /// <inheritdoc/>
    public Task<GenerationWrite> TakeOver(Guid generationId, int attemptNo, long expectedVersion, string owner, TimeSpan lease) => WriteWithEvent(
        generationId,
        expectedVersion,
        _time.GetUtcNow(),
        events => _plans.TakeOver(generationId, attemptNo, expectedVersion, owner, lease, events.TakenOver(attemptNo)));

    /// <inheritdoc/>
    public Task<GenerationWrite> KeepJob(Guid generationId, int attemptNo, string owner, ProviderJob job) =>
        Write(generationId, _plans.KeepJob(generationId, attemptNo, owner, job));

    /// <inheritdoc/>
    public Task<GenerationWrite> Conclude(AttemptConclusion conclusion, long expectedVersion) => WriteWithEvent(
        conclusion.GenerationId,
        expectedVersion,
        conclusion.At,
        events => _plans.Conclude(conclusion, expectedVersion, events.Concluded(conclusion)));

    /// <inheritdoc/>
    public Task<GenerationWrite> KeepLate(LateAnswer answer, long expectedVersion) => WriteWithEvent(
        answer.GenerationId,
        expectedVersion,
        answer.At,
        events => _plans.KeepLate(answer, expectedVersion, events.AnsweredLate(answer)));

    /// <inheritdoc/>
    public Task<GenerationWrite> RequestCancel(Guid id, long expectedVersion, Guid actorId, DateTimeOffset at) => WriteWithEvent(
        id,
        expectedVersion,
        at,
        events => _plans.RequestCancel(id, expectedVersion, actorId, at, events.CancelRequested(actorId)));

    /// <inheritdoc/>
    public Task<GenerationWrite> EndUnsettled(Guid id, GenerationEnd end, DateTimeOffset at) => WriteWithEvent(
        id,
        end.ExpectedVersion,
        at,
        events => _plans.EndUnsettled(id, end, at, events.EndedUnsettled(end)));

    /// <inheritdoc/>
    public Task<GenerationWrite> Delete(Guid id, long expectedVersion, Guid actorId, DateTimeOffset at) => WriteWithEvent(
        id,
        expectedVersion,
        at,
        events => _plans.Delete(id, expectedVersion, at, events.Deleted(actorId)));

    /// <inheritdoc/>
    public Task<GenerationWrite> Erase(Guid id, long expectedVersion, Guid actorId, DateTimeOffset at) => WriteWithEvent(
        id,
        expectedVersion,
        at,
        events => _plans.Erase(id, expectedVersion, events.Erased(actorId)));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WaitingGeneration>> Pending(string providerName, IReadOnlyList<string> modelNames, int perDepartment, int limit) =>
        modelNames.Count == 0 ? [] : await Read(db => GenerationQueries.Pending(db, providerName, modelNames, perDepartment, limit).ToListAsync());

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> WithRunnerUp(string providerName, string modelName, int limit) =>
        await Read(db => GenerationQueries.WithRunnerUp(db, providerName, modelName, limit).ToListAsync());

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> Abandoned(int limit) => await Read(db => GenerationQueries.Abandoned(db, limit).ToListAsync());

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> Barred(int limit) => await Read(db => GenerationQueries.Barred(db, limit).ToListAsync());

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WaitedModel>> WaitedModels() => await Read(db => GenerationQueries.WaitedModels(db).ToListAsync());

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> Unresolved(DateTimeOffset startedBefore, int limit) =>
        await Read(db => GenerationQueries.Unresolved(db, startedBefore, limit).ToListAsync());

    /// <inheritdoc/>
    public Task<DeskAttempt?> FindAttempt(Guid id) => Read(async db =>
    {
        if (await AttemptQueries.Attempt(db, id).AsNoTracking().FirstOrDefaultAsync() is not { } found)
        {
            return null;
        }

        var entry = await BudgetQueries.Entry(db, found.Attempt.DepartmentId, DerivedId.Resolution(id)).AsNoTracking().FirstOrDefaultAsync();
        return AttemptQueries.ToRecord(found) with
        {
            Resolution = entry is null ? null : new AttemptResolution(entry.Kind, entry.AmountAud, entry.ActorId, entry.Reason),
        };
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeskAttempt>> Attempts(AttemptFilter filter) => Read<IReadOnlyList<DeskAttempt>>(async db =>
    {
        var rows = await AttemptQueries.Page(db, filter).AsNoTracking().ToListAsync();
        return rows.ConvertAll(AttemptQueries.ToRecord);
    });

    /// <inheritdoc/>
    public Task<PoolLoad> Load(string pool, DateTimeOffset since) => Read(async db => new PoolLoad(
        await GenerationQueries.Running(db, pool).ToListAsync(),
        await GenerationQueries.Starts(db, pool, since).ToListAsync()));

    /// <inheritdoc/>
    public Task<IReadOnlyList<GenerationRecord>> List(Caller caller, GenerationFilter filter) => Read<IReadOnlyList<GenerationRecord>>(async db =>
    {
        var rows = await GenerationQueries.Page(db, caller, filter).AsNoTracking().ToListAsync();
        return rows.ConvertAll(row => GenerationRecords.ToRecord(row.Generation, row.Metadata, row.Holds));
    });

    /// <summary>Writes behind the generation's version, and what happened in the same transaction.</summary>
    private async Task<GenerationWrite> WriteWithEvent(
        Guid id,
        long expectedVersion,
        DateTimeOffset at,
        Func<GenerationEvents, CommitPlan> plan)
    {
        try
        {
            if (await OwnerOf(id) is not { } owner)
            {
                return new GenerationWrite(GenerationWriteResult.Superseded);
            }

            var events = new GenerationEvents(_signer, id, owner, expectedVersion + 1, at);
            var written = await Write(id, plan(events));
            return written.Result == GenerationWriteResult.Done ? written with { Version = expectedVersion + 1 } : written;
        }
        catch (StorageUnavailableException unread)
        {
            return new GenerationWrite(GenerationWriteResult.Unavailable, Detail: unread.Message);
        }
    }

    private async Task<GenerationWrite> Write(Guid id, CommitPlan plan)
    {
        var reply = await _writes.Write(id, plan);
        var lease = reply.Answers.SingleOrDefault();
        return new GenerationWrite(KindOf(reply.Outcome.Result), lease?.Version ?? 0, lease?.Moment, reply.Outcome.Detail);
    }

    private async Task<GenerationOwner?> OwnerOf(Guid id)
    {
        var owner = _owners.Find(id) ?? await Read(db => GenerationQueries.Owner(db, id).FirstOrDefaultAsync());
        if (owner is not null)
        {
            _owners.Remember(id, owner);
        }

        return owner;
    }

    /// <summary>A row that breaks a rule was not written either; the detail names the rule.</summary>
    private static GenerationWriteResult KindOf(CommitResult result) => result switch
    {
        CommitResult.Committed => GenerationWriteResult.Done,
        CommitResult.FenceLost or CommitResult.GenerationChanged or CommitResult.KeyExists => GenerationWriteResult.Superseded,
        CommitResult.Unknown => GenerationWriteResult.Unknown,
        CommitResult.RowRefused => GenerationWriteResult.Refused,
        _ => GenerationWriteResult.Unavailable,
    };

    private Task<T> Read<T>(Func<DonatelloContext, Task<T>> read) => Reads.Guarded(_contexts, read);
}
