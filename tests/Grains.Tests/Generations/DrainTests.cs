using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>A process that is told to stop while a provider works: the call ends in time, or somebody else ends it later.</summary>
public sealed class DrainTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    // Longer than the clock's jumps: it is not over before the call is.
    private static readonly GenerationOptions Patient = new() { DrainSeconds = 300 };

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Close_WhileACallEndsInTime_WaitsForItsEnd(CallKind kind)
    {
        var story = await Story.Begin(ground, kind);
        var world = new LifeWorld(story, options: Patient);
        var gate = await InACall(story, world);

        var closing = world.Life.Close();
        gate.Open();
        await closing;

        Assert.Equal((GenerationStatus.Completed, 1), ((await story.Find()).Status, story.Vendor.Calls));
        await Promises.Hold(story, world);
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Close_WhileACallDoesNotEnd_LeavesItToTheNextProcess(CallKind kind)
    {
        var story = await Story.Begin(ground, kind);
        await using (var first = new LifeWorld(story))
        {
            await InACall(story, first);
            await first.Life.Close();
            await first.Rest();
            Assert.Equal(GenerationStatus.Processing, (await story.Find()).Status);
        }

        story.Vendor.During = static _ => Task.CompletedTask;
        var second = new LifeWorld(story);
        await second.DriveToEnd();

        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
        await Promises.Hold(story, second);
    }

    [Fact]
    public async Task Drivers_OfAClosingProcess_EndAndNoneBegins()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        var world = new LifeWorld(story, options: Patient);
        var gate = await InACall(story, world);

        var atRest = world.Services.Drivers.Close();
        Assert.False(atRest.IsCompleted);
        gate.Open();
        await atRest;
        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);

        world.Life.Drive(world.Pool.Grant());
        Assert.False(world.Life.IsBusy);
        Assert.All(world.Pool.Returned, returned => Assert.Single(returned));
        await Promises.Hold(story, world);
    }

    private static async Task<Gate> InACall(Story story, LifeWorld world)
    {
        var gate = new Gate();
        story.Vendor.During = gate.Pass;
        Assert.IsType<SubmitAccepted>(await world.Submit());
        world.Life.Drive(world.Pool.Grant());
        await gate.Reached;
        return gate;
    }
}
