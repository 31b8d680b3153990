using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>
/// Faults that pass while the process lives: at every call of every port, once or for a while. The life goes on by itself or is
/// found by the sweep, and ends as if nothing had been.
/// </summary>
public abstract class FaultTests(Ground ground)
{
    private const int LongOutage = 5;

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Call_ThatFailsOnce_LeavesWorkThatEndsAndMoneyThatAddsUp(CallKind kind) =>
        await AtEveryCall(kind, [Fate.Fail, Fate.LoseAnswer, Fate.LoseCall]);

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Call_ThatHangsUntilTheProcessDies_LeavesWorkThatEndsAndMoneyThatAddsUp(CallKind kind) => await AtEveryCall(kind, [Fate.Hang]);

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Database_OutForFiveCalls_LeavesWorkThatEndsAndMoneyThatAddsUp(CallKind kind)
    {
        var points = (await Calls(kind)).Where(call => call.IsOfDatabase).ToList();
        var failures = new Failures();
        foreach (var point in points)
        {
            var left = LongOutage;
            await failures.Note($"{point} and later", () => Tell(kind, call =>
                call.Number >= point.Number && call.IsOfDatabase && Interlocked.Decrement(ref left) >= 0 ? Fate.Fail : Fate.Pass));
        }

        failures.Report(points.Count);
    }

    [Theory]
    [InlineData(CallKind.Repeatable, 1)]
    [InlineData(CallKind.Resumable, 3)]
    [InlineData(CallKind.Unconfirmable, 8)]
    public async Task ImageStore_FullForAWhile_KeepsTheImageThatWasPaidFor(CallKind kind, int times)
    {
        var left = times;
        var story = await Tell(kind, call => call.IsOfImages && Interlocked.Decrement(ref left) >= 0 ? Fate.Fail : Fate.Pass);

        Assert.Equal(kind == CallKind.Repeatable ? 0 : 1, story.Vendor.Purchases.Count);
    }

    private async Task AtEveryCall(CallKind kind, Fate[] fates)
    {
        var points = await Calls(kind);
        var failures = new Failures();
        foreach (var point in points)
        {
            foreach (var fate in fates)
            {
                await failures.Note($"{point} {fate}", () => Tell(kind, call => call.Number == point.Number ? fate : Fate.Pass));
            }
        }

        failures.Report(points.Count * fates.Length);
    }

    private async Task<Story> Tell(CallKind kind, Func<PortCall, Fate> plan)
    {
        var story = await Story.Begin(ground, kind);
        await using (var first = new LifeWorld(story, new Power(plan)))
        {
            // The client repeats what was not accepted; a process that hung is dead by then.
            for (var tries = 0; tries < 10 && !first.Power.IsOut && await first.Submit() is not SubmitAccepted; tries++)
            {
            }

            if (!first.Power.IsOut)
            {
                await first.DriveToEnd();
            }

            Assert.All(first.Pool.Returned, returned => Assert.Single(returned));
        }

        await using var second = new LifeWorld(story);
        Assert.IsType<SubmitAccepted>(await second.Submit());
        Assert.Equal(GenerationStatus.Completed, (await second.DriveToEnd())!.Status);
        await Promises.Hold(story, second);
        return story;
    }

    private async Task<IReadOnlyList<PortCall>> Calls(CallKind kind)
    {
        var story = await Story.Begin(ground, kind);
        await using var world = new LifeWorld(story);
        await world.Submit();
        await world.Drive();
        return world.Power.Calls;
    }
}

/// <inheritdoc/>
public sealed class SqliteFaultTests(SqliteGround ground) : FaultTests(ground), IClassFixture<SqliteGround>;

/// <inheritdoc/>
public sealed class PostgresFaultTests(PostgresGround ground) : FaultTests(ground), IClassFixture<PostgresGround>;
