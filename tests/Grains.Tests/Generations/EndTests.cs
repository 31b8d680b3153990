using System.Security.Cryptography;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>An accepted generation ends, also where something around it is gone for good.</summary>
public sealed class EndTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    [Fact]
    public async Task Drive_WithAnOwnerWhoseKeyIsDamaged_EndsWithoutWords()
    {
        var story = await Submitted();
        await ground.Database.ExecuteAsync("UPDATE data_keys SET wrapped_key = zeroblob(length(wrapped_key))");

        var ended = await DriveInANewProcess(story);

        Assert.Equal((GenerationStatus.Failed, "prompt_unreadable", null), (ended.Status, ended.ErrorCode, ended.ErrorMessageEncrypted));
        Assert.Empty(story.Vendor.Purchases);
    }

    [Fact]
    public async Task Drive_OfAModelThatWasSwitchedOff_EndsAndReleases()
    {
        var story = await Submitted();
        story.Model = story.Model with { IsActive = false };

        var ended = await DriveInANewProcess(story);

        Assert.Equal((GenerationStatus.Failed, "model_unavailable"), (ended.Status, ended.ErrorCode));
        Assert.Equal(0, story.Vendor.Calls);
    }

    [Fact]
    public async Task Drive_AfterAnOperatorReleasedTheHold_CompletesWithoutMoney()
    {
        var story = await Story.Begin(ground, CallKind.Repeatable);
        await using var world = new LifeWorld(story);
        await world.Submit();
        await world.Peers.Budget(story.DepartmentId).Release(new Release { HoldId = DerivedId.Hold(story.Id, 1), Reason = "operator" });

        await world.Drive();

        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
        Assert.Empty(await story.Costs());
        Assert.Null((await story.Verify()).FirstDifference);
    }

    [Fact]
    public async Task Image_ThatTheStoreNeverTakes_IsChargedAndSaysSo()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        await using var world = new LifeWorld(story, new Power(call => call.IsOfImages ? Fate.Fail : Fate.Pass));
        await world.Submit();

        await world.Drive();

        var ended = await story.Find();
        Assert.Equal((GenerationStatus.Failed, "image_not_stored", Story.Price), (ended.Status, ended.ErrorCode, ended.Cost));
        await Promises.Hold(story, world);
    }

    [Fact]
    public async Task Description_ThatCannotBeStored_DoesNotKeepTheImageBackAndIsMadeWhenAskedFor()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        var stored = 0;
        await using var world = new LifeWorld(story, new Power(call => call.Method == nameof(IImageStore.Create) && ++stored > 1 ? Fate.Fail : Fate.Pass));
        await world.Submit();

        await world.Drive();

        Assert.Equal((GenerationStatus.Completed, 2), ((await story.Find()).Status, stored));
        await Promises.Hold(story, world);
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Begin_WhoseRowTheDatabaseRefuses_EndsAsFailedAndReleasesTheMoney(CallKind kind)
    {
        var story = await Story.Begin(ground, kind);
        await ground.Database.ExecuteAsync(
            $"CREATE TRIGGER refuse_{story.Id:N} BEFORE INSERT ON generation_attempts WHEN NEW.generation_id = '{story.Id}' COLLATE NOCASE "
            + "BEGIN SELECT RAISE(ABORT, 'no such row here'); END");
        await using var world = new LifeWorld(story);
        await world.Submit();

        await world.Drive();

        var ended = await story.Find();
        Assert.Equal((GenerationStatus.Failed, "model_unavailable", 0), (ended.Status, ended.ErrorCode, story.Vendor.Calls));
        Assert.Equal((Money.Zero, Money.Zero), (ended.Held, ended.Cost));
        Assert.All(world.Pool.Returned, returned => Assert.Single(returned));
        await Promises.Hold(story, world);
    }

    [Fact]
    public async Task Slot_OfAnImage_IsHeldUntilTheStoreHasIt()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        LifeWorld? known = null;
        var returned = new List<(string Call, int Slots)>();
        var power = new Power
        {
            Meanwhile = call =>
            {
                if (known is not null && (call.IsOfImages || call.Port == typeof(IBudgetStore)))
                {
                    returned.Add((call.Method, known.Pool.Returned.Sum(slot => slot.Count)));
                }

                return Task.CompletedTask;
            },
        };
        await using var world = known = new LifeWorld(story, power);
        await world.Submit();
        returned.Clear();

        await world.Drive();

        Assert.Equal(("Create", 0), returned[0]);
        Assert.Equal(("Commit", 1), returned[^1]);
        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
    }

    [Fact]
    public async Task Submit_OfAnotherBodyUnderTheSameKey_IsRefused()
    {
        var story = await Submitted();
        await using var world = new LifeWorld(story);

        var reply = await world.Life.Submit(story.Request with { RequestHash = SHA256.HashData("another"u8) });

        Assert.Equal(GenerationRefusal.IdempotencyKeyReused, Assert.IsType<SubmitRefused>(reply).Reason);
    }

    [Fact]
    public async Task Delete_OfWhatHasEnded_HidesItOnceAndForAll()
    {
        var story = await Story.Begin(ground, CallKind.Repeatable);
        await using var world = new LifeWorld(story);
        await world.Submit();
        Assert.Equal(GenerationRefusal.NotEnded, Assert.IsType<GenerationRefused>(await world.Life.Delete(story.Caller)).Reason);
        await world.Drive();

        Assert.NotNull(Assert.IsType<GenerationAnswer>(await world.Life.Delete(story.Caller)).Generation.DeletedAt);
        Assert.NotNull(Assert.IsType<GenerationAnswer>(await world.Life.Delete(story.Caller)).Generation.DeletedAt);
    }

    [Fact]
    public async Task Delete_WhoseFilesCannotBeRemoved_IsRepeatedUntilTheyAre()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        var failures = 1;
        await using var world = new LifeWorld(
            story, new Power(call => call.IsOfImages && call.Method == nameof(IImageStore.Delete) && Interlocked.Decrement(ref failures) >= 0 ? Fate.Fail : Fate.Pass));
        await world.Submit();
        await world.Drive();
        Assert.True(ImageName.TryParse((await story.Find()).ImageName, out var image));
        var images = ground.NewImageStore(TimeProvider.System);

        Assert.IsType<GenerationUnavailable>(await world.Life.Delete(story.Caller));
        Assert.NotNull((await story.Find()).DeletedAt);
        Assert.True(await images.Exists(image));

        Assert.IsType<GenerationAnswer>(await world.Life.Delete(story.Caller));
        foreach (var part in Enum.GetValues<ImagePart>())
        {
            Assert.False(await images.Exists(new ImageName(image.OrganizationId, image.GenerationId, image.AttemptNo, part)), $"{part}");
        }
    }

    private async Task<Story> Submitted()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        await using var world = new LifeWorld(story);
        Assert.IsType<SubmitAccepted>(await world.Submit());
        return story;
    }

    private static async Task<GenerationRecord> DriveInANewProcess(Story story)
    {
        await using var world = new LifeWorld(story);
        await world.DriveToEnd();
        await Promises.Hold(story, world);
        return await story.Find();
    }
}
