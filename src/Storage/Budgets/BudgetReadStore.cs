using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Commits;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Budgets;

/// <summary>Ledgers' rows for readers, on any engine.</summary>
public sealed class BudgetReadStore(IDbContextFactory<DonatelloContext> contexts) : IBudgetReadStore
{
    /// <inheritdoc/>
    public Task<Guid?> OrganizationOf(Guid departmentId) => Reads.Guarded(contexts, db =>
        BudgetReadQueries.OrganizationOf(db, departmentId).Select(id => (Guid?)id).FirstOrDefaultAsync());

    /// <inheritdoc/>
    public Task<LimitSubject?> SubjectKind(Guid organizationId, Guid subjectId) => Reads.Guarded<LimitSubject?>(contexts, async db =>
        await BudgetReadQueries.User(db, organizationId, subjectId).AnyAsync() ? LimitSubject.User
        : await BudgetReadQueries.Key(db, organizationId, subjectId).AnyAsync() ? LimitSubject.ApiKey
        : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BudgetEntryView>> Entries(Guid departmentId, BudgetEntryFilter filter) => Reads.Guarded<IReadOnlyList<BudgetEntryView>>(contexts, async db =>
    {
        var before = filter.Before ?? long.MaxValue;
        var query = filter.PeriodStart is { } start
            ? BudgetReadQueries.EntriesOfPeriod(db, departmentId, before, start)
            : BudgetReadQueries.EntriesBefore(db, departmentId, before);
        var rows = await query.AsNoTracking().Take(filter.Limit).ToListAsync();
        return rows.ConvertAll(ToView);
    });

    /// <inheritdoc/>
    public Task<BudgetEntryView?> EntryOf(Guid departmentId, Guid operationId) => Reads.Guarded(contexts, async db =>
        await BudgetQueries.Entry(db, departmentId, operationId).AsNoTracking().FirstOrDefaultAsync() is { } row ? ToView(row) : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenHoldView>> OpenHolds(Guid departmentId, int limit, Guid? after) => Reads.Guarded<IReadOnlyList<OpenHoldView>>(contexts, async db =>
    {
        var query = after is { } last ? BudgetReadQueries.OpenHoldsAfter(db, departmentId, last) : BudgetReadQueries.OpenHolds(db, departmentId);
        var rows = await query.AsNoTracking().Take(limit).ToListAsync();
        return rows.ConvertAll(ToView);
    });

    /// <inheritdoc/>
    public Task<PeriodView?> Period(Guid departmentId, DateOnly start) => Reads.Guarded(contexts, async db =>
        await BudgetQueries.Period(db, departmentId, start).AsNoTracking().FirstOrDefaultAsync() is { } row ? ToView(row) : null);

    private static PeriodView ToView(BudgetPeriodRow row) => new()
    {
        Start = row.PeriodStart,
        End = row.PeriodEnd,
        Budget = row.BudgetAud,
        Mode = row.EnforcementMode,
        Spent = row.SpentAud,
        Held = row.HeldAud,
    };

    private static OpenHoldView ToView(BudgetHoldRow row) => new()
    {
        Id = row.Id,
        PeriodStart = row.PeriodStart,
        GenerationId = row.GenerationId,
        BatchId = row.BatchId,
        AttemptNo = row.AttemptNo,
        UserId = row.UserId,
        ApiKeyId = row.ApiKeyId,
        Amount = row.AmountAud,
        Remaining = row.RemainingAud,
        CreatedAt = row.CreatedAt,
    };

    private static BudgetEntryView ToView(BudgetEntryRow row) => new()
    {
        Sequence = row.Sequence,
        PeriodStart = row.PeriodStart,
        Kind = row.Kind,
        Amount = row.AmountAud,
        SpentAfter = row.SpentAfterAud,
        HeldAfter = row.HeldAfterAud,
        BudgetAfter = row.BudgetAfterAud,
        Mode = row.EnforcementMode,
        HoldId = row.HoldId,
        GenerationId = row.GenerationId,
        BatchId = row.BatchId,
        AttemptNo = row.AttemptNo,
        UserId = row.UserId,
        ApiKeyId = row.ApiKeyId,
        Overrun = row.Overrun,
        ActorId = row.ActorId,
        Reason = row.Reason,
        DetailJson = row.Detail,
        CreatedAt = row.CreatedAt,
    };
}
