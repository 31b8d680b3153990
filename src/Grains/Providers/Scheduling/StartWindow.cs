namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>
/// The calls begun in the last minute. A start counts from its grant until a minute after the last moment at which the call may have
/// begun, so any minute of real starts stays within the limit; who says that it begins makes that moment known, and the
/// wait shorter.
/// </summary>
internal sealed class StartWindow
{
    /// <summary>What vendors count over.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly SortedSet<Start> _starts = new(EarliestFirst);
    private long _made;

    public int Count => _starts.Count;

    /// <summary>When the next one stops counting; null when none counts.</summary>
    public DateTimeOffset? FreeAt => _starts.Min?.Latest + Length;

    public Start Add(DateTimeOffset latest)
    {
        var start = new Start(_made++) { Latest = latest };
        _starts.Add(start);
        return start;
    }

    /// <summary>It has begun: no later than now.</summary>
    public void Confirm(Start? start, DateTimeOffset now)
    {
        if (start is null || now >= start.Latest || !_starts.Remove(start)) return;

        start.Latest = now;
        _starts.Add(start);
    }

    /// <summary>It has not begun and never will.</summary>
    public void Cancel(Start? start)
    {
        if (start is not null) _starts.Remove(start);
    }

    public void Forget(DateTimeOffset now)
    {
        while (_starts.Min is { } earliest && earliest.Latest + Length <= now)
        {
            _starts.Remove(earliest);
        }
    }

    private static readonly Comparer<Start> EarliestFirst = Comparer<Start>.Create(static (left, right) =>
        left.Latest.CompareTo(right.Latest) is var byTime and not 0 ? byTime : left.Number.CompareTo(right.Number));

    /// <summary>One call.</summary>
    internal sealed class Start(long number)
    {
        public long Number { get; } = number;

        public required DateTimeOffset Latest { get; set; }
    }
}
