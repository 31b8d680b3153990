using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Safety;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Tests.Providers;
using DonatelloAI.Grains.Tests.Safety;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>What a running call shows of its picture, to whoever follows it.</summary>
public sealed class FollowTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Follow_OfARunningCall_ShowsEachWatcherItsPartialImagesOnce()
    {
        var story = await Begin();
        story.Vendor.Shows = static call => Paint(call, 2);
        await using var world = await Running(story);

        var (first, second) = (await Follow(world, 0), await Follow(world, 0));
        Assert.All(new[] { first, second }, static news => Assert.Equal([0, 1], news.Partials.Select(static partial => partial.Index)));
        Assert.Equal(FakeVendor.SmallImage, first.Partials[0].Content);
        Assert.False((await world.Life.Follow(first.View.Version, first.Seen, TimeSpan.Zero))!.HasNews);

        _answer.SetResult();
        await world.Rest();
        Assert.Equal(GenerationStatus.Completed, (await Follow(world, first.Seen)).View.Status);
    }

    [Fact]
    public async Task Follow_WaitsForNewsAndForTheEnd()
    {
        var story = await Begin();
        ICallListener listener = null!;
        story.Vendor.Shows = call => listener = call.Listener!;
        await using var world = await Running(story);
        var seen = await world.Life.Follow(-1, 0, TimeSpan.Zero);
        var following = world.Life.Follow(seen!.View.Version, 0, Long);
        Assert.False(following.IsCompleted);

        listener.Progressed(0.355);

        var news = (await following.WaitAsync(Patience))!;
        Assert.Equal((0.35, 0), (news.Progress, news.Partials.Count));
        var last = world.Life.Follow(news.View.Version, news.Seen, Long);
        _answer.SetResult();
        Assert.Null((await last.WaitAsync(Patience))!.Progress);
        await world.Rest();
    }

    [Fact]
    public async Task Partials_OfAnOrder_AreAskedForAndHeldAndPaidWithTheImage()
    {
        var story = await Begin();
        var asked = 0;
        story.Vendor.Shows = call => asked = call.PartialImages;
        await using var world = await Running(story);

        Assert.Equal((2, Money.FromAud(0.046m)), (asked, (await story.Find()).Held));

        _answer.SetResult();
        await world.Rest();
        Assert.Equal(Money.FromAud(0.046m), (await story.Find()).Cost);
    }

    [Fact]
    public async Task Partials_OfACallThatFailed_MakeWayForThoseOfTheNext()
    {
        var story = await Begin();
        var calls = 0;
        story.Vendor.Shows = call => Paint(call, ++calls);
        story.Vendor.Next(Turn.Refusal(ProviderError.ServerError, BilledState.No));
        await using var world = new LifeWorld(story);
        await Submit(world, story);
        story.Vendor.During = called => calls == 1 ? Task.CompletedTask : _answer.Task.WaitAsync(Patience, called);

        await world.Drive();
        Assert.Empty((await world.Life.Follow(-1, 0, TimeSpan.Zero))!.Partials);
        story.Clock.Advance(TimeSpan.FromMinutes(5));
        world.Life.Drive(world.Pool.Grant());
        await Eventually.True(() => calls == 2, Patience, "the second call runs");

        Assert.Equal(2, (await Follow(world, 0)).Partials.Count);
        _answer.SetResult();
        await world.Rest();
    }

    [Fact]
    public async Task Partials_WhereImagesAreChecked_AreNeitherAskedForNorHeldNorShown()
    {
        var story = await Begin();
        (story.Checker, story.Policy) = (new ScriptedChecker(), new ContentSafetySettings { CheckImages = true });
        var asked = -1;
        story.Vendor.Shows = call =>
        {
            asked = call.PartialImages;
            Paint(call, 2);
        };
        await using var world = await Running(story);

        Assert.Equal((0, Story.Price), (asked, (await story.Find()).Held));
        Assert.Empty((await world.Life.Follow(-1, 0, TimeSpan.Zero))!.Partials);

        _answer.SetResult();
        await world.Rest();
    }

    [Fact]
    public async Task Job_WhoseVendorSaysThatItEnded_IsAskedForAtOnce()
    {
        var (story, time) = (await Story.Begin(ground, CallKind.Resumable), new FakeTimeProvider(Sample.Now));
        story.Vendor.Pace = TimeSpan.FromMinutes(5);
        story.Vendor.Tells = async (call, patience) =>
        {
            await _answer.Task.WaitAsync(patience);
            call.Listener!.LookNow();
        };
        await using var world = new LifeWorld(story, time: time);
        await world.Submit();
        world.Life.Drive(world.Pool.Grant());
        _answer.SetResult();

        await Eventually.True(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                return !world.Life.IsBusy;
            },
            Patience,
            "the call has ended");
        Assert.InRange(time.GetUtcNow() - Sample.Now, TimeSpan.Zero, story.Vendor.Pace / 2);
        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
    }

    [Fact]
    public async Task Job_WhoseListenerFails_IsAskedForAllTheSame()
    {
        var story = await Story.Begin(ground, CallKind.Resumable);
        story.Vendor.Tells = static (_, _) => throw new InvalidOperationException("A defect of the adapter's.");
        await using var world = new LifeWorld(story);
        await world.Submit();

        await world.DriveToEnd();

        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
    }

    private async Task<Story> Begin()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        story.Model = RouterBench.WithPartials(story.Model, 3, 0.003m);
        return story;
    }

    /// <summary>A call that waits for its answer, for an order with two partial images.</summary>
    private async Task<LifeWorld> Running(Story story)
    {
        var world = new LifeWorld(story);
        var isCalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        story.Vendor.During = called =>
        {
            isCalled.TrySetResult();
            return _answer.Task.WaitAsync(Patience, called);
        };
        await Submit(world, story);
        world.Life.Drive(world.Pool.Grant());
        await isCalled.Task.WaitAsync(Patience);
        return world;
    }

    private static async Task Submit(LifeWorld world, Story story) =>
        Assert.IsType<SubmitAccepted>(await world.Life.Submit(story.Request with { Order = story.Request.Order with { PartialImages = 2 } }));

    private static async Task<GenerationNews> Follow(LifeWorld world, long seen) => (await world.Life.Follow(-1, seen, Long).WaitAsync(Patience))!;

    private static void Paint(ProviderCall call, int count)
    {
        for (var index = 0; index < count; index++)
        {
            call.Listener!.Painted(index, FakeVendor.SmallImage, "image/jpeg");
        }
    }
}
