using System.Globalization;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>
/// The ledger as a beginner would write it: lists, decimals, every sum recomputed from scratch at each decision, no batches,
/// no memory of anything but what happened. Shares no code with the ledger but the messages.
/// </summary>
internal sealed class NaiveBudget
{
    private readonly List<NaiveHold> _holds = [];
    private readonly List<(string Period, decimal Amount)> _adjustments = [];
    private readonly HashSet<(Guid, int)> _billed = [];
    private readonly HashSet<Guid> _applied = [];
    private readonly Dictionary<Guid, (bool IsUser, decimal Amount)> _limits = [];
    private readonly HashSet<Guid> _ended = [];
    private readonly HashSet<string> _periods = [];
    private string _period;
    private TimeZoneInfo _periodZone;

    public NaiveBudget(decimal budget, EnforcementMode mode, DateTimeOffset now, TimeZoneInfo zone)
    {
        Budget = budget;
        Mode = mode;
        _periodZone = Zone = zone;
        _period = MonthOf(now, zone);
        _periods.Add(_period);
    }

    public decimal Budget { get; private set; }

    public EnforcementMode Mode { get; private set; }

    public TimeZoneInfo Zone { get; set; }

    public bool IsActive { get; set; } = true;

    public string Period => _period;

    public decimal Spent(string period) =>
        _holds.Where(hold => hold.Period == period).Sum(hold => hold.Charged) + _adjustments.Where(a => a.Period == period).Sum(a => a.Amount);

    public decimal Held(string period) => _holds.Where(hold => hold.Period == period && hold.State == "open").Sum(hold => hold.Remaining);

    public decimal Left => Budget - Spent(_period) - Held(_period);

    /// <summary>Begins a new period when the calendar of the current one's zone says so; a clock behind changes nothing.</summary>
    public void Tick(DateTimeOffset now)
    {
        if (string.CompareOrdinal(MonthOf(now, _periodZone), _period) <= 0)
        {
            return;
        }

        var month = MonthOf(now, Zone);
        var following = DateOnly.ParseExact(_period + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture).AddMonths(1).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        _period = string.CompareOrdinal(month, following) > 0 ? month : following;
        _periodZone = Zone;
        _periods.Add(_period);
    }

    /// <summary>The expected answer: «ok», «replay» or the name of a refusal.</summary>
    public string Apply(BudgetOperation operation) => operation switch
    {
        Reserve reserve => Apply(reserve),
        TopUp topUp => Apply(topUp),
        Draw draw => Apply(draw),
        Settle settle => Apply(settle),
        Release release => Apply(release),
        BudgetChange change => ApplyOnce(change),
        _ => throw new NotSupportedException(),
    };

    private string Apply(Reserve request)
    {
        var known = request.Lines.Select(line => Find(line.HoldId)).ToList();
        if (known.TrueForAll(hold => hold is not null))
        {
            return "replay";
        }

        if (known.Exists(hold => hold is { State: "open" }))
        {
            return "IdInUse";
        }

        var total = request.Lines.Sum(line => line.Ceiling.Amount.Aud);
        if (RefuseNewWork(request.UserId, request.ApiKeyId, total) is { } refusal)
        {
            return refusal;
        }

        if (request.UserId == MemoryBudgetStore.UnknownUser)
        {
            return "RowRefused";
        }

        if (known.Exists(hold => hold is not null))
        {
            return "IdInUse";
        }

        foreach (var line in request.Lines)
        {
            _holds.Add(new NaiveHold(line.HoldId, _period, line.Generation?.Id, line.Batch?.Id, request.UserId, request.ApiKeyId) { Remaining = line.Ceiling.Amount.Aud });
        }

        return "ok";
    }

    private string Apply(TopUp request)
    {
        if (Find(request.HoldId) is not null)
        {
            return "replay";
        }

        if (Find(request.FirstHoldId) is not { } first)
        {
            return "HoldUnknown";
        }

        if (first.State != "open" || first.Generation != request.GenerationId)
        {
            return "HoldMismatch";
        }

        var freed = request.ReplacesFirst && first.Period == _period ? first.Remaining : 0;
        if (RefuseNewWork(first.User, first.Key, request.Ceiling.Amount.Aud - freed) is { } refusal)
        {
            return refusal;
        }

        first.State = request.ReplacesFirst ? "released" : first.State;
        _holds.Add(new NaiveHold(request.HoldId, _period, request.GenerationId, null, first.User, first.Key) { Remaining = request.Ceiling.Amount.Aud });
        return "ok";
    }

    private string Apply(Draw request)
    {
        if (Find(request.Item.HoldId) is { } known)
        {
            return known.Generation == request.Item.Generation!.Id ? "replay" : "IdInUse";
        }

        if (Find(request.BatchHoldId) is not { } batch)
        {
            return "HoldUnknown";
        }

        var amount = request.Item.Ceiling.Amount.Aud;
        if (batch.State != "open")
        {
            return "HoldMismatch";
        }

        if (batch.Remaining < amount)
        {
            return "BatchHoldExhausted";
        }

        batch.Remaining -= amount;
        _holds.Add(new NaiveHold(request.Item.HoldId, batch.Period, request.Item.Generation!.Id, null, batch.User, batch.Key) { Remaining = amount });
        return "ok";
    }

    private string Apply(Settle request)
    {
        if (Find(request.HoldId) is not { } hold)
        {
            return "HoldUnknown";
        }

        if (hold.State != "open")
        {
            return hold.State == "settled" ? "replay" : "HoldMismatch";
        }

        if (_billed.Contains((request.GenerationId, request.AttemptNo)))
        {
            return "HoldMismatch";
        }

        if (request.End is not null && !_ended.Add(request.GenerationId))
        {
            return "GenerationChanged";
        }

        _billed.Add((request.GenerationId, request.AttemptNo));
        hold.Charged = Mode == EnforcementMode.Hard ? Math.Min(request.ProviderCost.Aud, hold.Remaining) : request.ProviderCost.Aud;
        hold.State = "settled";
        return "ok";
    }

    private string Apply(Release request)
    {
        if (Find(request.HoldId) is not { } hold)
        {
            return "HoldUnknown";
        }

        if (hold.State != "open")
        {
            return hold.State == "released" ? "replay" : "HoldMismatch";
        }

        if (request.End is not null && !_ended.Add(request.GenerationId!.Value))
        {
            return "GenerationChanged";
        }

        hold.State = "released";
        return "ok";
    }

    private string ApplyOnce(BudgetChange change)
    {
        if (_applied.Contains(change.OperationId))
        {
            return "replay";
        }

        var answer = change switch
        {
            SetBudget set => Apply(set),
            SetLimit limit => Apply(limit),
            Adjust adjust => Apply(adjust),
            _ => throw new NotSupportedException(),
        };
        if (answer == "ok")
        {
            _applied.Add(change.OperationId);
        }

        return answer;
    }

    private string Apply(SetBudget request)
    {
        Budget = request.MonthlyBudget?.Aud ?? Budget;
        Mode = request.Mode ?? Mode;
        return "ok";
    }

    private string Apply(SetLimit request)
    {
        if (request.Amount is { } amount)
        {
            _limits[request.SubjectId] = (request.Subject == LimitSubject.User, amount.Aud);
        }
        else
        {
            _limits.Remove(request.SubjectId);
        }

        return "ok";
    }

    private string Apply(Adjust request)
    {
        var period = request.PeriodStart?.ToString("yyyy-MM", CultureInfo.InvariantCulture) ?? _period;
        if (string.CompareOrdinal(period, _period) > 0)
        {
            return "PeriodInFuture";
        }

        if (!_periods.Contains(period))
        {
            return "PeriodUnknown";
        }

        if (Spent(period) + request.Amount.Aud < 0)
        {
            return "AdjustmentBelowZero";
        }

        _adjustments.Add((period, request.Amount.Aud));
        return "ok";
    }

    private string? RefuseNewWork(Guid user, Guid? key, decimal amount)
    {
        if (!IsActive)
        {
            return "DepartmentInactive";
        }

        if (IsOverLimit(user, hold => hold.User == user, amount))
        {
            return "UserLimitExceeded";
        }

        if (key is { } k && IsOverLimit(k, hold => hold.Key == k, amount))
        {
            return "ApiKeyLimitExceeded";
        }

        return Mode == EnforcementMode.Hard && Spent(_period) + Held(_period) + amount > Budget ? "InsufficientBudget" : null;
    }

    private bool IsOverLimit(Guid subject, Func<NaiveHold, bool> pays, decimal amount) =>
        _limits.TryGetValue(subject, out var limit)
        && _holds.Where(hold => hold.Period == _period && pays(hold)).Sum(hold => hold.Charged + (hold.State == "open" ? hold.Remaining : 0)) + amount > limit.Amount;

    private NaiveHold? Find(Guid id) => _holds.Find(hold => hold.Id == id);

    private static string MonthOf(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private sealed class NaiveHold(Guid id, string period, Guid? generation, Guid? batch, Guid user, Guid? key)
    {
        public Guid Id { get; } = id;

        public string Period { get; } = period;

        public Guid? Generation { get; } = generation;

        public Guid? Batch { get; } = batch;

        public Guid User { get; } = user;

        public Guid? Key { get; } = key;

        public decimal Remaining { get; set; }

        public decimal Charged { get; set; }

        public string State { get; set; } = "open";
    }
}
