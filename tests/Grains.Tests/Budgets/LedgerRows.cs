using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>A copy of a department's rows, to be tampered with and verified.</summary>
internal sealed class LedgerRows(MemoryBudgetStore store)
{
    public List<LedgerEntry> Entries { get; } = [.. store.Entries];

    public List<Hold> Holds { get; } = [.. store.Holds.Values];

    public List<LedgerCost> Costs { get; } = [.. store.Costs.Select(cost => ToCost(cost, store.Head.DepartmentId))];

    public Dictionary<Guid, Money> GenerationCosts { get; } = new(store.GenerationCosts);

    public List<LimitState> Limits { get; } = [.. store.Limits.Values];

    public List<PeriodState> Periods { get; } = [.. store.Periods.Values];

    public LedgerHead Head { get; set; } = store.Head;

    public Money Spent { get; set; } = store.Periods[store.Head.PeriodStart].Spent;

    public Money Held { get; set; } = store.Periods[store.Head.PeriodStart].Held;

    public void Entry(EntryKind kind, Func<LedgerEntry, LedgerEntry> change) => Change(Entries, entry => entry.Kind == kind, change);

    public void Hold(HoldState state, Func<Hold, Hold> change) => Change(Holds, hold => hold.State == state, change);

    public void Cost(Func<LedgerCost, LedgerCost> change) => Costs[0] = change(Costs[0]);

    public void Limit(int index, Func<LimitState, LimitState> change) => Limits[index] = change(Limits[index]);

    public void Period(int index, Func<PeriodState, PeriodState> change) => Periods[index] = change(Periods[index]);

    public VerifyReport Verify()
    {
        var verifier = new BudgetVerifier(Head.DepartmentId);
        Entries.ForEach(verifier.Add);
        Holds.ForEach(verifier.Add);
        Costs.ForEach(verifier.Add);
        GenerationCosts.ToList().ForEach(generation => verifier.AddGeneration(generation.Key, generation.Value));
        Limits.ForEach(verifier.Add);
        Periods.ForEach(verifier.Add);
        return verifier.Conclude(Head, Spent, Held);
    }

    private static LedgerCost ToCost(CostRecord cost, Guid departmentId) => new()
    {
        HoldId = cost.Hold.Id,
        DepartmentId = departmentId,
        PeriodStart = cost.Hold.PeriodStart,
        GenerationId = cost.Hold.GenerationId!.Value,
        AttemptNo = cost.AttemptNo,
        UserId = cost.Hold.UserId,
        ApiKeyId = cost.Hold.ApiKeyId,
        Estimated = cost.Hold.Amount,
        Charged = cost.Hold.Charged,
        ProviderCost = cost.Hold.ProviderCost.GetValueOrDefault(),
        FxRate = cost.Hold.FxRate,
    };

    private static void Change<T>(List<T> rows, Predicate<T> which, Func<T, T> change)
    {
        var index = rows.FindLastIndex(which);
        rows[index] = change(rows[index]);
    }
}
