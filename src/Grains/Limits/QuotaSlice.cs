using DonatelloAI.Contracts.Limits;

namespace DonatelloAI.Grains.Limits;

/// <summary>One silo's slice of an organisation's rate: what it may let through without asking. A pure state machine; not for several threads at once.</summary>
public sealed class QuotaSlice
{
    /// <summary>Least that is asked for when something is needed.</summary>
    public const int LeastWanted = 16;

    /// <summary>Most that is asked for at once.</summary>
    public const int MostWanted = 100_000;

    /// <summary>How long a slice is spent after it was asked for: 5 seconds, half of what the lender waits, so that no clock need agree with another.</summary>
    public static readonly TimeSpan SpendTime = TimeSpan.FromSeconds(5);

    /// <summary>How long "nothing is left" is believed without asking again: a second.</summary>
    public static readonly TimeSpan RefusalTime = TimeSpan.FromSeconds(1);

    private readonly Guid _id = Guid.CreateVersion7();
    private readonly RateWindow _lately = new();
    private long _number;
    private long _spent;
    private long _reported;
    private long _spentWhenAsked;
    private int _wanted;
    private int _held;
    private int _left;
    private int _resetSeconds = 1;
    private DateTimeOffset _endsAt;
    private DateTimeOffset _askAgainAt;

    /// <summary>Lets a request through if something is left of the slice.</summary>
    public bool TryTake(DateTimeOffset now)
    {
        if (Held(now) == 0)
        {
            return false;
        }

        _held--;
        Count(now);
        return true;
    }

    /// <summary>Lets a request through that nothing was lent for, within a limit for this silo alone: while the lender cannot be reached.</summary>
    public bool TryTakeUnlent(DateTimeOffset now, int limit)
    {
        if (_lately.Used(now) >= limit)
        {
            return false;
        }

        Count(now);
        return true;
    }

    /// <summary>True while nothing is left of the organisation's rate, as far as is known.</summary>
    public bool IsUsedUp(DateTimeOffset now) => now < _askAgainAt;

    /// <summary>True when it is time to ask for more, before the slice is spent or ends.</summary>
    public bool IsLow(DateTimeOffset now) => !IsUsedUp(now) && (Held(now) < _wanted / 2 || now + (SpendTime / 2) > _endsAt);

    /// <summary>True when a slice that has ended is to be given back, or told about.</summary>
    public bool IsDue(DateTimeOffset now) => now >= _endsAt && (_held > 0 || _spent != _reported);

    /// <summary>True when there is nothing to remember: nothing lent, nothing to tell, and nothing sent lately.</summary>
    public bool IsIdle(DateTimeOffset now) => Held(now) == 0 && !IsDue(now) && _lately.Used(now) == 0;

    /// <summary>Reports, and asks for what the last spending and those who wait call for.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="waiting">Requests that wait for the answer.</param>
    public QuotaRequest Ask(DateTimeOffset now, int waiting)
    {
        _wanted = (int)Math.Clamp(2 * Math.Max(waiting, _spent - _spentWhenAsked), LeastWanted, MostWanted);
        return Report(now, _wanted);
    }

    /// <summary>Reports, and asks for nothing: what is left of a slice that has ended goes back.</summary>
    public QuotaRequest GiveBack(DateTimeOffset now) => Report(now, 0);

    /// <summary>Takes the answer.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="grant">What was answered.</param>
    /// <param name="askedAt">When it was asked.</param>
    /// <param name="now">The moment.</param>
    public void Accept(QuotaRequest request, QuotaGrant grant, DateTimeOffset askedAt, DateTimeOffset now)
    {
        _reported = request.Spent;
        (_left, _resetSeconds) = (grant.Left, grant.ResetSeconds);
        if (request.Wanted == 0)
        {
            return;
        }

        _held += grant.Granted;
        _endsAt = askedAt + SpendTime;
        _askAgainAt = grant.Granted == 0 ? now + RefusalTime : default;
    }

    /// <summary>How the organisation stands, as far as this silo knows.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="limit">The organisation's rate.</param>
    public RateState State(DateTimeOffset now, int limit) =>
        new(RatePolicy.Organization, limit, Math.Min(limit, Held(now) + _left), _resetSeconds);

    /// <summary>How the organisation stands when nothing is left.</summary>
    /// <param name="limit">The organisation's rate.</param>
    public RateState UsedUp(int limit) => new(RatePolicy.Organization, limit, 0, _resetSeconds);

    private QuotaRequest Report(DateTimeOffset now, int wanted)
    {
        _spentWhenAsked = _spent;
        _held = Held(now);
        return new QuotaRequest
        {
            SliceId = _id,
            Number = ++_number,
            Spent = _spent,
            SpentLately = _lately.Used(now),
            Held = _held,
            Wanted = wanted,
        };
    }

    private int Held(DateTimeOffset now) => now < _endsAt ? _held : 0;

    private void Count(DateTimeOffset now)
    {
        _spent++;
        _lately.Add(now, 1);
    }
}
