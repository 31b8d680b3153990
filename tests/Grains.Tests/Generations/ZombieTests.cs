using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>Two processes at one generation: the first lost its lease and does not know it.</summary>
public sealed class ZombieTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(CallKind.Repeatable, 0)]
    [InlineData(CallKind.Resumable, 1)]
    [InlineData(CallKind.Unconfirmable, 2)]
    public async Task Zombie_AnsweringAfterTheOtherHasEnded_IsSettledOnceAndEndsNothing(CallKind kind, int purchases)
    {
        var (story, zombie, gate) = await Working(kind);
        await using var other = new LifeWorld(story);
        var ended = (await other.DriveToEnd())!;

        gate.Open();
        await zombie.Rest();

        var record = await story.Find();
        Assert.Equal((GenerationStatus.Completed, ended.ImageName, ended.Version), (record.Status, record.ImageName, record.Version));
        Assert.Equal(purchases, story.Vendor.Purchases.Count);
        Assert.Equal(Math.Max(purchases, 1), (await story.Costs()).Count);
        Assert.Equal(Contracts.Money.Zero, record.Held);
        await Promises.Hold(story, other);
        await zombie.DisposeAsync();
    }

    [Fact]
    public async Task Zombie_AnsweringBeforeTheOtherCalls_IsSettledAsThatAttemptAndTheOtherGoesOn()
    {
        var (story, zombie, gate) = await Working(CallKind.Unconfirmable);
        await using var other = new LifeWorld(story);
        await story.Ground.ExpireLeases(story.Id);
        await other.Resume();
        Assert.Equal(AttemptState.Unknown, Assert.Single((await story.Find()).Attempts).State);

        gate.Open();
        await zombie.Rest();
        Assert.Equal((GenerationStatus.Pending, AttemptState.Settled), ((await story.Find()).Status, (await story.Find()).Attempts[0].State));
        await other.DriveToEnd();

        Assert.Equal([1, 2], (await story.Costs()).Select(cost => cost.AttemptNo));
        await Promises.Hold(story, other);
        await zombie.DisposeAsync();
    }

    [Fact]
    public async Task Owner_WhoseLeaseRanOutAndNobodyTookOver_SettlesItsAnswerAndEnds()
    {
        var (story, owner, gate) = await Working(CallKind.Unconfirmable);
        await story.Ground.ExpireLeases(story.Id);

        gate.Open();
        await owner.Rest();

        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
        await Promises.Hold(story, owner);
        await owner.DisposeAsync();
    }

    [Fact]
    public async Task Lease_WhileItsCallGoesOn_IsRenewedWithItsSlot()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var (story, owner, gate) = await Working(CallKind.Unconfirmable, time);
        await story.Ground.ExpireLeases(story.Id);

        await AdvanceUntil(time, owner, () => Renewals(owner) > 0);
        await Eventually.True(async () => !(await story.Find()).Attempts[0].LeaseExpired, Patience, "the lease was renewed");

        Assert.True(owner.Pool.Kept > 0);
        gate.Open();
        await owner.Rest();
        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
        await owner.DisposeAsync();
    }

    [Fact]
    public async Task Lease_ThatIsLost_DoesNotStopACallThatIsPaidFor()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var (story, zombie, gate) = await Working(CallKind.Unconfirmable, time);
        await story.Ground.ExpireLeases(story.Id);
        await using var other = new LifeWorld(story);
        await other.Resume();
        await AdvanceUntil(time, zombie, () => Renewals(zombie) > 0);
        Assert.True(zombie.Life.IsBusy);

        gate.Open();
        await zombie.Rest();

        Assert.Equal(AttemptState.Settled, (await story.Find()).Attempts[0].State);
        await other.DriveToEnd();
        await Promises.Hold(story, other);
        await zombie.DisposeAsync();
    }

    [Fact]
    public async Task Drive_WhileACallGoesOn_GivesTheSecondSlotBackUnused()
    {
        var (story, owner, gate) = await Working(CallKind.Repeatable);

        owner.Life.Drive(owner.Pool.Grant());
        var unused = Assert.Single(owner.Pool.Returned.SelectMany(returned => returned));
        Assert.False(unused.Began);

        gate.Open();
        await owner.Rest();
        Assert.All(owner.Pool.Returned, returned => Assert.Single(returned));
        await Promises.Hold(story, owner);
        await owner.DisposeAsync();
    }

    [Fact]
    public async Task Watch_WhileACallGoesOn_HearsOfTheEndAtOnce()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var (story, owner, gate) = await Working(CallKind.Repeatable, time);
        var watched = owner.Life.Watch((await story.Find()).Version, TimeSpan.FromSeconds(20));
        Assert.False(watched.IsCompleted);

        gate.Open();

        Assert.Equal(GenerationStatus.Completed, (await watched.WaitAsync(Patience))!.Status);
        await owner.DisposeAsync();
    }

    [Fact]
    public async Task Watch_OfWhatDoesNotChange_AnswersAfterItsPatience()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var story = await Story.Begin(ground, CallKind.Repeatable);
        await using var world = new LifeWorld(story, time: time);
        await world.Submit();
        var watched = world.Life.Watch(0, TimeSpan.FromSeconds(20));
        Assert.False(watched.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(GenerationStatus.Pending, (await watched.WaitAsync(Patience))!.Status);
    }

    /// <summary>A process in the middle of its first call; later calls are not held up.</summary>
    private async Task<(Story Story, LifeWorld Owner, Gate Gate)> Working(CallKind kind, TimeProvider? time = null)
    {
        var story = await Story.Begin(ground, kind);
        var gate = new Gate();
        var calls = 0;
        story.Vendor.During = token => Interlocked.Increment(ref calls) == 1 ? gate.Pass(token) : Task.CompletedTask;
        var owner = new LifeWorld(story, time: time);
        Assert.IsType<SubmitAccepted>(await owner.Submit());
        owner.Life.Drive(owner.Pool.Grant());
        await (kind == CallKind.Resumable && time is FakeTimeProvider fake ? AdvanceUntil(fake, owner, () => gate.Reached.IsCompleted) : gate.Reached);
        return (story, owner, gate);
    }

    private static int Renewals(LifeWorld world) => world.Power.Calls.Count(call => call.Method == nameof(IGenerationStore.Renew));

    private static Task AdvanceUntil(FakeTimeProvider time, LifeWorld world, Func<bool> condition) => Eventually.True(
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return condition() || !world.Life.IsBusy;
        },
        Patience,
        "the clock got there");
}
