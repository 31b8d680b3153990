using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>A copy of a department's rows, to be tampered with and verified.</summary>
internal sealed class LedgerRows(MemoryBudgetStore store)
{
    public List<LedgerEntry> Entries { get; } = [.. store.Entries];

    public List<Hold> Holds { get; } = [.. store.Holds.Values];

    public List<(Guid HoldId, DateOnly Period, Money Charged)> Costs { get; } =
        [.. store.Costs.Select(cost => (cost.Hold.Id, cost.Hold.PeriodStart, cost.Hold.Charged))];

    public List<PeriodState> Periods { get; } = [.. store.Periods.Values];

    public LedgerHead Head { get; set; } = store.Head;

    public Money Spent { get; set; } = store.Periods[store.Head.PeriodStart].Spent;

    public Money Held { get; set; } = store.Periods[store.Head.PeriodStart].Held;

    public void Entry(EntryKind kind, Func<LedgerEntry, LedgerEntry> change) => Change(Entries, entry => entry.Kind == kind, change);

    public void Hold(HoldState state, Func<Hold, Hold> change) => Change(Holds, hold => hold.State == state, change);

    public void Period(int index, Func<PeriodState, PeriodState> change) => Periods[index] = change(Periods[index]);

    public VerifyReport Verify()
    {
        var verifier = new BudgetVerifier(Head.DepartmentId);
        Entries.ForEach(verifier.Add);
        Holds.ForEach(verifier.Add);
        Costs.ForEach(cost => verifier.AddCost(cost.HoldId, cost.Period, cost.Charged));
        Periods.ForEach(verifier.Add);
        return verifier.Conclude(Head, Spent, Held);
    }

    private static void Change<T>(List<T> rows, Predicate<T> which, Func<T, T> change)
    {
        var index = rows.FindLastIndex(which);
        rows[index] = change(rows[index]);
    }
}
