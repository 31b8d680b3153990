namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>
/// A clock that jumps over every pause: a delay of up to a minute is over at once and moves the clock by its length. Longer
/// timers, such as a call's timeout, and periodic ones never fire, so that the order of steps is the same in every run.
/// </summary>
internal sealed class HastyClock(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private long _passed;

    public override DateTimeOffset GetUtcNow() => start + TimeSpan.FromTicks(Interlocked.Read(ref _passed));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _passed, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer();
        if (period == Timeout.InfiniteTimeSpan && dueTime >= TimeSpan.Zero && dueTime <= LongestPause)
        {
            Advance(dueTime);
            ThreadPool.QueueUserWorkItem(_ => timer.Fire(callback, state));
        }

        return timer;
    }

    private sealed class Timer : ITimer
    {
        private volatile bool _isDisposed;

        public void Fire(TimerCallback callback, object? state)
        {
            if (!_isDisposed)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !_isDisposed;

        public void Dispose() => _isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
