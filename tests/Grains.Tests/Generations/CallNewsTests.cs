using DonatelloAI.Grains.Generations;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>What a call shows: in order, within bounds, and waiting for nobody.</summary>
public sealed class CallNewsTests
{
    private const int Room = 100;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
    private readonly ByteRoom _room = new(Room);

    [Fact]
    public void Since_WhatWasSeen_HasOnlyWhatIsNewer()
    {
        var news = New();
        Paint(news, 0, 1);
        var first = news.Since(0);
        Paint(news, 2);

        var second = news.Since(first.Number);

        Assert.Equal([0, 1], first.Partials.Select(static partial => partial.Index));
        Assert.Equal(2, Assert.Single(second.Partials).Index);
        Assert.False(news.Since(second.Number).IsNews);
        Assert.Equal([0, 1, 2], news.Since(0).Partials.Select(static partial => partial.Index));
    }

    [Fact]
    public void Painted_MoreThanACallMayShow_IsDropped()
    {
        var news = New();

        Paint(news, 0, 1, 2, 3);

        Assert.Equal(CallNews.MaxPartials, news.Since(0).Partials.Length);
    }

    [Fact]
    public void Painted_WhereTheProcessHasNoRoom_IsDroppedUntilAnotherCallIsForgotten()
    {
        var (here, there) = (New(), New());
        here.Painted(0, new byte[Room], "image/png");

        Paint(there, 0);
        Assert.False(there.Since(0).IsNews);

        here.Forget();
        Paint(there, 1);
        Assert.Equal(1, Assert.Single(there.Since(0).Partials).Index);
        Assert.False(here.Since(0).IsNews);
    }

    [Fact]
    public void Painted_LargerThanAPartialImageMayBe_IsDropped()
    {
        var news = new CallNews(new ByteRoom(CallNews.MaxBytesOfProcess), _time);

        news.Painted(0, new byte[CallNews.MaxPartialBytes + 1], "image/png");

        Assert.False(news.Since(0).IsNews);
    }

    [Fact]
    public void Progressed_ManyTimes_IsToldOncePerPercentAndNeverFalls()
    {
        var news = New();
        var (told, seen) = (new List<double>(), 0L);
        foreach (var step in Enumerable.Range(0, 10_000).Append(5_000))
        {
            news.Progressed(step / 9_999.0);
            if (news.Since(seen) is { Progress: { } progress } shown)
            {
                told.Add(progress);
                seen = shown.Number;
            }
        }

        Assert.Equal(Enumerable.Range(1, 100).Select(static percent => percent / 100.0), told);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(0)]
    public void Progressed_NowhereYet_IsNoNews(double fraction)
    {
        var news = New();

        news.Progressed(fraction);

        Assert.False(news.Since(0).IsNews);
    }

    [Fact]
    public async Task Changed_IsDoneWithTheNextNewsAndThenAnew()
    {
        var news = New();
        var changed = news.Changed;

        Paint(news, 0);

        await changed.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(news.Changed.IsCompleted);
    }

    [Fact]
    public void Look_SaidWhileTheJobIsAskedFor_IsKeptForTheNextPause()
    {
        var news = New();
        news.LookNow();
        news.Looked();
        Assert.False(news.Look.IsCompleted);

        news.LookNow();

        Assert.True(news.Look.IsCompleted);
    }

    [Fact]
    public void Numbers_OfALaterActivation_AreNewer()
    {
        var earlier = New();
        Paint(earlier, 0, 1, 2);
        var seen = earlier.Since(0).Number;
        _time.Advance(TimeSpan.FromSeconds(1));
        var later = New();

        Paint(later, 0);

        Assert.True(later.Since(seen).IsNews);
    }

    private CallNews New() => new(_room, _time);

    private static void Paint(CallNews news, params int[] indices)
    {
        foreach (var index in indices)
        {
            news.Painted(index, new byte[] { 1, 2, 3 }, "image/png");
        }
    }
}
