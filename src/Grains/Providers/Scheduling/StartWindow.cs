namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>
/// The calls begun in the last minute. Nobody tells when a call begins, only by when it must: so a start counts from its grant
/// until a minute after the last moment at which it may have happened, and any minute of real starts stays within the limit.
/// </summary>
internal sealed class StartWindow
{
    /// <summary>What vendors count over.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly Queue<Start> _starts = new();

    public int Count { get; private set; }

    /// <summary>When the oldest stops counting; null when none counts.</summary>
    public DateTimeOffset? FreeAt => _starts.TryPeek(out var oldest) ? oldest.Latest + Length : null;

    public Start Add(DateTimeOffset latest)
    {
        var start = new Start { Latest = latest };
        _starts.Enqueue(start);
        Count++;
        return start;
    }

    /// <summary>It has begun: no later than now.</summary>
    public static void Confirm(Start? start, DateTimeOffset now)
    {
        if (start is not null && now < start.Latest) start.Latest = now;
    }

    /// <summary>It has not begun and never will.</summary>
    public void Cancel(Start? start)
    {
        if (start is not { Counts: true }) return;

        start.Counts = false;
        Count--;
    }

    public void Forget(DateTimeOffset now)
    {
        while (_starts.TryPeek(out var oldest) && (!oldest.Counts || oldest.Latest + Length <= now))
        {
            Cancel(_starts.Dequeue());
        }
    }

    /// <summary>One call.</summary>
    internal sealed class Start
    {
        public DateTimeOffset Latest { get; set; }

        public bool Counts { get; set; } = true;
    }
}
