using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>Calling off at any moment: what was billed is settled and its image kept, what was not is released.</summary>
public sealed class CancelTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Cancel_OfWhatWaits_EndsItAtOnce(CallKind kind)
    {
        var (story, world) = await Submitted(kind);

        var answer = Assert.IsType<GenerationAnswer>(await world.Life.Cancel(story.Caller));

        Assert.Equal((GenerationStatus.Cancelled, 0), (answer.Generation.Status, story.Vendor.Calls));
        await Close(story, world, GenerationStatus.Cancelled);
    }

    [Theory]
    [InlineData(CallKind.Repeatable, GenerationStatus.Cancelled)]
    [InlineData(CallKind.Resumable, GenerationStatus.Completed)]
    [InlineData(CallKind.Unconfirmable, GenerationStatus.Completed)]
    public async Task Cancel_DuringACall_DropsAFreeOneAndKeepsWhatWasPaidFor(CallKind kind, GenerationStatus end)
    {
        var (story, world) = await Submitted(kind);
        await CancelDuringTheCall(story, world);

        await Close(story, world, end);
        Assert.Equal(kind == CallKind.Repeatable ? 0 : 1, story.Vendor.Purchases.Count);
    }

    [Fact]
    public async Task Cancel_OfAJobThatTheVendorCallsOff_ReleasesItsMoney()
    {
        var (story, world) = await Submitted(CallKind.Resumable);
        (story.Vendor.CanCancel, story.Vendor.WorkingPolls) = (true, 1);
        await CancelDuringTheCall(story, world);

        await Close(story, world, GenerationStatus.Cancelled);
        Assert.Empty(story.Vendor.Purchases);
    }

    [Fact]
    public async Task Cancel_OfAJobWhoseProcessDied_CallsItOffInTheNextOne()
    {
        var story = await Story.Begin(ground, CallKind.Resumable);
        (story.Vendor.CanCancel, story.Vendor.WorkingPolls) = (true, 1);
        await using (var first = new LifeWorld(story, new Power(call => call.Method == nameof(IImageProvider.Poll) ? Fate.CutBefore : Fate.Pass)))
        {
            await first.Submit();
            await first.Drive();
        }

        await using (var second = new LifeWorld(story))
        {
            Assert.IsType<GenerationAnswer>(await second.Life.Cancel(story.Caller));
        }

        var third = new LifeWorld(story);
        await third.DriveToEnd();
        await Close(story, third, GenerationStatus.Cancelled);
        Assert.Empty(story.Vendor.Purchases);
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Cancel_AfterTheAnswer_KeepsTheImage(CallKind kind)
    {
        LifeWorld? world = null;
        var imagesStored = 0;
        var story = await Story.Begin(ground, kind);
        world = new LifeWorld(story, new Power
        {
            Meanwhile = async call =>
            {
                if (call.Method == nameof(IImageStore.Create) && ++imagesStored == 2)
                {
                    Assert.IsType<GenerationAnswer>(await world!.Life.Cancel(story.Caller));
                }
            },
        });
        await world.Submit();
        await world.Drive();

        await Close(story, world, GenerationStatus.Completed);
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Cancel_ThroughAnotherProcessAtTheMomentOfTheSettlement_KeepsTheImage(CallKind kind)
    {
        var story = await Story.Begin(ground, kind);
        var commits = 0;
        var world = new LifeWorld(story, new Power
        {
            Meanwhile = call => call.Method == nameof(Grains.Budgets.IBudgetStore.Commit) && ++commits == 2 ? CancelElsewhere(story) : Task.CompletedTask,
        });
        await world.Submit();
        await world.Drive();

        await Close(story, world, GenerationStatus.Completed);
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Cancel_ThroughAnotherProcessWhileAFailureIsWritten_DoesNotLoseTheFailure(CallKind kind)
    {
        var story = await Story.Begin(ground, kind);
        story.Vendor.Next(Turn.Refusal(ProviderError.RateLimited, BilledState.No));
        var world = new LifeWorld(story, new Power
        {
            Meanwhile = call => call.Method == nameof(IGenerationStore.Conclude) ? CancelElsewhere(story) : Task.CompletedTask,
        });
        await world.Submit();
        await world.Drive();

        await Close(story, world, GenerationStatus.Cancelled);
        Assert.Equal(1, story.Vendor.Calls);
    }

    [Theory]
    [InlineData(CallKind.Repeatable, BilledState.No)]
    [InlineData(CallKind.Resumable, BilledState.No)]
    [InlineData(CallKind.Unconfirmable, BilledState.No)]
    [InlineData(CallKind.Resumable, BilledState.Unknown)]
    [InlineData(CallKind.Unconfirmable, BilledState.Unknown)]
    public async Task Cancel_BetweenTwoAttempts_ReleasesTheOneThatWillNotBe(CallKind kind, BilledState billed)
    {
        var (story, world) = await Submitted(kind);
        story.Vendor.Next(Turn.Refusal(ProviderError.ServerError, billed));
        await world.Drive();

        Assert.IsType<GenerationAnswer>(await world.Life.Cancel(story.Caller));

        Assert.Equal(billed == BilledState.Unknown ? Story.Price : Money.Zero, (await story.Find()).Held);
        await Close(story, world, GenerationStatus.Cancelled);
        Assert.Equal(1, story.Vendor.Calls);
    }

    [Fact]
    public async Task Cancel_AfterADeathBetweenTopUpAndConclusion_LeavesNoMoneyForAnAttemptThatWillNotBe()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        story.Vendor.Next(Turn.Refusal(ProviderError.OutcomeUnknown, BilledState.Unknown));
        await using (var first = new LifeWorld(story, new Power(call => call.Method == nameof(IGenerationStore.Conclude) ? Fate.CutBefore : Fate.Pass)))
        {
            await first.Submit();
            await first.Drive();
        }

        var second = new LifeWorld(story);
        Assert.IsType<GenerationAnswer>(await second.Life.Cancel(story.Caller));
        await second.DriveToEnd();

        await Close(story, second, GenerationStatus.Failed);
    }

    [Fact]
    public async Task Cancel_OfWhatAnOperatorReleased_EndsIt()
    {
        var (story, world) = await Submitted(CallKind.Unconfirmable);
        await world.Peers.Budget(story.DepartmentId).Release(new Release { HoldId = DerivedId.Hold(story.Id, 1), Reason = "operator" });

        var answer = Assert.IsType<GenerationAnswer>(await world.Life.Cancel(story.Caller));

        Assert.Equal(GenerationStatus.Cancelled, answer.Generation.Status);
        await Close(story, world, GenerationStatus.Cancelled);
    }

    [Fact]
    public async Task Cancel_OfWhatHasEndedOrIsAnotherPersons_IsRefused()
    {
        var (story, world) = await Submitted(CallKind.Repeatable);
        var stranger = await world.Life.Cancel(story.Caller with { UserId = Guid.CreateVersion7(), DepartmentId = null });
        await world.Drive();

        Assert.Equal(GenerationRefusal.NotFound, Assert.IsType<GenerationRefused>(stranger).Reason);
        Assert.Equal(GenerationRefusal.AlreadyEnded, Assert.IsType<GenerationRefused>(await world.Life.Cancel(story.Caller)).Reason);
        await Close(story, world, GenerationStatus.Completed);
    }

    [Fact]
    public async Task Cancel_OfWhatHasEndedAsCancelled_IsAnsweredAgainAndChangesNothing()
    {
        var (story, world) = await Submitted(CallKind.Repeatable);
        var first = Assert.IsType<GenerationAnswer>(await world.Life.Cancel(story.Caller));

        var again = Assert.IsType<GenerationAnswer>(await world.Life.Cancel(story.Caller));
        var manager = Assert.IsType<GenerationAnswer>(await new LifeWorld(story).Life.Cancel(ManagerOf(story)));

        Assert.Equal((GenerationStatus.Cancelled, first.Generation.Version), (again.Generation.Status, again.Generation.Version));
        Assert.Equal(first.Generation.Version, manager.Generation.Version);
        await EndNames(story, story.UserId);
        await Close(story, world, GenerationStatus.Cancelled);
    }

    [Fact]
    public async Task Cancel_OfACancelledOneThatWasDeleted_IsRefused()
    {
        var (story, world) = await Submitted(CallKind.Repeatable);
        await world.Life.Cancel(story.Caller);
        Assert.IsType<GenerationAnswer>(await world.Life.Delete(story.Caller));

        Assert.Equal(GenerationRefusal.AlreadyEnded, Assert.IsType<GenerationRefused>(await world.Life.Cancel(story.Caller)).Reason);
    }

    [Fact]
    public async Task Cancel_OfWhatWaits_IsRecordedAsTheOneWhoAsked()
    {
        var (story, world) = await Submitted(CallKind.Unconfirmable);
        var manager = ManagerOf(story);

        Assert.IsType<GenerationAnswer>(await world.Life.Cancel(manager));

        await EndNames(story, manager.UserId);
        await Close(story, world, GenerationStatus.Cancelled);
    }

    [Fact]
    public async Task Cancel_WhoseProcessDied_IsRecordedAsTheOneWhoAsked()
    {
        var story = await Story.Begin(ground, CallKind.Repeatable);
        var manager = ManagerOf(story);
        await using (var first = new LifeWorld(story, new Power(call => call.Method == nameof(IImageProvider.Start) ? Fate.Hang : Fate.Pass)))
        {
            await first.Submit();
            first.Life.Drive(first.Pool.Grant());
            await first.Power.Hanging;
            Assert.IsType<GenerationAnswer>(await first.Life.Cancel(manager));
        }

        var second = new LifeWorld(story);
        await second.DriveToEnd();

        await EndNames(story, manager.UserId);
        await Close(story, second, GenerationStatus.Cancelled);
    }

    [Fact]
    public async Task Cancel_OfWhatAnOperatorReleased_IsRecordedAsTheOneWhoAsked()
    {
        var (story, world) = await Submitted(CallKind.Unconfirmable);
        var manager = ManagerOf(story);
        await world.Peers.Budget(story.DepartmentId).Release(new Release { HoldId = DerivedId.Hold(story.Id, 1), Reason = "operator" });

        Assert.IsType<GenerationAnswer>(await world.Life.Cancel(manager));

        await EndNames(story, manager.UserId, isReleased: false);
        await Close(story, world, GenerationStatus.Cancelled);
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task CallOff_OfWhatWaits_EndsItInNobodysNameAndFreesItsMoney(CallKind kind)
    {
        var (story, world) = await Submitted(kind);

        await world.Life.CallOff();
        await world.Life.CallOff();

        Assert.Empty((await story.Ledger()).OpenHolds);
        await using var context = await story.Ground.Database.Contexts.CreateDbContextAsync();
        var end = Assert.Single(context.Outbox.Where(happened => happened.SubjectId == story.Id && happened.EventType == "generation.cancelled").ToList());
        Assert.Equal((story.UserId, false), (end.UserId, JsonElement.Parse(end.Payload).TryGetProperty("actor_id", out _)));
        await Close(story, world, GenerationStatus.Cancelled);
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task CallOff_OfWhatRunsOrHasEnded_LeavesItAsItIs(CallKind kind)
    {
        var (story, world) = await Submitted(kind);
        var gate = new Gate();
        story.Vendor.During = gate.Pass;
        world.Life.Drive(world.Pool.Grant());
        await gate.Reached;

        await world.Life.CallOff();
        gate.Open();
        await world.Rest();
        await world.Life.CallOff();

        await Close(story, world, GenerationStatus.Completed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CallOff_WhoseProcessDiesAtAnyCall_IsDoneByTheNextOne(bool hadItsEffect)
    {
        var deaths = 0;
        for (var isDead = true; isDead; deaths += isDead ? 1 : 0)
        {
            var (story, first) = await Submitted(CallKind.Unconfirmable);
            await first.DisposeAsync();
            var last = deaths + 1;
            await using (var mortal = new LifeWorld(story, new Power(call => call.Number == last ? hadItsEffect ? Fate.CutAfter : Fate.CutBefore : Fate.Pass)))
            {
                await Record.ExceptionAsync(mortal.Life.CallOff);
                isDead = mortal.Power.IsOut;
            }

            var next = new LifeWorld(story);
            await next.Life.CallOff();
            await Close(story, next, GenerationStatus.Cancelled);
        }

        Assert.InRange(deaths, 3, 20);
    }

    private static Caller ManagerOf(Story story) => story.Caller with { UserId = Guid.CreateVersion7(), Role = UserRole.DeptManager };

    /// <summary>The event that ends it belongs to whoever called it off, and so does the ledger's entry where the same commit released its money.</summary>
    private static async Task EndNames(Story story, Guid actor, bool isReleased = true)
    {
        await using var context = await story.Ground.Database.Contexts.CreateDbContextAsync();
        var end = Assert.Single(context.Outbox.Where(happened => happened.SubjectId == story.Id && happened.EventType == "generation.cancelled").ToList());
        var payload = JsonElement.Parse(end.Payload);
        Assert.Equal((actor, actor, story.UserId), (end.UserId, payload.GetProperty("actor_id").GetGuid(), payload.GetProperty("user_id").GetGuid()));
        var entry = Assert.Single(context.BudgetEntries.Where(entry => entry.GenerationId == story.Id && entry.Kind == EntryKind.Release).ToList());
        Assert.Equal(isReleased ? actor : null, entry.ActorId);
    }

    private async Task<(Story Story, LifeWorld World)> Submitted(CallKind kind)
    {
        var story = await Story.Begin(ground, kind);
        var world = new LifeWorld(story);
        Assert.IsType<SubmitAccepted>(await world.Submit());
        return (story, world);
    }

    private static async Task CancelDuringTheCall(Story story, LifeWorld world)
    {
        var gate = new Gate();
        story.Vendor.During = gate.Pass;
        world.Life.Drive(world.Pool.Grant());
        await gate.Reached;
        var answer = Assert.IsType<GenerationAnswer>(await world.Life.Cancel(story.Caller));
        Assert.NotNull(answer.Generation.CancelRequestedAt);
        gate.Open();
        await world.Rest();
    }

    private static async Task CancelElsewhere(Story story)
    {
        var record = await story.Find();
        if (record.CancelRequestedAt is null)
        {
            await story.Store.RequestCancel(story.Id, record.Version, story.UserId, story.Clock.GetUtcNow());
        }
    }

    private static async Task Close(Story story, LifeWorld world, GenerationStatus end)
    {
        Assert.Equal(end, (await story.Find()).Status);
        await Promises.Hold(story, world);
        Assert.All(world.Pool.Returned, returned => Assert.Single(returned));
        await world.DisposeAsync();
    }
}

/// <summary>Holds up calls until it is opened, or their caller gives up.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when a call waits.</summary>
    public Task Reached => _reached.Task;

    public void Open() => _opened.TrySetResult();

    public Task Pass(CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        return _opened.Task.WaitAsync(cancellationToken);
    }
}
