using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>A job is asked for at its vendor's pace: from the start, after a refused question, and by whoever takes it over.</summary>
public sealed class PaceTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly List<DateTimeOffset> _questions = [];

    [Fact]
    public async Task Question_RefusedWithAWish_IsAskedAgainWhenTheVendorSaid()
    {
        var waits = await Ask(RateLimited(TimeSpan.FromSeconds(90)), RateLimited(TimeSpan.FromSeconds(0.1)));

        Assert.Equal(3, waits.Count);
        AssertAround(1, waits[0]);
        AssertAround(90, waits[1]);
        AssertAround(1, waits[2]);
    }

    [Fact]
    public async Task Question_RefusedWithoutAWish_IsAskedLaterEachTimeAndNotBeyondABound()
    {
        var waits = await Ask([.. Enumerable.Repeat(RateLimited(null), 7)]);

        double[] expected = [1, 2, 4, 8, 16, 30, 30, 30];
        Assert.Equal(expected.Length, waits.Count);
        Assert.All(expected.Zip(waits), pair => AssertAround(pair.First, pair.Second));
    }

    [Fact]
    public async Task Job_TakenOverByAnotherProcess_IsAskedForAtItsPace()
    {
        var story = await Story.Begin(ground, CallKind.Resumable);
        await using (var first = new LifeWorld(story, new Power(call => call.Method == nameof(IGenerationStore.KeepJob) ? Fate.CutAfter : Fate.Pass)))
        {
            await first.Submit();
            await first.Drive();
        }

        Assert.Equal(TimeSpan.FromSeconds(1), (await story.Find()).Attempts[0].PollAfter);
        await story.Ground.ExpireLeases(story.Id);
        var from = _time.GetUtcNow();
        story.Vendor.Asked = _ => Note(null);
        await using var second = new LifeWorld(story, time: _time);

        second.Life.Resume();
        await RunToRest(second);

        AssertAround(1, (Assert.Single(_questions) - from).TotalSeconds);
        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
    }

    /// <summary>Seconds before each question of a call whose first questions are answered so.</summary>
    private async Task<IReadOnlyList<double>> Ask(params ProviderRefused[] refusals)
    {
        var story = await Story.Begin(ground, CallKind.Resumable);
        var left = new Queue<ProviderRefused>(refusals);
        story.Vendor.Asked = _ => Note(left.TryDequeue(out var refused) ? refused : null);
        await using var world = new LifeWorld(story, time: _time);
        await world.Submit();
        var before = _time.GetUtcNow();

        world.Life.Drive(world.Pool.Grant());
        await RunToRest(world);

        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
        return [.. _questions.Prepend(before).Zip(_questions, static (earlier, later) => (later - earlier).TotalSeconds)];
    }

    private Task RunToRest(LifeWorld world) => Eventually.True(
        () =>
        {
            _time.Advance(Step);
            return !world.Life.IsBusy;
        },
        Patience,
        "the call has ended");

    private ProviderRefused? Note(ProviderRefused? answer)
    {
        _questions.Add(_time.GetUtcNow());
        return answer;
    }

    private static ProviderRefused RateLimited(TimeSpan? retryAfter) =>
        new() { Error = ProviderError.RateLimited, Billed = BilledState.Unknown, Message = "Slow down.", RetryAfter = retryAfter };

    // The clock jumps a step at a time and the question follows a moment later: never early, and late by what a busy machine needs.
    private static void AssertAround(double seconds, double waited) => Assert.InRange(waited, seconds - 0.01, seconds + 60);
}
