using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Testing;

/// <summary>Passes everything on to another store; who bends one call overrides that one.</summary>
public abstract class ForwardingBudgetStore(IBudgetStore store) : IBudgetStore
{
    public virtual Task<LedgerSnapshot?> Load(Guid departmentId) => store.Load(departmentId);

    public virtual Task<CommitOutcome> Commit(LedgerChanges changes) => store.Commit(changes);

    public Task<long?> ReadVersion(Guid departmentId) => store.ReadVersion(departmentId);

    public Task<IReadOnlyList<Hold>> FindHolds(Guid departmentId, IReadOnlyList<Guid> holdIds) => store.FindHolds(departmentId, holdIds);

    public Task<PeriodState?> FindPeriod(Guid departmentId, DateOnly periodStart) => store.FindPeriod(departmentId, periodStart);

    public Task<Money> SpentBy(Guid departmentId, UsageNeed usage) => store.SpentBy(departmentId, usage);

    public Task<bool> WasApplied(Guid departmentId, Guid operationId) => store.WasApplied(departmentId, operationId);

    public Task<VerifyReport?> Verify(Guid departmentId) => store.Verify(departmentId);
}
