using System.Collections.Concurrent;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>Holds up the commits of departments that a test names, and passes everything on.</summary>
internal sealed class GatedBudgetStore(IBudgetStore store) : IBudgetStore
{
    private readonly ConcurrentDictionary<Guid, StoreGate> _gates = [];

    /// <summary>Closes a department's gate; its next commit waits there.</summary>
    public StoreGate Close(Guid departmentId) => _gates[departmentId] = new StoreGate();

    public async Task<CommitOutcome> Commit(LedgerChanges changes)
    {
        if (_gates.TryGetValue(changes.Head.DepartmentId, out var gate))
        {
            await gate.Pass();
        }

        return await store.Commit(changes);
    }

    public Task<LedgerSnapshot?> Load(Guid departmentId) => store.Load(departmentId);

    public Task<long?> ReadVersion(Guid departmentId) => store.ReadVersion(departmentId);

    public Task<IReadOnlyList<Hold>> FindHolds(Guid departmentId, IReadOnlyList<Guid> holdIds) => store.FindHolds(departmentId, holdIds);

    public Task<PeriodState?> FindPeriod(Guid departmentId, DateOnly periodStart) => store.FindPeriod(departmentId, periodStart);

    public Task<Money> SpentBy(Guid departmentId, UsageNeed usage) => store.SpentBy(departmentId, usage);

    public Task<bool> WasApplied(Guid departmentId, Guid operationId) => store.WasApplied(departmentId, operationId);

    public Task<VerifyReport?> Verify(Guid departmentId) => store.Verify(departmentId);
}

/// <summary>A gate before a commit.</summary>
internal sealed class StoreGate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when a commit waits.</summary>
    public Task Reached => _reached.Task;

    public void Open() => _opened.TrySetResult();

    public Task Pass()
    {
        _reached.TrySetResult();
        return _opened.Task;
    }
}
