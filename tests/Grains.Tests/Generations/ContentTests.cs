using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Safety;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Grains.Tests.Safety;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>What content does to generations and their money: refused before the hold, ended before the call, withheld before delivery.</summary>
public sealed class ContentTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    private static readonly Checked Terrible = ScriptedChecker.Found(ContentCategory.Violence, ContentSeverity.High);
    private static readonly CheckFailed Silent = new("unreachable", IsSick: false);

    [Fact]
    public async Task Submit_OfAListedPhrase_IsRefusedAndHoldsNothing()
    {
        var story = await Begin();
        story.Words = ["violence: polished brass"];
        await using var world = new LifeWorld(story);

        var refused = Assert.IsType<SubmitRefused>(await world.Submit());

        Assert.Equal((GenerationRefusal.PromptBlocked, "prompt"), (refused.Reason, refused.Field));
        Assert.Contains("(violence)", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("brass", refused.Message, StringComparison.Ordinal);
        Assert.Null(await story.Store.Find(story.Id));
        Assert.Empty((await story.Ledger()).OpenHolds);
        Assert.Equal(0, story.Checker!.Questions);
    }

    [Fact]
    public async Task Submit_OfAListedPhraseUnderAPolicyThatAllows_GoesOnAndIsMarked()
    {
        var story = await Begin(new ContentSafetySettings(SafetyMode.Allow));
        story.Words = ["violence: polished brass"];

        var ended = await Driven(story);

        Assert.Equal((GenerationStatus.Completed, "flagged violence=high"), (ended.Status, ended.ContentSafety));
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Prompt_ThatIsBlocked_EndsBeforeTheCallAndReleases(CallKind kind)
    {
        var story = await Begin(kind: kind);
        story.Checker!.OfText = Terrible;

        var ended = await Driven(story);

        Assert.Equal((GenerationStatus.Failed, "content_blocked_input", "blocked violence=high"), (ended.Status, ended.ErrorCode, ended.ContentSafety));
        Assert.Equal((0, Money.Zero, Money.Zero), (story.Vendor.Calls, ended.Held, ended.Cost));
        Assert.Empty(ended.Attempts);
    }

    [Fact]
    public async Task Prompt_ThatIsBlocked_SaysWhyByCategory()
    {
        var story = await Begin();
        story.Checker!.OfText = Terrible;
        await using var world = new LifeWorld(story);
        await world.Submit();

        await world.Drive();

        var view = (await world.Life.Watch(0, TimeSpan.Zero))!;
        Assert.Contains("(violence)", view.Error!.Message, StringComparison.Ordinal);
        Assert.False(view.Error.Retriable);
    }

    [Fact]
    public async Task Prompt_ThatPasses_IsAskedAboutOnceWhateverTheAttempts()
    {
        var story = await Begin();
        story.Vendor.Next(Turn.Refusal(ProviderError.ServerError, BilledState.No), Turn.Refusal(ProviderError.ServerError, BilledState.No));

        var ended = await Driven(story);

        Assert.Equal((GenerationStatus.Completed, 3, 1, "passed"), (ended.Status, ended.Attempts.Count, story.Checker!.Questions, ended.ContentSafety));
        Assert.Equal(Story.Prompt, story.Checker.Text);
    }

    [Fact]
    public async Task Prompt_ThatNobodyCanCheck_GoesOnWhereThePolicyIsOpen()
    {
        var story = await Begin(new ContentSafetySettings(WhenUnavailable: OutageRule.Open));
        story.Checker!.OfText = Silent;

        var ended = await Driven(story);

        Assert.Equal((GenerationStatus.Completed, "unchecked", 1), (ended.Status, ended.ContentSafety, story.Checker.Questions));
    }

    [Fact]
    public async Task Prompt_ThatNobodyCanCheck_WaitsAndEndsWhereThePolicyIsClosed()
    {
        var story = await Begin(new ContentSafetySettings(WhenUnavailable: OutageRule.Closed));
        story.Checker!.OfText = Silent;

        var ended = await Driven(story);

        Assert.Equal((GenerationStatus.Failed, "content_check_unavailable"), (ended.Status, ended.ErrorCode));
        Assert.Equal((0, new SafetyOptions().MaxTries, Money.Zero), (story.Vendor.Calls, story.Checker.Questions, ended.Held));
    }

    [Fact]
    public async Task Prompt_ThatIsCheckedAtLast_GoesOnWhereThePolicyIsClosed()
    {
        var story = await Begin(new ContentSafetySettings(WhenUnavailable: OutageRule.Closed));
        story.Checker!.OfText = Silent;
        await using var world = new LifeWorld(story);
        await world.Submit();
        await world.Drive();
        Assert.Equal(GenerationStatus.Pending, (await story.Find()).Status);

        story.Checker.OfText = new Checked([]);
        var ended = (await world.DriveToEnd())!;

        Assert.Equal((GenerationStatus.Completed, 2), (ended.Status, story.Checker.Questions));
        await Promises.Hold(story, world);
    }

    [Fact]
    public async Task Prompt_OfWorkThatWasAcceptedADayAgo_IsNotKeptWaitingForAChecker()
    {
        var story = await Begin(new ContentSafetySettings(WhenUnavailable: OutageRule.Closed));
        story.Checker!.OfText = Silent;
        await using var world = new LifeWorld(story);
        await world.Submit();
        story.Clock.Advance(TimeSpan.FromHours(25));

        await world.Drive();

        Assert.Equal("content_check_unavailable", (await story.Find()).ErrorCode);
        Assert.Equal(1, story.Checker.Questions);
    }

    [Fact]
    public async Task Prompt_CalledOffWhileItIsChecked_IsCancelledAndNeverBought()
    {
        var story = await Begin();
        await using var world = new LifeWorld(story);
        await world.Submit();
        story.Checker!.OfText = Terrible;
        story.Checker.During = async _ => Assert.IsType<GenerationAnswer>(await world.Life.Cancel(story.Caller));

        await world.Drive();

        Assert.Equal((GenerationStatus.Cancelled, 0), ((await story.Find()).Status, story.Vendor.Calls));
        await Promises.Hold(story, world);
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Image_ThatIsBlocked_IsChargedAndNeverSeen(CallKind kind)
    {
        var story = await Begin(new ContentSafetySettings(CheckImages: true), kind);
        story.Checker!.OfImage = ScriptedChecker.Found(ContentCategory.Sexual, ContentSeverity.High);

        var ended = await Driven(story);

        Assert.Equal((GenerationStatus.Failed, "content_blocked_output", true, "blocked sexual=high"), (ended.Status, ended.ErrorCode, ended.IsNsfw, ended.ContentSafety));
        Assert.Equal(kind == CallKind.Repeatable ? Money.Zero : Story.Price, ended.Cost);
        Assert.Null(ended.ImageName);
        await AssertNoFiles(story);
        Assert.Contains("\"sha256\":", Assert.Single(await FactsOf(story)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_WithoutAWordOfThePolicy_IsNotAskedAbout()
    {
        var story = await Begin();
        story.Checker!.OfImage = Terrible;

        Assert.Equal(GenerationStatus.Completed, (await Driven(story)).Status);
        Assert.Equal(1, story.Checker.Questions);
    }

    [Theory]
    [InlineData(OutageRule.Open, GenerationStatus.Completed, null, "unchecked", 2)]
    [InlineData(OutageRule.Closed, GenerationStatus.Failed, "content_check_unavailable", "unavailable", 9)]
    public async Task Image_ThatNobodyCanCheck_FollowsTheRule(OutageRule rule, GenerationStatus status, string? code, string summary, int questions)
    {
        var story = await Begin(new ContentSafetySettings(CheckImages: true, WhenUnavailable: rule));
        story.Checker!.OfImage = Silent;

        var ended = await Driven(story);

        Assert.Equal((status, code, summary, questions), (ended.Status, ended.ErrorCode, ended.ContentSafety, story.Checker.Questions));
        Assert.Equal(Story.Price, ended.Cost);
        if (status == GenerationStatus.Failed)
        {
            await AssertNoFiles(story);
        }
    }

    [Theory]
    [InlineData(CallKind.Repeatable, Fault.None)]
    [InlineData(CallKind.Unconfirmable, Fault.None)]
    [InlineData(CallKind.Resumable, Fault.Prompt)]
    [InlineData(CallKind.Unconfirmable, Fault.Prompt)]
    [InlineData(CallKind.Resumable, Fault.Image)]
    [InlineData(CallKind.Unconfirmable, Fault.Image)]
    public async Task Process_DyingAtAnyCallOfACheckedGeneration_LeavesTheVerdictAndMoneyThatAddsUp(CallKind kind, Fault fault)
    {
        var failures = new Failures();
        var points = await Points(kind, fault);
        foreach (var point in points)
        {
            await failures.Note($"{point} before", () => Crash(kind, fault, point, Fate.CutBefore));
            await failures.Note($"{point} after", () => Crash(kind, fault, point, Fate.CutAfter));
        }

        failures.Report(points.Count * 2);
    }

    /// <summary>What a checker finds fault with.</summary>
    public enum Fault
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>The prompt.</summary>
        Prompt,

        /// <summary>The image.</summary>
        Image,
    }

    private async Task<IReadOnlyList<PortCall>> Points(CallKind kind, Fault fault)
    {
        var story = await Begin(kind, fault);
        await using var world = new LifeWorld(story);
        await world.Submit();
        await world.Drive();
        Assert.True((await story.Find()).HasEnded);
        Assert.Contains(world.Power.Calls, call => call.Port == typeof(IContentChecker));
        return world.Power.Calls;
    }

    private async Task Crash(CallKind kind, Fault fault, PortCall point, Fate fate)
    {
        var story = await Begin(kind, fault);
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
        var ended = (await second.DriveToEnd())!;
        var expected = fault switch { Fault.None => null, Fault.Prompt => "content_blocked_input", _ => "content_blocked_output" };
        Assert.Equal((expected is null ? GenerationStatus.Completed : GenerationStatus.Failed, expected), (ended.Status, ended.ErrorCode));
        Assert.True(fault != Fault.Prompt || story.Vendor.Calls == 0, "a blocked prompt was sent to the vendor");
        await Promises.Hold(story, second);
    }

    private async Task<Story> Begin(CallKind kind, Fault fault)
    {
        var story = await Begin(new ContentSafetySettings(CheckImages: true), kind);
        if (fault == Fault.Prompt) story.Checker!.OfText = Terrible;
        if (fault == Fault.Image) story.Checker!.OfImage = Terrible;
        return story;
    }

    private async Task<Story> Begin(ContentSafetySettings? policy = null, CallKind kind = CallKind.Unconfirmable)
    {
        var story = await Story.Begin(ground, kind);
        (story.Checker, story.Policy) = (new ScriptedChecker(), policy);
        return story;
    }

    private static async Task<GenerationRecord> Driven(Story story)
    {
        await using var world = new LifeWorld(story);
        Assert.IsType<SubmitAccepted>(await world.Submit());
        await world.DriveToEnd();
        await Promises.Hold(story, world);
        return await story.Find();
    }

    private async Task AssertNoFiles(Story story)
    {
        var images = ground.NewImageStore(TimeProvider.System);
        foreach (var part in Enum.GetValues<ImagePart>())
        {
            Assert.False(await images.Exists(new ImageName(ground.OrganizationId, story.Id, 1, part)), $"{part}");
        }
    }

    private async Task<IReadOnlyList<string>> FactsOf(Story story)
    {
        await using var context = await ground.Database.Contexts.CreateDbContextAsync();
        return [.. context.GenerationAttempts.Where(attempt => attempt.GenerationId == story.Id).Select(attempt => attempt.Facts!)];
    }
}
