using System.Collections.Concurrent;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Testing;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>Holds up the commits of departments that a test names, and passes everything on.</summary>
internal sealed class GatedBudgetStore(IBudgetStore store) : ForwardingBudgetStore(store)
{
    private readonly ConcurrentDictionary<Guid, StoreGate> _gates = [];

    /// <summary>Closes a department's gate; its next commit waits there.</summary>
    public StoreGate Close(Guid departmentId) => _gates[departmentId] = new StoreGate();

    public override async Task<CommitOutcome> Commit(LedgerChanges changes)
    {
        if (_gates.TryGetValue(changes.Head.DepartmentId, out var gate))
        {
            await gate.Pass();
        }

        return await base.Commit(changes);
    }
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
