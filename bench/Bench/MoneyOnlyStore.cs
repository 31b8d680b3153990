using DonatelloAI.Grains.Budgets;
using DonatelloAI.Testing;

namespace DonatelloAI.Bench;

/// <summary>Writes what a commit says of money and leaves out its work: the figure that a bare ledger is compared by.</summary>
internal sealed class MoneyOnlyStore(IBudgetStore store) : ForwardingBudgetStore(store)
{
    public override Task<CommitOutcome> Commit(LedgerChanges changes) => base.Commit(WithoutWork(changes));

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
