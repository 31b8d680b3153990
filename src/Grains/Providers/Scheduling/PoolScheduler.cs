using System.Runtime.InteropServices;
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

    private readonly string _pool;
    private readonly PoolOptions _options;
    private readonly Func<Guid, Guid> _newSlotId;
    private readonly WaitingWindow _window;
    private readonly PoolBreaker _breaker;
    private readonly StartWindow _starts = new();
    private readonly Dictionary<Guid, Slot> _slots = [];
    private readonly Dictionary<Guid, Slot> _slotOf = [];
    private readonly Dictionary<Guid, Later> _delayed = [];
    private readonly SortedSet<(DateTimeOffset NotBefore, Guid Id)> _delays = [];
    private readonly Queue<Guid> _returned = new();
    private readonly HashSet<Guid> _returnedIds = [];
    private DateTimeOffset _now = DateTimeOffset.MinValue;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _leasesHoldUntil = DateTimeOffset.MaxValue;
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

        foreach (var attempt in load.Running.Where(attempt => attempt.LeaseUntil > _now && !_slotOf.ContainsKey(attempt.GenerationId)))
        {
            Forget(attempt.GenerationId);
            Keep(new Slot { Id = SlotIds.StemOf(attempt.GenerationId), GenerationId = attempt.GenerationId }, attempt.LeaseUntil);
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
        foreach (var row in rows.Where(row => !_slotOf.ContainsKey(row.Id) && !_delayed.ContainsKey(row.Id)))
        {
            Admit(row);
        }
    }

    /// <summary>A call goes on. An unknown slot is one that was taken for lost, or a predecessor's: it counts again.</summary>
    public void Keep(Guid slotId, DateTimeOffset now)
    {
        Advance(now);
        if (Find(slotId) is { } slot)
        {
            StartWindow.Confirm(slot.Start, _now);
            slot.LeaseUntil = Latest(slot.LeaseUntil, _now + _options.Slot);
        }
        else if (!_returnedIds.Contains(slotId) && _slots.Count < _options.WindowLength)
        {
            Keep(new Slot { Id = slotId }, _now + _options.Slot);
        }
    }

    /// <summary>A call is over, or never began. What it says about the vendor counts even when its slot was lost.</summary>
    public void Return(Guid slotId, SlotOutcome outcome, DateTimeOffset now)
    {
        Advance(now);
        if (!Remember(slotId)) return;

        var slot = Find(slotId);
        if (slot is not null) Remove(slot);
        if (outcome.Began)
        {
            StartWindow.Confirm(slot?.Start, _now);
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
        var next = _slots.Count > 0 ? _leasesHoldUntil : DateTimeOffset.MaxValue;
        if (_delays.Count > 0) next = Earliest(next, _delays.Min.NotBefore);
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
        if (_slotOf.TryGetValue(item.Id, out var slot))
        {
            slot.Next = new Later(item, notBefore ?? _now);
        }
        else if (notBefore > _now && !_delayed.ContainsKey(item.Id))
        {
            _window.Remove(item.Id);
            Delay(new Later(item, notBefore.Value));
        }
        else if (!_delayed.ContainsKey(item.Id))
        {
            Admit(item);
        }
    }

    private void Admit(WaitingGeneration item)
    {
        if (!_window.Contains(item.Id) && !_window.Add(item)) MoreInDatabase = true;
    }

    private void Delay(Later later)
    {
        if (_delayed.Count >= _options.DelayedLength)
        {
            MoreInDatabase = true;
            return;
        }

        _delayed.Add(later.Item.Id, later);
        _delays.Add((later.NotBefore, later.Item.Id));
    }

    private void ReleaseDelayed()
    {
        while (_delays.Count > 0 && _delays.Min is var due && due.NotBefore <= _now)
        {
            _delays.Remove(due);
            _delayed.Remove(due.Id, out var later);
            Admit(later.Item);
        }
    }

    /// <summary>A generation that runs does not wait.</summary>
    private void Forget(Guid generationId)
    {
        _window.Remove(generationId);
        if (_delayed.Remove(generationId, out var later)) _delays.Remove((later.NotBefore, generationId));
    }

    private void Reoffer(Slot? slot)
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
        var slot = new Slot
        {
            Id = _newSlotId(item.Id),
            GenerationId = item.Id,
            IsTrial = _breaker.Begin(),
            Start = _starts.Add(validUntil),
        };
        Keep(slot, _now + _options.Slot);
        return new Grant(item, new SlotGrant(_pool, slot.Id, validUntil));
    }

    private void Keep(Slot slot, DateTimeOffset until)
    {
        slot.LeaseUntil = until;
        _leasesHoldUntil = Earliest(_leasesHoldUntil, until);
        _slots[slot.Id] = slot;
        if (slot.GenerationId != Guid.Empty) _slotOf[slot.GenerationId] = slot;
    }

    /// <summary>A slot by its id; an inherited one gets the id that its holder knows it by.</summary>
    private Slot? Find(Guid slotId)
    {
        if (_slots.TryGetValue(slotId, out var slot)) return slot;
        if (!_slots.Remove(SlotIds.StemOfSlot(slotId), out slot)) return null;

        slot.Id = slotId;
        return _slots[slotId] = slot;
    }

    private void Remove(Slot slot)
    {
        _slots.Remove(slot.Id);
        if (_slotOf.GetValueOrDefault(slot.GenerationId) == slot) _slotOf.Remove(slot.GenerationId);
    }

    /// <summary>Looks at the slots only when one can have run out: the bound is the earliest end known at the last look.</summary>
    private void ExpireLeases()
    {
        if (_now < _leasesHoldUntil) return;

        foreach (var slot in _slots.Values.Where(slot => slot.LeaseUntil <= _now).ToArray())
        {
            Lost++;
            MoreInDatabase = true;
            Remove(slot);
            _breaker.Report(CallHealth.Unknown, slot.IsTrial, _now);
            Reoffer(slot);
        }

        _leasesHoldUntil = _slots.Values.Select(slot => slot.LeaseUntil).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
    }

    private bool Remember(Guid slotId)
    {
        if (!_returnedIds.Add(slotId)) return false;

        _returned.Enqueue(slotId);
        if (_returned.Count > RememberedReturns) _returnedIds.Remove(_returned.Dequeue());
        return true;
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

    private sealed class Slot
    {
        public required Guid Id { get; set; }

        /// <summary>Empty for one that was found again by its id only.</summary>
        public Guid GenerationId { get; init; }

        public DateTimeOffset LeaseUntil { get; set; }

        public bool IsTrial { get; init; }

        public StartWindow.Start? Start { get; init; }

        public Later? Next { get; set; }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Later(WaitingGeneration Item, DateTimeOffset NotBefore);
}

/// <summary>A generation that may call its provider.</summary>
/// <param name="Item">The generation.</param>
/// <param name="Slot">What it is allowed to do.</param>
public sealed record Grant(WaitingGeneration Item, SlotGrant Slot);
