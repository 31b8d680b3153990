using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Tests.Generations;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Users;

namespace DonatelloAI.Grains.Tests.Users;

/// <summary>
/// An erasure whose process dies at every call of every port, before its effect and after it; a new process repeats it. Afterwards nothing
/// of the person can be read, nothing lies in the image store, and every cent still leads to an attempt.
/// </summary>
public abstract class ErasureCrashTests(Ground ground)
{
    private static readonly Guid Administrator = Guid.CreateVersion7();

    [Fact]
    public async Task Erasure_DyingAtAnyCall_IsCompletedByItsRepetition()
    {
        var calls = await Erase(await NewStory(), new Power());
        Assert.Contains(calls, call => call.IsOfImages);
        foreach (var call in calls)
        {
            foreach (var fate in new[] { Fate.CutBefore, Fate.CutAfter })
            {
                await Crash(call, fate);
            }
        }
    }

    [Fact]
    public async Task Erasure_OfWaitingWork_CallsItOffAndReleasesItsMoney()
    {
        var story = await Story.Begin(ground, CallKind.Repeatable);
        await using (var world = new LifeWorld(story))
        {
            Assert.IsType<SubmitAccepted>(await world.Submit());
        }

        await Erase(story, new Power());

        var certificate = await Certificate(story);
        Assert.Equal((1, 1, 0), (certificate.GenerationsCancelled, certificate.GenerationsErased, certificate.ImagesRemoved));
        Assert.Empty((await story.Ledger()).OpenHolds);
        await NothingIsLeft(story);
    }

    [Fact]
    public async Task Erasure_WhileNobodyKnowsWhatACallCost_WaitsUntilItIsSettled()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable, maxRetries: 0);
        await using (var world = new LifeWorld(story, new Power(call => call.Port == typeof(IImageProvider) && call.Method == nameof(IImageProvider.Start) ? Fate.LoseAnswer : Fate.Pass)))
        {
            await world.Submit();
            await world.Drive();
            await world.DriveToEnd();
        }

        await Erase(story, new Power());
        Assert.Equal((1, null), (await Left(story), (await Certificate(story)).CompletedAt));
        await using (var later = new LifeWorld(story))
        {
            await later.AssumeAfterADay();
        }

        await Erase(story, new Power());
        Assert.NotNull((await Certificate(story)).CompletedAt);
        await NothingIsLeft(story);
    }

    private async Task Crash(PortCall point, Fate fate)
    {
        var story = await NewStory();
        var power = new Power(call => call.Number == point.Number ? fate : Fate.Pass);
        await Erase(story, power);
        Assert.True(power.IsOut, $"{point} {fate}: the process did not get that far");

        await Erase(story, new Power());
        var first = await Certificate(story);
        await Erase(story, new Power());

        Assert.True(first.CompletedAt is not null, $"{point} {fate}: it is not completed");
        Assert.Equal((1, 1, 0), (first.GenerationsErased, first.ImagesRemoved, first.GenerationsLeft));
        Assert.Equal(first.CompletedAt, (await Certificate(story)).CompletedAt);
        await NothingIsLeft(story);
    }

    private async Task<Story> NewStory()
    {
        var story = await Story.Begin(ground, CallKind.Repeatable);
        await using var world = new LifeWorld(story);
        Assert.IsType<SubmitAccepted>(await world.Submit());
        await world.Drive();
        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
        return story;
    }

    /// <summary>What a process does that is asked to erase the person; answers the calls it made.</summary>
    private async Task<IReadOnlyList<PortCall>> Erase(Story story, Power power)
    {
        await using var world = new LifeWorld(story, power);
        var store = power.Feed<IErasureStore>(ground.NewErasureStore());
        try
        {
            if (await store.Find(story.UserId) is null)
            {
                await store.Begin(await Start(story));
            }

            await new ErasureRun(story.UserId, store, async (_, actor) => await world.Life.Erase(actor) is GenerationAnswer, story.Clock).Advance();
        }
        catch (PowerCutException)
        {
            Assert.True(power.IsOut);
        }

        return power.Calls;
    }

    private async Task<ErasureStart> Start(Story story)
    {
        var scene = (await ground.NewPeople().Load(ground.OrganizationId, story.UserId, new UserFields()))!;
        return new ErasureStart(scene.User!.View, [scene.Fence], Administrator, story.Clock.GetUtcNow());
    }

    private async Task<ErasureCertificate> Certificate(Story story) => (await ground.NewErasureStore().Find(story.UserId))!.Certificate;

    private async Task<int> Left(Story story) => (await ground.NewErasureStore().Left(story.UserId, null, 10)).Count;

    private async Task NothingIsLeft(Story story)
    {
        var record = await story.Find();
        Assert.Equal((SealedMark.Erased, null, null), (record.PromptEncrypted, record.ParametersEncrypted, record.ErrorMessageEncrypted));
        Assert.NotNull(record.DeletedAt);
        Assert.DoesNotContain(Directory.EnumerateFiles(ground.Images, "*", SearchOption.AllDirectories), file => file.Contains($"{story.Id:N}", StringComparison.Ordinal));
        Assert.Null((await story.Verify()).FirstDifference);
        Assert.Equal(0, await Left(story));
    }
}

public sealed class SqliteErasureCrashTests(SqliteGround ground) : ErasureCrashTests(ground), IClassFixture<SqliteGround>;

public sealed class PostgresErasureCrashTests(PostgresGround ground) : ErasureCrashTests(ground), IClassFixture<PostgresGround>;
