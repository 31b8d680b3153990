using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;

namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>
/// Decides which waiting generation may call its provider, and when. Pure: it takes values with the moment they came at and
/// answers grants; nothing happens by itself. A moment before the last one counts as the last one.
/// </summary>
public sealed class PoolScheduler
{
    /// <summary>Slots given back whose late signs of life are still recognised.</summary>
    public const int RememberedReturns = 1_024;

    /// <summary>How long after saying so a call begins at the latest: it may have to open a connection first.</summary>
    private static readonly TimeSpan BeginMargin = TimeSpan.FromSeconds(1);

    private readonly string _pool;
    private readonly PoolOptions _options;
    private readonly Func<Guid, Guid> _newSlotId;
    private readonly WaitingWindow _window;
    private readonly PoolBreaker _breaker;
    private readonly StartWindow _starts = new();
    private readonly SlotTable _slots = new();
    private readonly DelayedItems _delayed;
    private readonly RecentIds _returned = new(RememberedReturns);
    private DateTimeOffset _now = DateTimeOffset.MinValue;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;
    private bool _isRestored;

    /// <summary>Begins empty; nothing is granted before <see cref="Restore"/>.</summary>
    /// <param name="pool">The account.</param>
    /// <param name="options">Bounds and rhythms.</param>
    /// <param name="newSlotId">Makes the id of a generation's slot; null for the one that successors recognise.</param>
    public PoolScheduler(string pool, PoolOptions options, Func<Guid, Guid>? newSlotId = null)
    {
        _pool = pool;
        _options = options;
        _newSlotId = newSlotId ?? SlotIds.New;
        _window = new WaitingWindow(options.WindowLength);
        _delayed = new DelayedItems(options.DelayedLength);
        _breaker = new PoolBreaker(options);
        Limits = new PoolLimits(options.DefaultConcurrency, null);
    }

    /// <summary>What the account allows; lower limits let running calls end.</summary>
    public PoolLimits Limits { get; set; }

    /// <summary>True while an operator lets no call of the account begin.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>Departments of which no call may begin; what waits of them stays in the database.</summary>
    public IReadOnlySet<Guid> FrozenDepartments { get; set; } = new HashSet<Guid>();

    /// <summary>Generations in the window.</summary>
    public int Waiting => _window.Count;

    /// <summary>Generations whose moment has not come.</summary>
    public int Delayed => _delayed.Count;

    /// <summary>Slots in use.</summary>
    public int Running => _slots.Count;

    /// <summary>Slots that nobody kept or returned.</summary>
    public long Lost { get; private set; }

    /// <summary>True when the database has, or may have, more than the window.</summary>
    public bool MoreInDatabase { get; private set; } = true;

    /// <summary>True when it is time to read from the database before anybody asks.</summary>
    public bool WantsMore => MoreInDatabase && _window.Count <= _options.WindowLength / 4;

    /// <summary>True while the scheduler knows of work.</summary>
    public bool HasWork => _window.Count + _delayed.Count + _slots.Count > 0;

    /// <summary>How the account stands.</summary>
    public PoolStatus Status(DateTimeOffset now)
    {
        Advance(now);
        return new PoolStatus
        {
            Pool = _pool,
            IsAvailable = !IsFrozen && _now >= _pausedUntil && _breaker.Allows(_now),
            Running = _slots.Count,
            Waiting = _window.Count,
            StartedLastMinute = _starts.Count,
            PausedUntil = PausedUntil() is { } until && until > _now ? until : null,
        };
    }

    /// <summary>Takes over what a predecessor left running and grants from now on.</summary>
    public void Restore(PoolLoad load, DateTimeOffset now)
    {
        Advance(now);
        _isRestored = true;
        foreach (var start in load.RecentStarts)
        {
            _starts.Add(start);
        }

        foreach (var attempt in load.Running.Where(attempt => attempt.LeaseUntil > _now && _slots.Of(attempt.GenerationId) is null))
        {
            Forget(attempt.GenerationId);
            _slots.Add(new HeldSlot { Id = SlotIds.StemOf(attempt.GenerationId), GenerationId = attempt.GenerationId, LeaseUntil = attempt.LeaseUntil });
        }
    }

    /// <summary>Somebody says that generations wait; one that is running waits again once its slot is back.</summary>
    public void Offer(IEnumerable<WaitingGeneration> waiting, DateTimeOffset? notBefore, DateTimeOffset now)
    {
        Advance(now);
        foreach (var item in waiting)
        {
            Offer(item, notBefore);
        }
    }

    /// <summary>The database says what waits; whatever is known in any state is passed over.</summary>
    /// <param name="rows">Waiting generations.</param>
    /// <param name="hasMore">True when there may be others.</param>
    /// <param name="now">The moment.</param>
    public void TopUp(IEnumerable<WaitingGeneration> rows, bool hasMore, DateTimeOffset now)
    {
        Advance(now);
        MoreInDatabase = hasMore;
        foreach (var row in rows.Where(row => _slots.Of(row.Id) is null && !_delayed.Contains(row.Id)))
        {
            Admit(row);
        }
    }

    /// <summary>A call goes on. An unknown slot is one that was taken for lost, or a predecessor's: it counts again.</summary>
    public void Keep(Guid slotId, DateTimeOffset now)
    {
        Advance(now);
        if (_slots.Find(slotId) is { } slot)
        {
            _starts.Confirm(slot.Start, _now + BeginMargin);
            slot.LeaseUntil = Latest(slot.LeaseUntil, _now + _options.Slot);
        }
        else if (!_returned.Contains(slotId) && _slots.Count < _options.WindowLength)
        {
            _slots.Add(new HeldSlot { Id = slotId, LeaseUntil = _now + _options.Slot });
        }
    }

    /// <summary>A call is over, or never began. What it says about the vendor counts even when its slot was lost.</summary>
    public void Return(Guid slotId, SlotOutcome outcome, DateTimeOffset now)
    {
        Advance(now);
        if (!_returned.Add(slotId)) return;

        var slot = _slots.Find(slotId);
        if (slot is not null) _slots.Remove(slot);
        if (outcome.Began)
        {
            _starts.Confirm(slot?.Start, _now);
        }
        else
        {
            _starts.Cancel(slot?.Start);
        }

        _breaker.Report(outcome.Began ? outcome.Health : CallHealth.Unknown, slot?.IsTrial == true, _now);
        Pause(outcome);
        Reoffer(slot);
    }

    /// <summary>Moves what is due and grants what is allowed; each grant is a slot from now on.</summary>
    public IReadOnlyList<Grant> Pump(DateTimeOffset now)
    {
        Advance(now);
        ExpireLeases();
        ReleaseDelayed();
        List<Grant>? grants = null;
        while (MayGrant() && _window.Take() is { } next)
        {
            if (FrozenDepartments.Contains(next.DepartmentId))
            {
                MoreInDatabase = true;
                continue;
            }

            (grants ??= []).Add(Grant(next));
        }

        return grants ?? [];
    }

    /// <summary>When to pump again at the latest although nobody calls; null when nothing is due by itself.</summary>
    public DateTimeOffset? NextPump()
    {
        var next = Earliest(_slots.NextEnd ?? DateTimeOffset.MaxValue, _delayed.NextDue ?? DateTimeOffset.MaxValue);
        if (_isRestored && !IsFrozen && _window.Count > 0 && _slots.Count < Limits.MaxConcurrency) next = Earliest(next, BlockedUntil());
        return next == DateTimeOffset.MaxValue ? null : next;
    }

    private void Advance(DateTimeOffset now)
    {
        _now = Latest(_now, now);
        _starts.Forget(_now);
    }

    private void Offer(WaitingGeneration item, DateTimeOffset? notBefore)
    {
        if (_slots.Of(item.Id) is { } slot)
        {
            slot.Next = new DelayedItem(item, notBefore ?? _now);
        }
        else if (!_delayed.Contains(item.Id))
        {
            Enter(item, notBefore);
        }
    }

    private void Enter(WaitingGeneration item, DateTimeOffset? notBefore)
    {
        if (notBefore > _now)
        {
            _window.Remove(item.Id);
            if (!_delayed.Add(new DelayedItem(item, notBefore.Value))) MoreInDatabase = true;
        }
        else
        {
            Admit(item);
        }
    }

    private void Admit(WaitingGeneration item)
    {
        if (!_window.Contains(item.Id) && !_window.Add(item)) MoreInDatabase = true;
    }

    private void ReleaseDelayed()
    {
        while (_delayed.TakeDue(_now) is { } due)
        {
            Admit(due);
        }
    }

    /// <summary>A generation that runs does not wait.</summary>
    private void Forget(Guid generationId)
    {
        _window.Remove(generationId);
        _delayed.Remove(generationId);
    }

    private void Reoffer(HeldSlot? slot)
    {
        if (slot?.Next is { } next) Offer(next.Item, next.NotBefore);
    }

    private bool MayGrant() =>
        _isRestored && !IsFrozen && _slots.Count < Limits.MaxConcurrency && !(_starts.Count >= Limits.RatePerMinute)
        && _now >= _pausedUntil && _breaker.Allows(_now);

    /// <summary>The first moment at which a grant may be possible again; never, when only a call that ends can free it.</summary>
    private DateTimeOffset BlockedUntil()
    {
        if (!_breaker.Allows(_now) && _breaker.OpenUntil <= _now) return DateTimeOffset.MaxValue;

        var until = Latest(_pausedUntil, _breaker.OpenUntil ?? DateTimeOffset.MinValue);
        return _starts.Count >= Limits.RatePerMinute ? Latest(until, _starts.FreeAt!.Value) : until;
    }

    private DateTimeOffset? PausedUntil() => Latest(_pausedUntil, _breaker.OpenUntil ?? DateTimeOffset.MinValue);

    private Grant Grant(WaitingGeneration item)
    {
        var validUntil = _now + _options.Grant;
        var slot = new HeldSlot
        {
            Id = _newSlotId(item.Id),
            GenerationId = item.Id,
            LeaseUntil = _now + _options.Slot,
            IsTrial = _breaker.Begin(),
            Start = _starts.Add(validUntil),
        };
        _slots.Add(slot);
        return new Grant(item, new SlotGrant(_pool, slot.Id, validUntil, IsRateScarce()));
    }

    /// <summary>True from half of the rate on: then each second that a start counts too long is one that the vendor would have worked.</summary>
    private bool IsRateScarce() => _starts.Count * 2 >= Limits.RatePerMinute;

    private void ExpireLeases()
    {
        foreach (var slot in _slots.TakeExpired(_now))
        {
            Lost++;
            MoreInDatabase = true;
            _breaker.Report(CallHealth.Unknown, slot.IsTrial, _now);
            Reoffer(slot);
        }
    }

    private void Pause(SlotOutcome outcome)
    {
        var pause = outcome.RetryAfter
            ?? (outcome.Health == CallHealth.Throttled ? TimeSpan.FromSeconds(_options.ThrottledSeconds) : TimeSpan.Zero);
        var longest = TimeSpan.FromSeconds(_options.MaxPauseSeconds);
        if (pause > TimeSpan.Zero) _pausedUntil = Latest(_pausedUntil, _now + (pause < longest ? pause : longest));
    }

    private static DateTimeOffset Latest(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earliest(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}

/// <summary>A generation that may call its provider.</summary>
/// <param name="Item">The generation.</param>
/// <param name="Slot">What it is allowed to do.</param>
public sealed record Grant(WaitingGeneration Item, SlotGrant Slot);
