namespace DonatelloAI.Contracts.Limits;

/// <summary>
/// Counts what happened lately in a ring of counters, a second each. Whoever keeps its sum within a limit has at most so many in any
/// <see cref="Seconds"/> seconds, and is refused only while there were as many in one second more. Not for several threads at once.
/// </summary>
/// <remarks>Its size does not depend on what it counts: 61 numbers. A clock that goes back is held where it was.</remarks>
public sealed class RateWindow
{
    /// <summary>Length of the window, in seconds.</summary>
    public const int Seconds = 60;

    // One more than the window is long: the second that is under way has only begun.
    private const int Slots = Seconds + 1;

    private readonly int[] _counts = new int[Slots];
    private long _newest;
    private int _used;

    /// <summary>How many are in the window.</summary>
    public int Used(DateTimeOffset now)
    {
        Advance(now);
        return _used;
    }

    /// <summary>Counts what is not asked about.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="count">How many, not negative.</param>
    public void Add(DateTimeOffset now, int count)
    {
        Advance(now);
        _counts[SlotOf(_newest)] += count;
        _used += count;
    }

    /// <summary>Counts one unless the window holds as many as it may.</summary>
    /// <returns>True when it was counted.</returns>
    public bool TryTake(DateTimeOffset now, int limit)
    {
        if (Used(now) >= limit)
        {
            return false;
        }

        Add(now, 1);
        return true;
    }

    /// <summary>Seconds until the window holds at most so many, if nothing is added: 0 to 61.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="most">How many, not negative.</param>
    public int SecondsUntil(DateTimeOffset now, int most)
    {
        var left = Used(now);
        var seconds = 0;
        for (; left > most; seconds++)
        {
            left -= _counts[SlotOf(_newest + 1 + seconds)];
        }

        return seconds;
    }

    /// <summary>Empties the seconds that have gone by; at most all of them, however long nobody asked.</summary>
    private void Advance(DateTimeOffset now)
    {
        var second = Math.Max(now.ToUnixTimeSeconds(), _newest);
        for (var gone = Math.Max(_newest + 1, second - Seconds); gone <= second; gone++)
        {
            _used -= _counts[SlotOf(gone)];
            _counts[SlotOf(gone)] = 0;
        }

        _newest = second;
    }

    private static int SlotOf(long second) => (int)(second % Slots);
}
