using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>
/// A department's committed ledger in memory. It decides nothing itself: a <see cref="LedgerDraft"/> stages decisions on top
/// of it, the store commits them, and <see cref="Apply"/> takes them over. Pure: no clock, no I/O, no threads.
/// </summary>
public sealed class BudgetLedger
{
    private readonly Dictionary<Guid, Hold> _open;
    private readonly Dictionary<DateOnly, PeriodState> _periods;
    private readonly Dictionary<Guid, LimitState> _limits;
    private readonly Dictionary<UsageNeed, Money> _usage = [];
    private LimitState[] _limitList;

    /// <summary>Takes over what the store has committed.</summary>
    /// <exception cref="InvalidOperationException">The rows contradict each other; the message names the first difference.</exception>
    public BudgetLedger(LedgerSnapshot snapshot)
    {
        Head = snapshot.Head;
        _open = snapshot.OpenHolds.ToDictionary(hold => hold.Id);
        _periods = snapshot.Periods.ToDictionary(period => period.Period.Start);
        _limits = snapshot.Limits.ToDictionary(limit => limit.SubjectId, limit => limit with { Held = HeldBy(limit.SubjectId, limit.Subject) });
        _limitList = [.. _limits.Values];
        CheckLoaded();
    }

    /// <summary>The department's row as committed.</summary>
    public LedgerHead Head { get; private set; }

    /// <summary>The sums of the current period as committed.</summary>
    public PeriodState Current => _periods[Head.PeriodStart];

    /// <summary>Number of open holds.</summary>
    public int OpenHolds => _open.Count;

    /// <summary>Begins a draft on top of the committed state.</summary>
    /// <param name="now">The clock; ledger time is never before the last entry, however slow the clock is.</param>
    public LedgerDraft Begin(DateTimeOffset now) => new(this, LedgerTime(now));

    /// <summary>Takes over a draft whose changes are durable; one without changes leaves everything as it is.</summary>
    public void Apply(LedgerDraft draft)
    {
        if (!draft.HasChanges)
        {
            return;
        }

        Head = draft.Changes.Head;
        foreach (var (id, hold) in draft.Holds)
        {
            Keep(id, hold);
        }

        foreach (var period in draft.Changes.PeriodsOpened.Concat(draft.Changes.PeriodsChanged))
        {
            _periods[period.Period.Start] = period;
        }

        ApplyLimits(draft);
        _usage.Clear();
    }

    /// <summary>What readers see: a copy that later commits do not touch.</summary>
    public CommittedBudget Committed => new(Head, Current, _limitList);

    /// <summary>Keeps a past period that a decision asked for.</summary>
    public void Learn(PeriodState period) => _periods.TryAdd(period.Period.Start, period);

    /// <summary>Keeps what somebody has spent in the current period until the next commit.</summary>
    public void Learn(UsageNeed need, Money spent) => _usage[need] = spent;

    internal Hold? FindOpen(Guid id) => _open.GetValueOrDefault(id);

    internal PeriodState? FindPeriod(DateOnly start) => _periods.GetValueOrDefault(start);

    internal LimitState? FindLimit(Guid subjectId) => _limits.GetValueOrDefault(subjectId);

    internal IEnumerable<LimitState> Limits => _limits.Values;

    internal IEnumerable<Hold> Open => _open.Values;

    internal Money? FindUsage(UsageNeed need) => _usage.TryGetValue(need, out var spent) ? spent : null;

    private DateTimeOffset LedgerTime(DateTimeOffset now)
    {
        var micros = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        return micros > Head.LastEntryAt ? micros : Head.LastEntryAt;
    }

    private void Keep(Guid id, Hold hold)
    {
        if (hold.State == HoldState.Open)
        {
            _open[id] = hold;
        }
        else
        {
            _open.Remove(id);
        }
    }

    private void ApplyLimits(LedgerDraft draft)
    {
        if (draft.Limits.Count == 0)
        {
            return;
        }

        foreach (var (subject, limit) in draft.Limits)
        {
            if (limit is null)
            {
                _limits.Remove(subject);
            }
            else
            {
                _limits[subject] = limit;
            }
        }

        _limitList = [.. _limits.Values];
    }

    private Money HeldBy(Guid subjectId, LimitSubject subject) =>
        _open.Values.Where(hold => hold.PeriodStart == Head.PeriodStart && hold.IsPaidBy(subjectId, subject))
            .Aggregate(Money.Zero, (sum, hold) => sum + hold.Remaining);

    private void CheckLoaded()
    {
        if (!_periods.ContainsKey(Head.PeriodStart))
        {
            throw new InvalidOperationException($"Department {Head.DepartmentId} has no row for its current period {Head.PeriodStart:O}.");
        }

        foreach (var period in _periods.Values)
        {
            var held = _open.Values.Where(hold => hold.PeriodStart == period.Period.Start).Sum(hold => hold.Remaining.Micros);
            if (held != period.Held.Micros)
            {
                throw new InvalidOperationException(
                    $"Department {Head.DepartmentId} holds {Money.FromMicros(held)} AUD in {period.Period.Start:O} by its holds, but {period.Held} AUD by its period.");
            }
        }
    }
}
