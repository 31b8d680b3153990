using DonatelloAI.Api.Admission;

namespace DonatelloAI.Api.Tests.Admission;

public sealed class RequestRateTests
{
    [Theory]
    [InlineData(50, 50)]
    [InlineData(700, 10)]
    [InlineData(1, 1)]
    public void Rate_AskedAllTheTime_GivesTheBurstAndThenWhatTheTimeAllows(int perSecond, int burst)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var rate = new RequestRate(perSecond, burst);
        var taken = 0;
        while (taken < burst + Math.Max(2, perSecond / 2))
        {
            taken += rate.TryTake(out var pause) ? 1 : 0;
            Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }

        Assert.InRange(taken, burst, burst + 1 + (TimeProvider.System.GetElapsedTime(began).TotalSeconds * perSecond));
    }

    [Fact]
    public void Settings_WithoutARate_BoundNone() => Assert.Null(RequestRate.Of(new AdmissionSettings()));
}
