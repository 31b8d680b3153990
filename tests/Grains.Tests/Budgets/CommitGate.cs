namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>Holds up the commits of a store until it is opened, and counts them.</summary>
internal sealed class CommitGate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _attempts;

    public CommitGate(MemoryBudgetStore store) => store.Gate = Pass;

    /// <summary>Commits that were tried, with success or without.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Done when the first commit waits.</summary>
    public Task Reached => _reached.Task;

    public void Open() => _opened.TrySetResult();

    private Task Pass()
    {
        Interlocked.Increment(ref _attempts);
        _reached.TrySetResult();
        return _opened.Task;
    }
}
