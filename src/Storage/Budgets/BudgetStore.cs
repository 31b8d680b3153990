using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Budgets;

/// <summary>Ledgers in the relational model, on any of its engines.</summary>
public sealed class BudgetStore : IBudgetStore
{
    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly OutboxSigner _signer;
    private readonly BudgetShapes _shapes;
    private readonly StoreCommits _commits;

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public BudgetStore(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer, CommitOptions options)
    {
        _contexts = contexts;
        _signer = signer;
        using var context = contexts.CreateDbContext();
        _shapes = new BudgetShapes(context.Model);
        _commits = new StoreCommits(contexts, context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<CommitOutcome> Commit(LedgerChanges changes) =>
        _commits.Commit(Plan(changes, _shapes, _signer));

    /// <inheritdoc/>
    public Task<long?> ReadVersion(Guid departmentId) => Read(async db =>
        await BudgetQueries.Version(db, departmentId).Select(version => (long?)version).FirstOrDefaultAsync());

    /// <inheritdoc/>
    public Task<LedgerSnapshot?> Load(Guid departmentId) => Read(async db =>
    {
        await using var view = await db.BeginSnapshotAsync();
        if (await BudgetQueries.Head(db, departmentId).AsNoTracking().FirstOrDefaultAsync() is not { } head)
        {
            return null;
        }

        var holds = await BudgetQueries.OpenHolds(db, departmentId).AsNoTracking().ToListAsync();
        var starts = holds.Select(hold => hold.PeriodStart).Append(head.Budget.BudgetPeriodStart).ToHashSet();
        var periods = await BudgetQueries.Periods(db, departmentId).AsNoTracking().ToListAsync();
        var limits = await BudgetQueries.Limits(db, departmentId).AsNoTracking().ToListAsync();
        return new LedgerSnapshot
        {
            Head = ToHead(head),
            OpenHolds = holds.ConvertAll(BudgetRows.ToHold),
            Periods = [.. periods.Where(period => starts.Contains(period.PeriodStart)).Select(BudgetRows.ToPeriod)],
            Limits = limits.ConvertAll(BudgetRows.ToLimit),
        };
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<Hold>> FindHolds(Guid departmentId, IReadOnlyList<Guid> holdIds) => Read<IReadOnlyList<Hold>>(async db =>
    {
        var rows = await BudgetQueries.Holds(db, departmentId, holdIds).AsNoTracking().ToListAsync();
        return rows.ConvertAll(BudgetRows.ToHold);
    });

    /// <inheritdoc/>
    public Task<PeriodState?> FindPeriod(Guid departmentId, DateOnly periodStart) => Read(async db =>
        await BudgetQueries.Period(db, departmentId, periodStart).AsNoTracking().FirstOrDefaultAsync() is { } row ? BudgetRows.ToPeriod(row) : null);

    /// <inheritdoc/>
    public Task<Money> SpentBy(Guid departmentId, UsageNeed usage) => Read(async db =>
    {
        var costs = usage.Subject == LimitSubject.User
            ? BudgetQueries.CostsOfUser(db, departmentId, usage.PeriodStart, usage.SubjectId)
            : BudgetQueries.CostsOfKey(db, departmentId, usage.PeriodStart, usage.SubjectId);
        var sum = Money.Zero;
        await foreach (var cost in costs.AsAsyncEnumerable())
        {
            sum += cost;
        }

        return sum;
    });

    /// <inheritdoc/>
    public Task<bool> WasApplied(Guid departmentId, Guid operationId) => Read(db => BudgetQueries.Entry(db, departmentId, operationId).AnyAsync());

    /// <inheritdoc/>
    public Task<VerifyReport?> Verify(Guid departmentId) => Read(async db =>
    {
        await using var view = await db.BeginSnapshotAsync();
        if (await BudgetQueries.Head(db, departmentId).AsNoTracking().FirstOrDefaultAsync() is not { } head)
        {
            return null;
        }

        var organizationId = head.Budget.OrganizationId;
        var verifier = new BudgetVerifier(departmentId);
        await Feed(BudgetQueries.Entries(db, departmentId).AsNoTracking(), row => verifier.Add(BudgetRows.ToEntry(row)));
        await Feed(BudgetQueries.Holds(db, departmentId).AsNoTracking(), row => verifier.Add(BudgetRows.ToHold(row)));
        await Feed(BudgetQueries.Costs(db, organizationId, departmentId).AsNoTracking(), row => verifier.Add(BudgetRows.ToCost(row)));
        await Feed(BudgetQueries.StrayCosts(db, organizationId, departmentId).AsNoTracking(), row => verifier.Add(BudgetRows.ToCost(row)));
        await Feed(BudgetQueries.GenerationCosts(db, organizationId, departmentId), row => verifier.AddGeneration(row.Id, row.CostAud));
        await Feed(BudgetQueries.Limits(db, departmentId).AsNoTracking(), row => verifier.Add(BudgetRows.ToLimit(row)));
        await Feed(BudgetQueries.Periods(db, departmentId).AsNoTracking(), row => verifier.Add(BudgetRows.ToPeriod(row)));
        return verifier.Conclude(ToHead(head), head.Budget.CurrentSpendAud, head.Budget.CurrentHeldAud);
    });

    /// <summary>All of a group commit: the fence first, then rows in the order of their references, then the outbox.</summary>
    internal static CommitPlan Plan(LedgerChanges changes, BudgetShapes shapes, OutboxSigner signer)
    {
        var head = changes.Head;
        return new CommitPlan()
            .Add(shapes.Head, [BudgetRows.Head(changes)])
            .Add(shapes.Period, changes.PeriodsOpened.ConvertAll(period => BudgetRows.Period(period, head)))
            .Add(shapes.PeriodChange, changes.PeriodsChanged.ConvertAll(period => BudgetRows.Change(period, head)))
            .Add(shapes.Limit, changes.LimitsOpened.ConvertAll(limit => BudgetRows.Limit(limit, head)))
            .Add(shapes.LimitChange, changes.LimitsChanged.ConvertAll(limit => BudgetRows.Change(limit, head)))
            .Add(shapes.LimitRemoval, changes.LimitsRemoved.ConvertAll(subject => new LimitRemoval(head.DepartmentId, subject)))
            .Add(shapes.Batch, changes.Batches.ConvertAll(batch => BudgetRows.Batch(batch, head)))
            .Add(shapes.Generation, changes.Generations.ConvertAll(generation => BudgetRows.Generation(generation, head)))
            .Add(shapes.Metadata, changes.Generations.ConvertAll(generation => BudgetRows.Metadata(generation, head)))
            .Add(shapes.Hold, changes.HoldsOpened.ConvertAll(hold => BudgetRows.Hold(hold, head)))
            .Add(shapes.HoldChange, changes.HoldsChanged.ConvertAll(BudgetRows.Change))
            .Add(shapes.Entry, changes.Entries.ConvertAll(entry => BudgetRows.Entry(entry, head)))
            .Add(shapes.Cost, changes.Costs.ConvertAll(cost => BudgetRows.Cost(cost, head)))
            .Add(shapes.GenerationCost, [.. changes.GenerationCosts.Select(cost => new GenerationCost(cost.Key, cost.Value))], CommitResult.GenerationChanged)
            .Add(shapes.Ending, changes.Ends.ConvertAll(BudgetRows.Ending), CommitResult.GenerationChanged)
            .Add(shapes.MetadataEnding, changes.Ends.ConvertAll(BudgetRows.MetadataEnding), CommitResult.GenerationChanged)
            .Add(shapes.AttemptSettlement, changes.AttemptsSettled.Where(attempt => attempt.BringsFacts).Select(BudgetRows.Settlement).ToList())
            .Add(shapes.AttemptCharge, changes.AttemptsSettled.Where(attempt => !attempt.BringsFacts).Select(BudgetRows.AttemptCharge).ToList())
            .Add(shapes.AttemptRelease, changes.AttemptsReleased.ConvertAll(BudgetRows.AttemptRelease))
            .Add(shapes.Event, changes.Events.ConvertAll(happened => BudgetRows.Event(happened, head, signer)));
    }

    private static LedgerHead ToHead(BudgetHead head)
    {
        var row = head.Budget;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone);
        return new LedgerHead
        {
            DepartmentId = row.DepartmentId,
            OrganizationId = row.OrganizationId,
            IsActive = head.IsActive,
            IsFrozen = head.IsFrozen,
            IsOrganizationFrozen = head.IsOrganizationFrozen,
            Version = row.Version,
            Sequence = row.LastSequence,
            LastEntryAt = row.LastEntryAt ?? row.CreatedAt,
            MonthlyBudget = row.MonthlyBudgetAud,
            Allocated = row.AllocatedAud ?? WithoutAllotment(head),
            Mode = row.EnforcementMode,
            Thresholds = System.Text.Json.JsonSerializer.Deserialize<int[]>(row.Thresholds)!,
            PeriodStart = row.BudgetPeriodStart,
            LastResetAt = row.LastResetAt,
            NextZone = OrganizationSettings.TimeZone(head.OrganizationSettings, zone),
        };
    }

    /// <summary>A department that came without an allotment into an organisation with a cap keeps its budget and cannot raise it.</summary>
    private static Money? WithoutAllotment(BudgetHead head) => head.MonthlyCapAud is null ? null : head.Budget.MonthlyBudgetAud;

    private static async Task Feed<TRow>(IQueryable<TRow> rows, Action<TRow> take)
    {
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            take(row);
        }
    }

    private Task<T> Read<T>(Func<DonatelloContext, Task<T>> read) => Reads.Guarded(_contexts, read);
}
