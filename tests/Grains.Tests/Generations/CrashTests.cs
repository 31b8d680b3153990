using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>
/// The process dies at every call of every port, before its effect and after it; a new process over the same database, folder and
/// vendor brings the generation to its end. Nothing is lost, nothing is bought twice where that can be helped.
/// </summary>
public abstract class CrashTests(Ground ground)
{
    private const int Chains = 8;
    private const int Deaths = 4;

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Process_DyingAtAnyCall_LeavesWorkThatEndsAndMoneyThatAddsUp(CallKind kind)
    {
        var points = await DryRun(kind);
        var failures = new Failures();
        foreach (var point in points)
        {
            await failures.Note($"{point} before", () => Crash(kind, point, Fate.CutBefore));
            await failures.Note($"{point} after", () => Crash(kind, point, Fate.CutAfter));
        }

        failures.Report(points.Count * 2);
        await Promises.NoPromptInClear(ground);
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Processes_DyingOneAfterTheOther_LeaveWorkThatEndsAndMoneyThatAddsUp(CallKind kind)
    {
        var failures = new Failures();
        for (var seed = 1; seed <= Chains; seed++)
        {
            await failures.Note($"chain {seed}", () => CrashAgainAndAgain(kind, new Random(seed)));
        }

        failures.Report(Chains);
    }

    [Fact]
    public async Task Processes_DyingInAFreeCall_UseUpNoRetriesOfItsVendor()
    {
        var story = await Story.Begin(ground, CallKind.Repeatable);
        for (var death = 0; death <= story.Model.MaxRetries + 1; death++)
        {
            await using var mortal = new LifeWorld(story, new Power(static call => call.Method == nameof(IImageProvider.Start) ? Fate.CutBefore : Fate.Pass));
            await mortal.Submit();
            await mortal.DriveToEnd();
            Assert.True(mortal.Power.IsOut, "the process did not get as far as the call");
        }

        await using var survivor = new LifeWorld(story);
        Assert.Equal(GenerationStatus.Completed, (await survivor.DriveToEnd())!.Status);
        await Promises.Hold(story, survivor);
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Process_DyingAnywhereOnItsWayToTheRunnerUp_LeavesWorkThatEndsAndMoneyThatAddsUp(CallKind kind)
    {
        IReadOnlyList<PortCall> points;
        var dry = await LeftByItsModel(kind);
        await using (var world = new LifeWorld(dry))
        {
            await world.Submit();
            await world.DriveToEnd();
            points = world.Power.Calls;
            await AssertMadeByTheRunnerUp(dry, world);
        }

        var failures = new Failures();
        foreach (var point in points)
        {
            foreach (var fate in new[] { Fate.CutBefore, Fate.CutAfter })
            {
                await failures.Note($"{point} {fate}", () => CrashOnTheWay(kind, point, fate));
            }
        }

        failures.Report(points.Count * 2);
    }

    [Fact]
    public async Task Process_DyingAnywhereWhileAModelIsLeftUncalled_LeavesWorkThatEndsAndMoneyThatAddsUp()
    {
        IReadOnlyList<PortCall> points;
        var dry = await SwitchedOff();
        await using (var world = new LifeWorld(dry))
        {
            await world.DriveToEnd();
            points = world.Power.Calls;
            await AssertMadeByTheRunnerUp(dry, world);
        }

        var failures = new Failures();
        foreach (var point in points)
        {
            foreach (var fate in new[] { Fate.CutBefore, Fate.CutAfter })
            {
                await failures.Note($"{point} {fate}", async () =>
                {
                    var story = await SwitchedOff();
                    await using (var mortal = new LifeWorld(story, new Power(call => call.Number == point.Number ? fate : Fate.Pass)))
                    {
                        await mortal.DriveToEnd();
                        Assert.True(mortal.Power.IsOut, "the process did not get that far");
                    }

                    await using var survivor = new LifeWorld(story);
                    await survivor.DriveToEnd();
                    await AssertMadeByTheRunnerUp(story, survivor);
                });
            }
        }

        failures.Report(points.Count * 2);
    }

    /// <summary>An open choice whose first model was switched off after the order was accepted.</summary>
    private async Task<Story> SwitchedOff()
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable, maxRetries: 1);
        await using (var world = new LifeWorld(story))
        {
            Assert.IsType<SubmitAccepted>(await world.Submit());
        }

        story.Model = story.Model with { IsActive = false };
        return story;
    }

    /// <summary>An open choice whose first model refuses every call for want of quota.</summary>
    private async Task<Story> LeftByItsModel(CallKind kind)
    {
        var story = await Story.BeginOpen(ground, kind, maxRetries: 1);
        story.Vendor.Always = call => call.Model.Name == story.Model.Name
            ? new ProviderRefused { Error = ProviderError.QuotaExhausted, Billed = BilledState.No, Message = "No quota." }
            : null;
        return story;
    }

    private async Task CrashOnTheWay(CallKind kind, PortCall point, Fate fate)
    {
        var story = await LeftByItsModel(kind);
        await using (var mortal = new LifeWorld(story, new Power(call => call.Number == point.Number ? fate : Fate.Pass)))
        {
            if (await mortal.Submit() is SubmitAccepted)
            {
                await mortal.DriveToEnd();
            }

            Assert.True(mortal.Power.IsOut, "the process did not get that far");
        }

        await using var survivor = new LifeWorld(story);
        Assert.IsType<SubmitAccepted>(await survivor.Submit());
        await survivor.DriveToEnd();
        await AssertMadeByTheRunnerUp(story, survivor);
    }

    private static async Task AssertMadeByTheRunnerUp(Story story, LifeWorld world)
    {
        var record = await story.Find();
        Assert.Equal((GenerationStatus.Completed, "second/brush"), (record.Status, record.Model));
        await Promises.Hold(story, world);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Process_DyingWhileAFreeJobWorks_LeavesAJobThatIsAskedForAndBegunAgainOnlyWhereItIsForgotten(bool isForgotten, int calls)
    {
        var story = await Story.Begin(ground, CallKind.Repeatable);
        story.Vendor.HasJobs = true;
        await using (var mortal = new LifeWorld(story, new Power(static call => call.Method == nameof(IImageProvider.Poll) ? Fate.CutBefore : Fate.Pass)))
        {
            await mortal.Submit();
            await mortal.Drive();
            Assert.True(mortal.Power.IsOut, "the process did not get as far as the question");
        }

        if (isForgotten)
        {
            var questions = 0;
            story.Vendor.Asked = _ => questions++ > 0 ? null : new ProviderRefused { Error = ProviderError.ServerError, Billed = BilledState.No, Message = "Not known." };
        }

        await using var survivor = new LifeWorld(story);
        await survivor.DriveToEnd();

        Assert.Equal((GenerationStatus.Completed, calls), ((await story.Find()).Status, story.Vendor.Calls));
        await Promises.Hold(story, survivor);
    }

    /// <summary>The calls of a generation that nothing happens to.</summary>
    private async Task<IReadOnlyList<PortCall>> DryRun(CallKind kind)
    {
        var story = await Story.Begin(ground, kind);
        await using var world = new LifeWorld(story);
        var reply = await world.Submit();
        Assert.True(reply is SubmitAccepted, $"{reply}");
        await world.Drive();
        var calls = world.Power.Calls;
        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
        await Promises.Hold(story, world);
        return calls;
    }

    private async Task Crash(CallKind kind, PortCall point, Fate fate)
    {
        var story = await Story.Begin(ground, kind);
        await using (var first = new LifeWorld(story, new Power(call => call.Number == point.Number ? fate : Fate.Pass)))
        {
            if (await first.Submit() is SubmitAccepted)
            {
                await first.Drive();
            }

            Assert.True(first.Power.IsOut, "the process did not get that far");
        }

        await using var second = new LifeWorld(story);
        Assert.IsType<SubmitAccepted>(await second.Submit());
        Assert.Equal(GenerationStatus.Completed, (await second.DriveToEnd())!.Status);
        AssertPurchases(story, point, fate);
        await Promises.Hold(story, second);
    }

    /// <summary>Also a process that recovers dies, and the one that recovers from that.</summary>
    private async Task CrashAgainAndAgain(CallKind kind, Random random)
    {
        var story = await Story.Begin(ground, kind);
        for (var death = 0; death < Deaths; death++)
        {
            var last = random.Next(1, 12);
            var fate = random.Next(2) == 0 ? Fate.CutBefore : Fate.CutAfter;
            await using var mortal = new LifeWorld(story, new Power(call => call.Number == last ? fate : Fate.Pass));
            await mortal.Submit();
            await mortal.DriveToEnd();
        }

        await using var survivor = new LifeWorld(story);
        Assert.IsType<SubmitAccepted>(await survivor.Submit());
        await survivor.DriveToEnd();
        await Promises.Hold(story, survivor);
    }

    /// <summary>A job is bought again only where the process died between its acceptance and the row that names it.</summary>
    private static void AssertPurchases(Story story, PortCall point, Fate fate)
    {
        var isUnnamed = (point.Method, fate) is (nameof(IImageProvider.Start), Fate.CutAfter) or ("KeepJob", Fate.CutBefore);
        var most = (story.Vendor.Kind, point.Method, fate) switch
        {
            (CallKind.Repeatable, _, _) => 0,
            (CallKind.Resumable, _, _) => isUnnamed ? 2 : 1,
            (_, nameof(IImageProvider.Start), Fate.CutAfter) => 2,
            (_, nameof(IImageStore.Create), Fate.CutBefore) => 2,
            _ => 1,
        };
        Assert.InRange(story.Vendor.Purchases.Count, Math.Min(most, 1), most);
    }
}

/// <inheritdoc/>
public sealed class SqliteCrashTests(SqliteGround ground) : CrashTests(ground), IClassFixture<SqliteGround>;

/// <inheritdoc/>
public sealed class PostgresCrashTests(PostgresGround ground) : CrashTests(ground), IClassFixture<PostgresGround>;

/// <summary>Collects what went wrong at which point, so that one run shows all of it.</summary>
internal sealed class Failures
{
    private readonly List<string> _found = [];

    public async Task Note(string point, Func<Task> story)
    {
        try
        {
            await story();
        }
        catch (Exception wrong)
        {
            _found.Add($"{point}: {wrong.Message.ReplaceLineEndings(" ")}{(wrong is Xunit.Sdk.XunitException ? "" : wrong.StackTrace)}");
        }
    }

    public void Report(int points) => Assert.True(_found.Count == 0, $"{_found.Count} of {points} points failed:\n{string.Join('\n', _found)}");
}
