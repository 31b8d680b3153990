using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>Where the first choice cannot make the image, the runner-up does, for money of its own, once.</summary>
public sealed class FallbackTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    private static readonly CallKind[] Kinds = Enum.GetValues<CallKind>();

    [Theory]
    [InlineData(ProviderError.QuotaExhausted)]
    [InlineData(ProviderError.Authentication)]
    [InlineData(ProviderError.ModelRetired)]
    [InlineData(ProviderError.Unreachable)]
    [InlineData(ProviderError.ServerError)]
    [InlineData(ProviderError.RateLimited)]
    [InlineData(ProviderError.InvalidAnswer)]
    public async Task FirstModel_ThatCannot_LeavesTheImageToTheRunnerUpAtItsOwnPrice(ProviderError error)
    {
        foreach (var kind in Kinds)
        {
            var story = await Story.BeginOpen(ground, kind);
            story.Vendor.Next(Turn.Refusal(error, BilledState.No));
            await using var world = new LifeWorld(story);
            Assert.Equal("second/brush", Assert.IsType<SubmitAccepted>(await world.Submit()).Generations[0].Routing.FallbackModel);

            await world.DriveToEnd();

            var view = (await world.Life.Watch(-1, TimeSpan.Zero))!;
            Assert.Equal((GenerationStatus.Completed, "second", "brush"), (view.Status, view.ModelProvider, view.ModelName));
            Assert.Equal((1, "second/brush", Story.RunnerUpPrice), (view.Routing.RetryCount, view.Routing.FallbackModel, view.Cost));
            Assert.Equal(["vendor/painter", "second/brush"], (await story.Find()).Attempts.Select(attempt => attempt.Model));
            await Promises.Hold(story, world);
        }
    }

    [Theory]
    [InlineData(ProviderError.InvalidRequest)]
    [InlineData(ProviderError.ContentBlockedInput)]
    [InlineData(ProviderError.ContentBlockedOutput)]
    public async Task Order_ThatTheFirstModelRefuses_IsNotShownToAnother(ProviderError error)
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable);
        story.Vendor.Next(Turn.Refusal(error, BilledState.No));

        var ended = await RunToEnd(story);

        Assert.Equal((GenerationStatus.Failed, GenerationErrors.CodeOf(error), 1), (ended.Status, ended.ErrorCode, story.Vendor.Calls));
    }

    [Fact]
    public async Task Model_ThatWasNamed_IsTheOnlyOne()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable, maxRetries: 0);
        story.Vendor.Next(Turn.Refusal(ProviderError.QuotaExhausted, BilledState.No));

        var ended = await RunToEnd(story);

        Assert.Equal((GenerationStatus.Failed, "quota_exhausted", null, 1), (ended.Status, ended.ErrorCode, ended.FallbackModel, story.Vendor.Calls));
    }

    [Fact]
    public async Task Retries_ComeBeforeTheRunnerUpWhichHasItsOwn()
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable, maxRetries: 1);
        var down = Turn.Refusal(ProviderError.ServerError, BilledState.No);
        story.Vendor.Next(down, down, down);

        var ended = await RunToEnd(story);

        Assert.Equal(GenerationStatus.Completed, ended.Status);
        Assert.Equal(["vendor/painter", "vendor/painter", "second/brush", "second/brush"], ended.Attempts.Select(attempt => attempt.Model));
    }

    [Fact]
    public async Task RunnerUp_ThatCannotEither_EndsItForItsOwnReason()
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable);
        story.Vendor.Next(Turn.Refusal(ProviderError.QuotaExhausted, BilledState.No), Turn.Refusal(ProviderError.Unreachable, BilledState.No));

        var ended = await RunToEnd(story);

        Assert.Equal((GenerationStatus.Failed, "unreachable", 2), (ended.Status, ended.ErrorCode, story.Vendor.Calls));
    }

    [Theory]
    [InlineData("0.06", GenerationStatus.Completed, null)]
    [InlineData("0.059999", GenerationStatus.Failed, "quota_exhausted")]
    public async Task RunnerUp_IsAffordedWhereItsPriceFitsInPlaceOfTheFirstOne(string budget, GenerationStatus status, string? code)
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable, budget: decimal.Parse(budget, System.Globalization.CultureInfo.InvariantCulture));
        story.Vendor.Next(Turn.Refusal(ProviderError.QuotaExhausted, BilledState.No));

        var ended = await RunToEnd(story);

        Assert.Equal((status, code), (ended.Status, ended.ErrorCode));
    }

    [Theory]
    [InlineData("0.1", GenerationStatus.Completed)]
    [InlineData("0.099999", GenerationStatus.Failed)]
    public async Task RunnerUp_AfterACallThatMayBeCharged_IsPaidBesideIt(string budget, GenerationStatus status)
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable, budget: decimal.Parse(budget, System.Globalization.CultureInfo.InvariantCulture));
        story.Vendor.Next(Turn.Refusal(ProviderError.OutcomeUnknown, BilledState.Unknown, isBilled: true));

        var ended = await RunToEnd(story);

        Assert.Equal((status, status == GenerationStatus.Failed ? "outcome_unknown" : null), (ended.Status, ended.ErrorCode));
        Assert.Equal((Story.Price, AttemptState.Unknown), (ended.Held, ended.Attempts[0].State));
    }

    [Fact]
    public async Task FirstModel_SwitchedOffWhileTheWorkWaits_LeavesItToTheRunnerUpUncalled()
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable);
        await Submitted(story);
        story.Model = story.Model with { IsActive = false };

        var ended = await RunToEnd(story, submit: false);

        Assert.Equal((GenerationStatus.Completed, "model_unavailable", 1), (ended.Status, ended.Attempts[0].ErrorClass, story.Vendor.Calls));
    }

    [Fact]
    public async Task Account_ClosedForLong_LeavesWhatWaitsToTheRunnerUp()
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable);
        await Submitted(story);
        Assert.Contains(story.Id, await story.Store.WithRunnerUp("vendor", "painter", 10));
        await using var world = new LifeWorld(story);
        await world.AskAccounts();
        await world.Resume();
        Assert.Equal("vendor/painter", (await story.Find()).Model);

        story.Closed["vendor"] = story.Clock.GetUtcNow() + TimeSpan.FromSeconds(121);
        await world.AskAccounts();
        await world.Resume();

        var left = await story.Find();
        Assert.Equal((GenerationStatus.Pending, "second/brush", "unreachable"), (left.Status, left.Model, left.Attempts[0].ErrorClass));
        Assert.Empty(await story.Store.WithRunnerUp("second", "brush", 10));
        await world.DriveToEnd();
        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
        await Promises.Hold(story, world);
    }

    [Fact]
    public async Task RunnerUp_FrozenBeforeItsMoneyIsHeld_IsWaitedFor()
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable);
        story.Vendor.Next(Turn.Refusal(ProviderError.QuotaExhausted, BilledState.No));
        await DieBeforeTheRunnerUpIsPaid(story);
        var runnerUp = story.RunnerUp!;

        story.RunnerUp = runnerUp with { Freeze = new FreezeView(Guid.CreateVersion7(), "Its key has leaked", story.Clock.GetUtcNow(), Guid.CreateVersion7()) };
        await using (var frozen = new LifeWorld(story))
        {
            var waiting = await frozen.DriveToEnd();
            Assert.Equal((GenerationStatus.Pending, "second/brush", 1), (waiting!.Status, waiting.Model, story.Vendor.Calls));
        }

        story.RunnerUp = runnerUp;
        var ended = await RunToEnd(story, submit: false);
        Assert.Equal((GenerationStatus.Completed, 2), (ended.Status, story.Vendor.Calls));
    }

    [Fact]
    public async Task Slot_OfAnotherAccount_IsGivenBackUnused()
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable);
        story.Vendor.Next(Turn.Refusal(ProviderError.QuotaExhausted, BilledState.No));
        await using var world = new LifeWorld(story);
        await world.Submit();
        await world.Drive();

        world.Life.Drive(world.Pool.Grant("vendor"));
        await world.Rest();

        Assert.Contains(world.Pool.Returned.SelectMany(returned => returned), outcome => !outcome.Began);
        Assert.Equal((GenerationStatus.Pending, 1), ((await story.Find()).Status, story.Vendor.Calls));
        await world.DriveToEnd();
        await Promises.Hold(story, world);
    }

    [Fact]
    public async Task CallingOff_BetweenTheModels_ReleasesWhatIsHeld()
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable);
        story.Vendor.Next(Turn.Refusal(ProviderError.QuotaExhausted, BilledState.No));
        await using var world = new LifeWorld(story);
        await world.Submit();
        await world.Drive();
        Assert.Equal(Story.RunnerUpPrice, (await story.Find()).Held);

        Assert.IsType<GenerationAnswer>(await world.Life.Cancel(story.Caller));

        Assert.Equal((GenerationStatus.Cancelled, Money.Zero), ((await story.Find()).Status, (await story.Find()).Held));
        await Promises.Hold(story, world);
    }

    [Fact]
    public async Task Fallback_LeavesItsEventsAndALedgerThatSaysWhatMadeWay()
    {
        var story = await Story.BeginOpen(ground, CallKind.Unconfirmable);
        story.Vendor.Next(Turn.Refusal(ProviderError.QuotaExhausted, BilledState.No));

        await RunToEnd(story);

        await using var context = await ground.Database.Contexts.CreateDbContextAsync();
        var happened = context.Outbox.Where(row => row.SubjectId == story.Id).OrderBy(row => row.SubjectVersion).ToList();
        Assert.Equal(["generation.accepted", "generation.started", "generation.fell_back", "generation.started", "generation.completed"], happened.Select(row => row.EventType));
        Assert.Contains("\"model_name\":\"brush\"", happened[2].Payload, StringComparison.Ordinal);
        var entries = context.BudgetEntries.Where(entry => entry.GenerationId == story.Id).OrderBy(entry => entry.Sequence).ToList();
        Assert.Equal([EntryKind.Reserve, EntryKind.Release, EntryKind.TopUp, EntryKind.Settle], entries.Select(entry => entry.Kind));
    }

    /// <summary>The process dies between the row that names the other model and the money for it.</summary>
    private static async Task DieBeforeTheRunnerUpIsPaid(Story story)
    {
        var isCalled = false;
        await using var mortal = new LifeWorld(story, new Power(call =>
        {
            isCalled |= call.Method == nameof(IImageProvider.Start);
            return isCalled && call.Port == typeof(IBudgetStore) ? Fate.CutBefore : Fate.Pass;
        }));
        await mortal.Submit();
        await mortal.Drive();
        Assert.True(mortal.Power.IsOut, "the runner-up was paid");
        Assert.Equal("second/brush", (await story.Find()).Model);
    }

    private static async Task Submitted(Story story)
    {
        await using var world = new LifeWorld(story);
        Assert.IsType<SubmitAccepted>(await world.Submit());
    }

    private static async Task<GenerationRecord> RunToEnd(Story story, bool submit = true)
    {
        await using var world = new LifeWorld(story);
        if (submit)
        {
            Assert.IsType<SubmitAccepted>(await world.Submit());
        }

        await world.DriveToEnd();
        var ended = await story.Find();
        await Promises.Hold(story, world);
        return ended;
    }
}
