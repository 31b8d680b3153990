using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>What a department's entries add up to, by a verifier's own arithmetic. Stops at the first entry that contradicts those before it.</summary>
internal sealed class EntryReplay
{
    private readonly Dictionary<DateOnly, ReplayedPeriod> _periods = [];
    private readonly Dictionary<Guid, ReplayedLimit> _limits = [];
    private DateTimeOffset _lastEntryAt;
    private bool _stopped;

    /// <summary>Entries seen, also those after the first difference.</summary>
    public long Entries { get; private set; }

    /// <summary>First day of the period that the last entries began.</summary>
    public DateOnly Current { get; private set; }

    public HoldReplay Holds { get; } = new();

    public IReadOnlyDictionary<DateOnly, ReplayedPeriod> Periods => _periods;

    /// <summary>Limits by subject; a removed one has an amount of zero.</summary>
    public IReadOnlyDictionary<Guid, ReplayedLimit> Limits => _limits;

    /// <summary>Takes the next entry; answers what is wrong with it, null for nothing.</summary>
    public string? Add(LedgerEntry entry)
    {
        Entries++;
        if (_stopped)
        {
            return null;
        }

        var difference = CheckOrder(entry) ?? Replay(entry) ?? CheckSums(entry);
        _stopped = difference is not null;
        _lastEntryAt = entry.CreatedAt;
        return difference;
    }

    private string? CheckOrder(LedgerEntry entry) =>
        entry.Sequence != Entries ? $"Entry {Entries} is missing: {entry.Sequence} follows {Entries - 1}."
        : entry.CreatedAt < _lastEntryAt ? $"Entry {entry.Sequence} is older than the one before it."
        : null;

    private string? Replay(LedgerEntry entry)
    {
        if (entry.Kind == EntryKind.Rollover || Entries == 1)
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
                return Holds.Open(entry, period);
            case EntryKind.Settle or EntryKind.Release:
                return Holds.Close(entry, period);
            case EntryKind.Adjust:
                period.Spent += entry.Amount;
                return null;
            case EntryKind.SetBudget:
                period.Budget = entry.Amount;
                return null;
            case EntryKind.SetLimit:
                return SetLimit(entry);
            default:
                return $"Entry {entry.Sequence} is of an unknown kind.";
        }
    }

    private string? BeginPeriod(LedgerEntry entry)
    {
        if (_periods.Count > 0 && entry.PeriodStart <= Current)
        {
            return $"Entry {entry.Sequence} begins period {entry.PeriodStart:O} after {Current:O}.";
        }

        if (_periods.TryGetValue(Current, out var before) && before.Budget != entry.Amount)
        {
            return $"Entry {entry.Sequence} begins a period of {entry.Amount} AUD; the budget was one of {before.Budget} AUD before it.";
        }

        Current = entry.PeriodStart;
        _periods[Current] = new ReplayedPeriod { Budget = entry.Amount };
        return null;
    }

    private string? SetLimit(LedgerEntry entry)
    {
        if ((entry.UserId ?? entry.ApiKeyId) is not { } subject || entry is { UserId: not null, ApiKeyId: not null })
        {
            return $"Entry {entry.Sequence} sets a limit of nobody, or of two.";
        }

        _limits[subject] = new ReplayedLimit(entry.UserId is null ? LimitSubject.ApiKey : LimitSubject.User, entry.Amount);
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
}

/// <summary>A period as its entries make it.</summary>
internal sealed class ReplayedPeriod
{
    private readonly Dictionary<Guid, Money> _spentBy = [];

    public Money Spent { get; set; }

    public Money Held { get; set; }

    public Money Budget { get; set; }

    /// <summary>What a person or key was charged; corrections are nobody's.</summary>
    public Money SpentBy(Guid subjectId) => _spentBy.GetValueOrDefault(subjectId);

    /// <summary>Charges the department, and the person and key behind it.</summary>
    public void Charge(LedgerEntry settle)
    {
        Spent += settle.Amount;
        Charge(settle.UserId, settle.Amount);
        Charge(settle.ApiKeyId, settle.Amount);
    }

    private void Charge(Guid? subjectId, Money amount)
    {
        if (subjectId is { } id)
        {
            _spentBy[id] = SpentBy(id) + amount;
        }
    }
}

/// <summary>A limit as its last entry sets it.</summary>
internal sealed record ReplayedLimit(LimitSubject Subject, Money Amount);
