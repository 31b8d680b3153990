using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>The prompt as a vendor rewrote it: kept for its owner, sealed wherever it lies, gone with the person.</summary>
public sealed class RevisedPromptTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    // Longer words of the same sentence, so that the search for prompts in clear finds either.
    private const string Revised = Story.Prompt + ", at dawn, with a long shadow";

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task RevisedPrompt_OfAVendor_IsShownToItsOwnerAndLiesNowhereInClear(CallKind kind)
    {
        var story = await Begin(kind);
        await using var world = new LifeWorld(story);
        await world.Submit();

        await world.DriveToEnd();

        Assert.Equal(Revised, (await world.Life.Watch(-1, TimeSpan.Zero))!.RevisedPrompt);
        Assert.Equal(Revised, (await Read(story)).Words?.RevisedPrompt);
        Assert.Null(ImageFacts.Parse((await story.Find()).Attempts[0].FactsJson!).RevisedPromptEncrypted);
        await Promises.Hold(story, world);
        await Promises.NoPromptInClear(ground);
    }

    [Fact]
    public async Task RevisedPrompt_OfAProcessThatDiedBeforeTheEnd_IsFoundBesideTheImage()
    {
        var story = await Begin(CallKind.Unconfirmable);
        await using (var mortal = new LifeWorld(story, new Power(call => call is { IsOfImages: true, Method: nameof(IImageStore.Create) } ? Fate.CutAfter : Fate.Pass)))
        {
            await mortal.Submit();
            await mortal.Drive();
        }

        await using var survivor = new LifeWorld(story);
        await survivor.DriveToEnd();

        Assert.Equal(1, story.Vendor.Calls);
        Assert.Equal(Revised, (await Read(story)).Words?.RevisedPrompt);
        await Promises.Hold(story, survivor);
    }

    [Fact]
    public async Task RevisedPrompt_KeepsTheOrdersOtherWords()
    {
        var story = await Begin(CallKind.Unconfirmable);
        await using var world = new LifeWorld(story);
        var request = story.Request;
        await world.Life.Submit(request with { Order = request.Order with { Style = "brushed", MetadataJson = """{"shelf":7}""" } });

        await world.DriveToEnd();

        var words = (await Read(story)).Words!;
        Assert.Equal(("brushed", Revised, 7), (words.Style, words.RevisedPrompt, words.Metadata!.Value.GetProperty("shelf").GetInt32()));
    }

    [Fact]
    public async Task RevisedPrompt_OfAnErasedGeneration_IsGone()
    {
        var story = await Begin(CallKind.Unconfirmable);
        await using var world = new LifeWorld(story);
        await world.Submit();
        await world.DriveToEnd();

        var erased = Assert.IsType<GenerationAnswer>(await world.Life.Erase(story.Caller));

        Assert.Null(erased.Generation.RevisedPrompt);
        Assert.Null((await story.Find()).ParametersEncrypted);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(" ", null)]
    [InlineData("a heron", "a heron")]
    public void RevisedPrompt_AsItIsKept_IsAText(string? said, string? kept) => Assert.Equal(kept, ProviderTexts.RevisedPrompt(said));

    [Fact]
    public void RevisedPrompt_LongerThanItsRoom_IsCutBetweenCharacters()
    {
        var kept = ProviderTexts.RevisedPrompt(string.Concat(Enumerable.Repeat("🪿", 1_000)))!;

        Assert.Equal(ProviderTexts.MaxRevisedPromptBytes, System.Text.Encoding.UTF8.GetByteCount(kept));
        Assert.Equal(2 * ProviderTexts.MaxRevisedPromptBytes / 4, kept.Length);
    }

    [Fact]
    public async Task RevisedPrompt_OfGreatLength_LeavesRoomForTheFactsBesideIt()
    {
        var story = await Begin(CallKind.Unconfirmable, new string('ä', 40_000));
        await using var world = new LifeWorld(story);
        await world.Submit();

        await world.DriveToEnd();

        Assert.Equal(GenerationStatus.Completed, (await story.Find()).Status);
        Assert.Equal(new string('ä', ProviderTexts.MaxRevisedPromptBytes / 2), (await Read(story)).Words?.RevisedPrompt);
    }

    private async Task<Story> Begin(CallKind kind, string revised = Revised)
    {
        var story = await Story.Begin(ground, kind);
        story.Vendor.Revised = revised;
        return story;
    }

    private static async Task<OrderInClear> Read(Story story) =>
        await OrderInClear.Open(story.Ground.NewSealer(story.Clock), await story.Find());
}
