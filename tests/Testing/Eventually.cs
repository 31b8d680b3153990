namespace DonatelloAI.Testing;

/// <summary>Waits on a condition with a deadline, so that a test is as fast as what it waits for and says what never came.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Asked again and again, without side effects.</param>
    /// <param name="within">The deadline.</param>
    /// <param name="what">What is waited for, as it reads after "did not happen within N s:".</param>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    public static Task True(Func<bool> condition, TimeSpan within, string what) =>
        True(() => Task.FromResult(condition()), within, what);

    /// <inheritdoc cref="True(Func{bool},TimeSpan,string)"/>
    public static async Task True(Func<Task<bool>> condition, TimeSpan within, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > within)
            {
                throw new TimeoutException($"This did not happen within {within.TotalSeconds:0} s: {what}");
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
