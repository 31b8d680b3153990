using DonatelloAI.Contracts.Budgets;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Budgets;

/// <summary>Reads ledgers' rows, one row beyond the page to see whether there is another.</summary>
[StatelessWorker, Reentrant]
public sealed class BudgetReadGrain(IBudgetReadStore store) : Grain, IBudgetReadGrain
{
    /// <inheritdoc/>
    public Task<Guid?> OrganizationOf(Guid departmentId) => store.OrganizationOf(departmentId);

    /// <inheritdoc/>
    public Task<LimitSubject?> SubjectKind(Guid organizationId, Guid subjectId) => store.SubjectKind(organizationId, subjectId);

    /// <inheritdoc/>
    public async Task<BudgetEntryPage> Entries(Guid departmentId, BudgetEntryFilter filter)
    {
        var rows = await store.Entries(departmentId, filter with { Limit = filter.Limit + 1 });
        return rows.Count <= filter.Limit
            ? new BudgetEntryPage(rows, null)
            : new BudgetEntryPage([.. rows.Take(filter.Limit)], rows[filter.Limit - 1].Sequence);
    }

    /// <inheritdoc/>
    public Task<BudgetEntryView?> EntryOf(Guid departmentId, Guid operationId) => store.EntryOf(departmentId, operationId);

    /// <inheritdoc/>
    public async Task<OpenHoldPage> OpenHolds(Guid departmentId, int limit, Guid? after)
    {
        var rows = await store.OpenHolds(departmentId, limit + 1, after);
        return rows.Count <= limit ? new OpenHoldPage(rows, null) : new OpenHoldPage([.. rows.Take(limit)], rows[limit - 1].Id);
    }

    /// <inheritdoc/>
    public Task<PeriodView?> Period(Guid departmentId, DateOnly start) => store.Period(departmentId, start);
}
