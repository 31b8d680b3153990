using DonatelloAI.Contracts.Limits;

namespace DonatelloAI.Contracts.Tests.Limits;

public sealed class RateWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    private readonly RateWindow _window = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Window_HeldAgainstALogOfMoments_NeverExceedsItsLimitAndRefusesForAReason(int seed)
    {
        var random = new Random(seed);
        var limit = random.Next(1, 40);
        var (log, now) = (new List<DateTimeOffset>(), Start);
        for (var i = 0; i < 5_000; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(20) == 0 ? random.Next(90_000) : random.Next(4_000));
            var wait = _window.SecondsUntil(now, limit - 1);
            Assert.Equal(Within(log, now, RateWindow.Seconds + 1), _window.Used(now));
            if (_window.TryTake(now, limit))
            {
                log.Add(now);
                Assert.Equal(0, wait);
                Assert.InRange(log.Count(moment => moment > now.AddSeconds(-RateWindow.Seconds)), 1, limit);
            }
            else
            {
                Assert.Equal(limit, Within(log, now, RateWindow.Seconds + 1));
                Assert.Equal((false, true), (Within(log, now.AddSeconds(wait - 1), 61) < limit, Within(log, now.AddSeconds(wait), 61) < limit));
            }
        }
    }

    [Fact]
    public void Window_AfterALongQuietTime_IsEmpty()
    {
        _window.Add(Start, 1_000_000);

        Assert.Equal((1_000_000, 0), (_window.Used(Start.AddSeconds(60)), _window.Used(Start.AddYears(10))));
    }

    [Fact]
    public void Clock_ThatGoesBack_ForgetsNothing()
    {
        _window.Add(Start, 5);
        _window.Add(Start.AddHours(-1), 2);

        Assert.Equal((7, 61), (_window.Used(Start), _window.SecondsUntil(Start.AddHours(-2), 0)));
    }

    // In whole seconds, as the window counts: the one that has begun and as many before it as make the length.
    private static int Within(List<DateTimeOffset> log, DateTimeOffset now, int seconds) =>
        log.Count(moment => moment.ToUnixTimeSeconds() > now.ToUnixTimeSeconds() - seconds);
}
