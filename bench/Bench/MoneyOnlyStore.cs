using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Bench;

/// <summary>Writes what a commit says of money and leaves out its work: the figure that a bare ledger is compared by.</summary>
internal sealed class MoneyOnlyStore(IBudgetStore store) : IBudgetStore
{
    public Task<CommitOutcome> Commit(LedgerChanges changes) => store.Commit(WithoutWork(changes));

    public Task<LedgerSnapshot?> Load(Guid departmentId) => store.Load(departmentId);

    public Task<long?> ReadVersion(Guid departmentId) => store.ReadVersion(departmentId);

    public Task<IReadOnlyList<Hold>> FindHolds(Guid departmentId, IReadOnlyList<Guid> holdIds) => store.FindHolds(departmentId, holdIds);

    public Task<PeriodState?> FindPeriod(Guid departmentId, DateOnly periodStart) => store.FindPeriod(departmentId, periodStart);

    public Task<Money> SpentBy(Guid departmentId, UsageNeed usage) => store.SpentBy(departmentId, usage);

    public Task<bool> WasApplied(Guid departmentId, Guid operationId) => store.WasApplied(departmentId, operationId);

    public Task<VerifyReport?> Verify(Guid departmentId) => store.Verify(departmentId);

    /// <summary>Takes generations, metadata and events out of a commit.</summary>
    public static LedgerChanges WithoutWork(LedgerChanges changes)
    {
        changes.Generations.Clear();
        changes.Events.Clear();
        for (var i = 0; i < changes.HoldsOpened.Count; i++)
        {
            changes.HoldsOpened[i] = changes.HoldsOpened[i] with { GenerationId = null };
        }

        return changes;
    }
}
