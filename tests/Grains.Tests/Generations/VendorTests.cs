using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>Whatever a vendor answers has one end, one charge and one retry rule.</summary>
public sealed class VendorTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    private static readonly HashSet<ProviderError> Passing =
        [ProviderError.RateLimited, ProviderError.Unreachable, ProviderError.ServerError, ProviderError.OutcomeUnknown, ProviderError.InvalidAnswer];

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Vendor_RefusingEveryCall_EndsTheGenerationByTheTable(CallKind kind)
    {
        var failures = new Failures();
        var answers = Enum.GetValues<ProviderError>().SelectMany(_ => Enum.GetValues<BilledState>(), (error, billed) => (error, billed)).ToList();
        foreach (var (error, billed) in answers)
        {
            await failures.Note($"{error} {billed}", () => Refuse(kind, error, billed));
        }

        failures.Report(answers.Count);
    }

    [Theory]
    [InlineData(CallKind.Repeatable)]
    [InlineData(CallKind.Resumable)]
    [InlineData(CallKind.Unconfirmable)]
    public async Task Vendor_AnsweringTheSecondCall_IsPaidForThatOneFromItsOwnHold(CallKind kind)
    {
        var story = await Story.Begin(ground, kind);
        story.Vendor.Next(Turn.Refusal(ProviderError.OutcomeUnknown, BilledState.Unknown));
        await using var world = new LifeWorld(story);
        await world.Submit();

        await world.Drive();
        await world.Drive();

        var price = kind == CallKind.Repeatable ? Money.Zero : Story.Price;
        Assert.Equal((2, price, CostSource.PriceList), Assert.Single(await story.Costs()));
        Assert.Equal(price, (await world.Life.Watch(-1, TimeSpan.Zero))!.Cost);
        await Promises.Hold(story, world);
    }

    [Fact]
    public async Task Vendor_WhoseLostCallCannotBePaidForTwice_EndsTheGeneration()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable, budget: 0.05m);
        story.Vendor.Next(Turn.Refusal(ProviderError.OutcomeUnknown, BilledState.Unknown, isBilled: true));
        await using var world = new LifeWorld(story);
        await world.Submit();

        await world.Drive();

        Assert.Equal((GenerationStatus.Failed, "outcome_unknown"), ((await story.Find()).Status, (await story.Find()).ErrorCode));
        await Promises.Hold(story, world);
    }

    [Fact]
    public async Task Vendor_WhoseWordsAreTooLongForARow_IsPaidAllTheSame()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        var image = ScriptedVendor.Done(new ProviderCall { Model = story.Model, GenerationId = story.Id, AttemptNo = 1, Prompt = "", Size = new(1, 1), OutputFormat = "png" });
        story.Vendor.Next(new Turn(image with { RequestId = new string('r', 300), Safety = new string('s', 200) }, IsBilled: true));
        await using var world = new LifeWorld(story);
        await world.Submit();

        await world.Drive();

        Assert.Equal((GenerationStatus.Completed, new string('s', 50)), ((await story.Find()).Status, (await story.Find()).ContentSafety));
        await Promises.Hold(story, world);
    }

    [Fact]
    public async Task Vendor_WhoseJobCannotBeAskedForATime_IsAskedAgainAndPaidOnce()
    {
        var story = await Story.Begin(ground, CallKind.Resumable);
        var left = 3;
        var power = new Power(call => call.Method == nameof(IImageProvider.Poll) && Interlocked.Decrement(ref left) >= 0 ? Fate.Fail : Fate.Pass);
        await using var world = new LifeWorld(story, power);
        await world.Submit();

        await world.Drive();

        Assert.Equal((GenerationStatus.Completed, 1), ((await story.Find()).Status, story.Vendor.Jobs));
        await Promises.Hold(story, world);
    }

    private async Task Refuse(CallKind kind, ProviderError error, BilledState billed)
    {
        var story = await Story.Begin(ground, kind, maxRetries: 1);
        var isBilled = kind != CallKind.Repeatable && billed != BilledState.No;
        story.Vendor.Next(Turn.Refusal(error, billed, isBilled), Turn.Refusal(error, billed, isBilled));
        await using var world = new LifeWorld(story);
        await world.Submit();

        var record = (await world.DriveToEnd())!;

        var isUnknown = billed == BilledState.Unknown && kind != CallKind.Repeatable;
        var attempts = billed != BilledState.Yes && Passing.Contains(error) ? 2 : 1;
        Assert.Equal((GenerationStatus.Failed, GenerationErrors.CodeOf(error)), (record.Status, record.ErrorCode));
        Assert.Equal((attempts, attempts), (record.Attempts.Count, story.Vendor.Calls));
        Assert.Equal(isUnknown ? Times(attempts) : Money.Zero, record.Held);
        Assert.Equal(billed == BilledState.Yes && kind != CallKind.Repeatable ? Story.Price : Money.Zero, record.Cost);
        await AssertToldTo(world, error);
        await Promises.Hold(story, world);
    }

    private static async Task AssertToldTo(LifeWorld world, ProviderError error)
    {
        var told = (await world.Life.Watch(-1, TimeSpan.Zero))!.Error!;
        Assert.Equal(Passing.Contains(error) || error == ProviderError.QuotaExhausted, told.Retriable);
        Assert.Equal($"The vendor says {error}.", told.Message);
    }

    private static Money Times(int attempts) => Money.FromMicros(Story.Price.Micros * attempts);
}
