using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>
/// Recomputes every sum of a department from its rows and names the first difference. Independent of the ledger on purpose:
/// it replays entries with arithmetic of its own and then holds every other row against the result. Pure; rows are fed in
/// the order entries, holds, cost events, generations, limits, periods.
/// </summary>
public sealed class BudgetVerifier
{
    private readonly Guid _departmentId;
    private readonly EntryReplay _replay = new();
    private readonly HoldCheck _holds;
    private readonly CostCheck _costs;
    private readonly LimitCheck _limits;
    private readonly PeriodCheck _periods;
    private string? _difference;

    /// <summary>Begins with no rows.</summary>
    public BudgetVerifier(Guid departmentId)
    {
        _departmentId = departmentId;
        _holds = new HoldCheck(_replay);
        _costs = new CostCheck(_replay, departmentId);
        _limits = new LimitCheck(_replay);
        _periods = new PeriodCheck(_replay);
    }

    /// <summary>Replays the next entry; entries come in the order of their sequence, from the first.</summary>
    public void Add(LedgerEntry entry) => Note(_replay.Add(entry));

    /// <summary>Holds a hold's row against the replay.</summary>
    public void Add(Hold hold) => Note(_holds.Check(hold));

    /// <summary>Holds a cost event against the Settle that left it and the hold that paid.</summary>
    public void Add(LedgerCost cost) => Note(_costs.Check(cost));

    /// <summary>Holds a generation's row against its cost events.</summary>
    /// <param name="generationId">The generation.</param>
    /// <param name="cost">What its row says that it cost.</param>
    public void AddGeneration(Guid generationId, Money cost) => Note(_costs.CheckGeneration(generationId, cost));

    /// <summary>Holds a limit's row against the replay.</summary>
    public void Add(LimitState limit) => Note(_limits.Check(limit));

    /// <summary>Holds a period's row against the replay.</summary>
    public void Add(PeriodState period) => Note(_periods.Check(period));

    /// <summary>Holds the department's row against the replay, looks for rows that are missing, and reports.</summary>
    public VerifyReport Conclude(LedgerHead head, Money currentSpend, Money currentHeld)
    {
        Note(_periods.CheckHead(head, currentSpend, currentHeld)
            ?? _holds.FindMissing() ?? _periods.FindMissing() ?? _costs.FindMissing() ?? _limits.FindMissing());
        return new VerifyReport
        {
            DepartmentId = _departmentId,
            Entries = _replay.Entries,
            Holds = _holds.Rows,
            CostEvents = _costs.Rows,
            FirstDifference = _difference,
        };
    }

    private void Note(string? difference) => _difference ??= difference;
}
