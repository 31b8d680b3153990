using DonatelloAI.Contracts.Limits;

namespace DonatelloAI.Grains.Limits;

/// <summary>What a person and those keys of theirs that have a rate of their own sent lately. A pure state machine; not for several threads at once.</summary>
public sealed class UserRates
{
    private readonly RateWindow _person = new();
    private readonly Dictionary<Guid, RateWindow> _keys = [];

    /// <summary>The rate that is used up; null when one more request may go on. Counts nothing.</summary>
    /// <param name="limits">The rates that bind the request.</param>
    /// <param name="now">The moment.</param>
    public RateState? Refusal(RateLimits limits, DateTimeOffset now) =>
        Bound(limits).Select(bound => State(bound, now)).FirstOrDefault(static state => state.Remaining == 0);

    /// <summary>Counts a request.</summary>
    /// <param name="limits">The rates that bind it.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The rate that now leaves the least; null when none binds.</returns>
    public RateState? Count(RateLimits limits, DateTimeOffset now)
    {
        RateState? tightest = null;
        foreach (var bound in Bound(limits))
        {
            bound.Window.Add(now, 1);
            tightest = Tighter(tightest, State(bound, now));
        }

        return tightest;
    }

    /// <summary>Lets go of the keys that are not among those.</summary>
    public void KeepOnly(IEnumerable<Guid> keys)
    {
        foreach (var gone in _keys.Keys.Except(keys).ToList())
        {
            _keys.Remove(gone);
        }
    }

    /// <summary>Of two rates the one that leaves less.</summary>
    public static RateState? Tighter(RateState? one, RateState? other) =>
        one is null ? other : other is null || one.Remaining <= other.Remaining ? one : other;

    private IEnumerable<(RatePolicy Policy, RateWindow Window, int Limit)> Bound(RateLimits limits)
    {
        if (limits is { KeyId: { } key, KeyPerMinute: { } ofKey })
        {
            yield return (RatePolicy.Key, WindowOf(key), ofKey);
        }

        if (limits.UserPerMinute > 0)
        {
            yield return (RatePolicy.User, _person, limits.UserPerMinute);
        }
    }

    private RateWindow WindowOf(Guid key)
    {
        if (!_keys.TryGetValue(key, out var window))
        {
            _keys[key] = window = new RateWindow();
        }

        return window;
    }

    private static RateState State((RatePolicy Policy, RateWindow Window, int Limit) bound, DateTimeOffset now)
    {
        var used = bound.Window.Used(now);
        return new RateState(
            bound.Policy,
            bound.Limit,
            Math.Max(0, bound.Limit - used),
            used == 0 ? 0 : bound.Window.SecondsUntil(now, Math.Min(used, bound.Limit) - 1));
    }
}

/// <summary>The rates that bind a request of one person.</summary>
/// <param name="UserPerMinute">The person's; 0 for none.</param>
/// <param name="KeyId">The key it came with; null for a session.</param>
/// <param name="KeyPerMinute">The key's own; null for none.</param>
public sealed record RateLimits(int UserPerMinute, Guid? KeyId = null, int? KeyPerMinute = null);
