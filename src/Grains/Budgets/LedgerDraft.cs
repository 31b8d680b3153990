using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>
/// Decisions staged on a committed ledger: each operation sees the ones before it, nothing outside sees any of them until
/// the changes are durable. A refused operation leaves no trace. Thrown away when the commit fails.
/// </summary>
public sealed partial class LedgerDraft
{
    private readonly BudgetLedger _ledger;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<DateOnly, PeriodState> _periods = [];
    private readonly HashSet<Guid> _opened = [];
    private readonly HashSet<Guid> _applied = [];
    private readonly LedgerEvents _events;
    private LedgerHead _head;
    private long _sequence;
    private bool _sealed;

    internal LedgerDraft(BudgetLedger ledger, DateTimeOffset now)
    {
        _ledger = ledger;
        _now = now;
        _head = ledger.Head;
        _sequence = ledger.Head.Sequence;
        Changes = new LedgerChanges { ExpectedVersion = ledger.Head.Version, Head = ledger.Head, Current = ledger.Current };
        _events = new LedgerEvents(Changes.Events, ledger.Head);
    }

    /// <summary>What has to be written; complete after <see cref="Seal"/>.</summary>
    public LedgerChanges Changes { get; }

    /// <summary>True when there is anything to write.</summary>
    public bool HasChanges => Changes.Entries.Count > 0;

    /// <summary>True when the draft opens the hold: it was not there before.</summary>
    public bool HasOpened(Guid holdId) => _opened.Contains(holdId);

    /// <summary>True when the draft applies the change: it was not applied before.</summary>
    public bool HasApplied(Guid operationId) => _applied.Contains(operationId);

    internal Dictionary<Guid, Hold> Holds { get; } = [];

    internal Dictionary<Guid, LimitState?> Limits { get; } = [];

    /// <summary>Decides one operation; a new period begins first when it is due.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="traceParent">The request that it comes from, for its events.</param>
    public Decision Decide(BudgetOperation operation, string? traceParent = null)
    {
        ObjectDisposedException.ThrowIf(_sealed, this);
        _events.TraceParent = traceParent;
        RollOverIfDue();
        return operation switch
        {
            Reserve reserve => Decide(reserve),
            TopUp topUp => Decide(topUp),
            Draw draw => Decide(draw),
            Settle settle => Decide(settle),
            Release release => Decide(release),
            BudgetChange change when HasApplied(change.OperationId) => Replay([]),
            SetBudget setBudget => Decide(setBudget),
            SetLimit setLimit => Decide(setLimit),
            Adjust adjust => Decide(adjust),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "The ledger does not know this verb."),
        };
    }

    /// <summary>Closes the draft: raises the version and gathers the final state of everything touched.</summary>
    public LedgerChanges Seal()
    {
        _sealed = true;
        Changes.Head = _head with { Version = _head.Version + 1, Sequence = _sequence, LastEntryAt = _now };
        Changes.Current = Current;
        foreach (var (start, period) in _periods)
        {
            (_ledger.FindPeriod(start) is null ? Changes.PeriodsOpened : Changes.PeriodsChanged).Add(period);
        }

        foreach (var (id, hold) in Holds)
        {
            (_opened.Contains(id) ? Changes.HoldsOpened : Changes.HoldsChanged).Add(hold);
        }

        foreach (var (subject, limit) in Limits)
        {
            SealLimit(subject, limit, existed: _ledger.FindLimit(subject) is not null);
        }

        return Changes;
    }

    private void SealLimit(Guid subject, LimitState? limit, bool existed)
    {
        if (limit is not null)
        {
            (existed ? Changes.LimitsChanged : Changes.LimitsOpened).Add(limit);
        }
        else if (existed)
        {
            Changes.LimitsRemoved.Add(subject);
        }
    }

    private PeriodState Current => FindPeriod(_head.PeriodStart)!;

    private Hold? FindHold(Guid id) => Holds.TryGetValue(id, out var hold) ? hold : _ledger.FindOpen(id);

    private PeriodState? FindPeriod(DateOnly start) => _periods.TryGetValue(start, out var period) ? period : _ledger.FindPeriod(start);

    private LimitState? FindLimit(Guid subjectId) => Limits.TryGetValue(subjectId, out var limit) ? limit : _ledger.FindLimit(subjectId);

    private void RollOverIfDue()
    {
        var current = Current;
        if (_now < current.Period.EndsAt)
        {
            return;
        }

        var next = new PeriodState { Period = current.Period.Next(_now, _head.NextZone), Budget = _head.MonthlyBudget, Mode = _head.Mode, OpenedAt = _now };
        _periods[next.Period.Start] = next;
        _head = _head with { PeriodStart = next.Period.Start, LastResetAt = _now };
        foreach (var limit in _ledger.Limits)
        {
            Limits[limit.SubjectId] = limit with { PeriodStart = next.Period.Start, Spent = Money.Zero, Held = Money.Zero };
        }

        _events.RolledOver(Append(Entry(EntryKind.Rollover, next, _head.MonthlyBudget) with { Detail = LedgerDetails.Of(next.Period.Zone) }));
    }

    /// <summary>An entry about a period as it stands now, and about the hold or the administrator's change behind it.</summary>
    private LedgerEntry Entry(EntryKind kind, PeriodState period, Money amount, Hold? hold = null, BudgetChange? change = null, bool overrun = false) => new()
    {
        Sequence = _sequence + 1,
        PeriodStart = period.Period.Start,
        Kind = kind,
        Amount = amount,
        SpentAfter = period.Spent,
        HeldAfter = period.Held,
        BudgetAfter = period.Budget,
        Mode = _head.Mode,
        HoldId = hold?.Id,
        ParentHoldId = hold?.ParentHoldId,
        GenerationId = hold?.GenerationId,
        BatchId = hold?.BatchId,
        AttemptNo = hold?.AttemptNo,
        UserId = hold?.UserId,
        ApiKeyId = hold?.ApiKeyId,
        Overrun = overrun,
        OperationId = change?.OperationId,
        ActorId = change?.ActorId,
        Reason = change?.Reason,
        CreatedAt = _now,
    };

    private LedgerEntry Append(LedgerEntry entry)
    {
        _sequence = entry.Sequence;
        Changes.Entries.Add(entry);
        if (entry.OperationId is { } operation)
        {
            _applied.Add(operation);
        }

        return entry;
    }

    /// <summary>Moves the sums of a period, and of the limits that a payer is bound by.</summary>
    private PeriodState Move(PeriodState period, Hold payer, Money spent, Money held)
    {
        Move(FindLimit(payer.UserId), period, spent, held);
        if (payer.ApiKeyId is { } key)
        {
            Move(FindLimit(key), period, spent, held);
        }

        return Move(period, spent, held);
    }

    private PeriodState Move(PeriodState period, Money spent, Money held)
    {
        var moved = period with { Spent = period.Spent + spent, Held = period.Held + held };
        if (moved.Spent.IsNegative || moved.Held.IsNegative)
        {
            throw new InvalidOperationException($"Period {period.Period.Start:O} would have {moved.Spent} AUD spent and {moved.Held} AUD held.");
        }

        return _periods[period.Period.Start] = moved;
    }

    private void Move(LimitState? limit, PeriodState period, Money spent, Money held)
    {
        if (limit is not null && limit.PeriodStart == period.Period.Start)
        {
            Limits[limit.SubjectId] = limit with { Spent = limit.Spent + spent, Held = limit.Held + held };
        }
    }

    /// <summary>Alerts each threshold that the current period has passed for the first time, and keeps the mark.</summary>
    private void AlertThresholds(LedgerEntry entry)
    {
        var period = Current;
        if (entry.PeriodStart != period.Period.Start)
        {
            return;
        }

        foreach (var percent in _head.Thresholds)
        {
            if (percent > period.AlertedPercent && HasReached(period, percent))
            {
                _events.ThresholdReached(entry, percent);
                _periods[period.Period.Start] = period = period with { AlertedPercent = percent };
            }
        }
    }

    private static bool HasReached(PeriodState period, int percent) =>
        period.Committed.IsPositive && (Int128)period.Committed.Micros * 100 >= (Int128)period.Budget.Micros * percent;

    private BudgetAccepted Accept(IReadOnlyList<HoldView>? holds = null, bool overrun = false) =>
        new() { Holds = holds ?? [], OrganizationId = _head.OrganizationId, Left = Current.Left, Overrun = overrun };

    private BudgetAccepted Replay(IReadOnlyList<HoldView> holds) => new() { Holds = holds, Left = Current.Left, Replayed = true };

    private BudgetRefused Refuse(BudgetRefusal reason, string message, Money asked = default)
    {
        var period = Current;
        return new BudgetRefused
        {
            Reason = reason,
            Message = message,
            Asked = asked,
            Spent = period.Spent,
            Held = period.Held,
            Left = period.Left,
            PeriodEnd = period.Period.End,
        };
    }
}
