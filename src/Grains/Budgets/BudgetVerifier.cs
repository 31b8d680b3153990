using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>
/// Recomputes every sum of a department from its rows and names the first difference. Independent of the ledger on purpose:
/// it replays entries with arithmetic of its own and then holds every other row against the result. Pure; rows are fed in
/// the order entries, holds, cost events, periods.
/// </summary>
public sealed class BudgetVerifier(Guid departmentId)
{
    private readonly Dictionary<Guid, ReplayedHold> _holds = [];
    private readonly Dictionary<DateOnly, ReplayedPeriod> _periods = [];
    private long _entries;
    private long _holdRows;
    private long _costRows;
    private long _settles;
    private DateOnly _current;
    private DateTimeOffset _lastEntryAt;
    private string? _difference;

    /// <summary>Replays the next entry; entries come in the order of their sequence, from the first.</summary>
    public void Add(LedgerEntry entry)
    {
        _entries++;
        if (_difference is not null)
        {
            return;
        }

        _difference = CheckOrder(entry) ?? Replay(entry) ?? CheckSums(entry);
        _lastEntryAt = entry.CreatedAt;
    }

    /// <summary>Holds a hold's row against the replay.</summary>
    public void Add(Hold hold)
    {
        _holdRows++;
        if (!_holds.TryGetValue(hold.Id, out var replayed))
        {
            _difference ??= $"Hold {hold.Id} has a row and no entry.";
            return;
        }

        replayed.HasRow = true;
        var opened = replayed.Opened;
        if (opened.Amount != hold.Amount || opened.UserId != hold.UserId || opened.ApiKeyId != hold.ApiKeyId
            || opened.GenerationId != hold.GenerationId || opened.BatchId != hold.BatchId || opened.ParentHoldId != hold.ParentHoldId)
        {
            _difference ??= $"Hold {hold.Id} was opened by entry {opened.Sequence} with another amount, payer or purpose than its row says.";
        }

        if (replayed.State != hold.State || replayed.Remaining != hold.Remaining || replayed.Charged != hold.Charged || replayed.Period != hold.PeriodStart)
        {
            _difference ??= $"Hold {hold.Id} is {hold.State} with {hold.Remaining} AUD left and {hold.Charged} AUD charged by its row, "
                + $"{replayed.State} with {replayed.Remaining} and {replayed.Charged} by its entries.";
        }
    }

    /// <summary>Holds a cost event against the Settle that left it.</summary>
    /// <param name="holdId">The hold that paid.</param>
    /// <param name="periodStart">The period it is billed in.</param>
    /// <param name="charged">What the department was charged.</param>
    public void AddCost(Guid holdId, DateOnly periodStart, Money charged)
    {
        _costRows++;
        if (!_holds.TryGetValue(holdId, out var replayed) || replayed.State != HoldState.Settled)
        {
            _difference ??= $"A cost event of {charged} AUD names hold {holdId}, which no entry settled.";
        }
        else if (replayed.HasCost)
        {
            _difference ??= $"Hold {holdId} has two cost events.";
        }
        else if (replayed.Charged != charged || replayed.Period != periodStart)
        {
            _difference ??= $"The cost event of hold {holdId} says {charged} AUD in {periodStart:O}, its entry {replayed.Charged} AUD in {replayed.Period:O}.";
        }
        else
        {
            replayed.HasCost = true;
        }
    }

    /// <summary>Holds a period's row against the replay.</summary>
    public void Add(PeriodState period)
    {
        if (!_periods.TryGetValue(period.Period.Start, out var replayed))
        {
            _difference ??= $"Period {period.Period.Start:O} has a row and no entry.";
            return;
        }

        replayed.HasRow = true;
        if (replayed.Spent != period.Spent || replayed.Held != period.Held || replayed.Budget != period.Budget)
        {
            _difference ??= $"Period {period.Period.Start:O} has {period.Spent} spent, {period.Held} held of {period.Budget} AUD by its row, "
                + $"{replayed.Spent}, {replayed.Held} of {replayed.Budget} by its entries.";
        }
    }

    /// <summary>Holds the department's row against the replay and reports.</summary>
    public VerifyReport Conclude(LedgerHead head, Money currentSpend, Money currentHeld)
    {
        _difference ??= CheckHead(head, currentSpend, currentHeld) ?? CheckComplete();
        return new VerifyReport
        {
            DepartmentId = departmentId,
            Entries = _entries,
            Holds = _holdRows,
            CostEvents = _costRows,
            FirstDifference = _difference,
        };
    }

    private string? CheckOrder(LedgerEntry entry) =>
        entry.Sequence != _entries ? $"Entry {_entries} is missing: {entry.Sequence} follows {_entries - 1}."
        : entry.CreatedAt < _lastEntryAt ? $"Entry {entry.Sequence} is older than the one before it."
        : null;

    private string? Replay(LedgerEntry entry)
    {
        if (entry.Kind == EntryKind.Rollover || _entries == 1)
        {
            return BeginPeriod(entry);
        }

        if (!_periods.TryGetValue(entry.PeriodStart, out var period))
        {
            return $"Entry {entry.Sequence} counts in period {entry.PeriodStart:O}, which never began.";
        }

        switch (entry.Kind)
        {
            case EntryKind.Reserve or EntryKind.TopUp or EntryKind.Draw:
                return OpenHold(entry, period);
            case EntryKind.Settle or EntryKind.Release:
                return CloseHold(entry, period);
            case EntryKind.Adjust:
                period.Spent += entry.Amount;
                return null;
            case EntryKind.SetBudget:
                period.Budget = entry.Amount;
                return null;
            case EntryKind.SetLimit:
                return null;
            default:
                return $"Entry {entry.Sequence} is of an unknown kind.";
        }
    }

    private string? BeginPeriod(LedgerEntry entry)
    {
        if (_periods.Count > 0 && entry.PeriodStart <= _current)
        {
            return $"Entry {entry.Sequence} begins period {entry.PeriodStart:O} after {_current:O}.";
        }

        if (_periods.TryGetValue(_current, out var before) && before.Budget != entry.Amount)
        {
            return $"Entry {entry.Sequence} begins a period of {entry.Amount} AUD; the budget was one of {before.Budget} AUD before it.";
        }

        _current = entry.PeriodStart;
        _periods[_current] = new ReplayedPeriod { Budget = entry.Amount };
        return null;
    }

    private string? OpenHold(LedgerEntry entry, ReplayedPeriod period)
    {
        if (entry.HoldId is not { } id || !_holds.TryAdd(id, new ReplayedHold { Opened = entry, Period = entry.PeriodStart, Remaining = entry.Amount }))
        {
            return $"Entry {entry.Sequence} opens a hold that is open already, or none.";
        }

        if (entry.Kind != EntryKind.Draw)
        {
            period.Held += entry.Amount;
            return null;
        }

        if (entry.ParentHoldId is not { } parentId || !_holds.TryGetValue(parentId, out var parent) || parent.State != HoldState.Open
            || parent.Period != entry.PeriodStart || parent.Remaining < entry.Amount)
        {
            return $"Entry {entry.Sequence} draws {entry.Amount} AUD from a hold that does not have them.";
        }

        parent.Remaining -= entry.Amount;
        return null;
    }

    private string? CloseHold(LedgerEntry entry, ReplayedPeriod period)
    {
        if (entry.HoldId is not { } id || !_holds.TryGetValue(id, out var hold) || hold.State != HoldState.Open || hold.Period != entry.PeriodStart)
        {
            return $"Entry {entry.Sequence} closes a hold that is not open in its period.";
        }

        if (entry.Kind == EntryKind.Settle && entry.Mode == EnforcementMode.Hard && entry.Amount > hold.Remaining)
        {
            return $"Entry {entry.Sequence} charges {entry.Amount} AUD in hard mode for a hold of {hold.Remaining} AUD.";
        }

        period.Held -= hold.Remaining;
        if (entry.Kind == EntryKind.Settle)
        {
            period.Spent += entry.Amount;
            hold.Charged = entry.Amount;
            hold.State = HoldState.Settled;
            _settles++;
        }
        else
        {
            if (entry.Amount != hold.Remaining)
            {
                return $"Entry {entry.Sequence} releases {entry.Amount} AUD of a hold with {hold.Remaining} left.";
            }

            hold.State = HoldState.Released;
        }

        hold.Remaining = Money.Zero;
        return null;
    }

    private string? CheckSums(LedgerEntry entry)
    {
        var period = _periods[entry.PeriodStart];
        if (entry.SpentAfter != period.Spent || entry.HeldAfter != period.Held || entry.BudgetAfter != period.Budget)
        {
            return $"Entry {entry.Sequence} says {entry.SpentAfter} spent, {entry.HeldAfter} held of {entry.BudgetAfter} AUD; "
                + $"its predecessors make {period.Spent}, {period.Held} of {period.Budget}.";
        }

        var isNewWork = entry.Kind is EntryKind.Reserve or EntryKind.TopUp;
        return isNewWork && entry.Mode == EnforcementMode.Hard && period.Spent + period.Held > period.Budget
            ? $"Entry {entry.Sequence} was accepted in hard mode with {period.Spent} spent and {period.Held} held of {period.Budget} AUD."
            : null;
    }

    private string? CheckHead(LedgerHead head, Money currentSpend, Money currentHeld)
    {
        if (head.Sequence != _entries)
        {
            return $"The department stands at entry {head.Sequence} and has {_entries}.";
        }

        if (head.PeriodStart != _current)
        {
            return $"The department stands in period {head.PeriodStart:O}, its entries in {_current:O}.";
        }

        var period = _periods.GetValueOrDefault(_current);
        return period is null || period.Spent != currentSpend || period.Held != currentHeld || period.Budget != head.MonthlyBudget
            ? $"The department has {currentSpend} spent, {currentHeld} held of {head.MonthlyBudget} AUD by its row, {period?.Spent}, {period?.Held} of {period?.Budget} by its entries."
            : null;
    }

    private string? CheckComplete()
    {
        if (_holds.FirstOrDefault(hold => !hold.Value.HasRow) is { Value: not null } hold)
        {
            return $"Hold {hold.Key} has an entry and no row.";
        }

        if (_periods.FirstOrDefault(period => !period.Value.HasRow) is { Value: not null } period)
        {
            return $"Period {period.Key:O} has entries and no row.";
        }

        return _settles == _costRows ? null : $"{_settles} entries settle and {_costRows} cost events exist.";
    }

    private sealed class ReplayedHold
    {
        public required LedgerEntry Opened { get; init; }

        public required DateOnly Period { get; init; }

        public required Money Remaining { get; set; }

        public Money Charged { get; set; }

        public HoldState State { get; set; }

        public bool HasRow { get; set; }

        public bool HasCost { get; set; }
    }

    private sealed class ReplayedPeriod
    {
        public Money Spent { get; set; }

        public Money Held { get; set; }

        public Money Budget { get; set; }

        public bool HasRow { get; set; }
    }
}
