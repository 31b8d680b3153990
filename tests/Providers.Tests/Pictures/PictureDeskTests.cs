using DonatelloAI.Providers.Pictures;

namespace DonatelloAI.Providers.Tests.Pictures;

public sealed class PictureDeskTests
{
    [Fact]
    public async Task WorkLong_MoreThanHalfOfTheSeats_LetsShortWorkPass()
    {
        using var desk = new PictureDesk(new PictureOptions { Concurrency = 2 });
        using var dry = new ManualResetEventSlim();
        var painted = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => desk.WorkLong(() => dry.Wait(TimeSpan.FromMinutes(1)), default)));

        var quick = await desk.Work(() => "passed", default);

        Assert.Equal("passed", quick);
        Assert.False(painted.IsCompleted);
        dry.Set();
        Assert.All(await painted, Assert.True);
    }

    [Fact]
    public async Task WorkLong_OneSeat_StillWorks()
    {
        using var desk = new PictureDesk(new PictureOptions { Concurrency = 1 });

        Assert.Equal(1, await desk.WorkLong(() => 1, default));
    }
}
