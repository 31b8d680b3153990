using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Prompts;
using DonatelloAI.Grains.Tests.Providers;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>What becomes of an order that names no model when its department has less than the best one costs, and what is kept of its prompt.</summary>
public sealed class RerouteTests(SqliteGround ground) : IClassFixture<SqliteGround>
{
    private static readonly OfferedModel Cheap = RouterBench.Model("other/cheap", 0.01m);

    [Fact]
    public async Task Submit_OfAnOpenOrderAboveWhatIsLeft_TakesSomethingCheaperInOneCommit()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable, budget: 0.03m);
        (story.Others, story.Preferences) = ([Cheap], new RoutingPreferences(PreferredModel: story.Model.Name));
        await using var world = new LifeWorld(story);

        var accepted = Assert.IsType<SubmitAccepted>(await world.Life.Submit(Open(story)));

        var view = Assert.Single(accepted.Generations);
        Assert.Equal(("other", "cheap", Money.FromAud(0.01m)), (view.ModelProvider, view.ModelName, view.Held));
        Assert.StartsWith("The only model that fits. 1 dearer one is more than the 0.030000 AUD left. The user's preferred model not taken", view.Routing.Reason, StringComparison.Ordinal);
        var stored = await story.Find();
        Assert.Equal(("cheap", view.Routing.Reason, story.Id), (stored.ModelName, stored.SelectedModelReason, stored.Id));
        Assert.Equal(Money.FromAud(0.01m), Assert.Single((await story.Ledger()).OpenHolds).Amount);
        Assert.Null((await story.Verify()).FirstDifference);
    }

    [Fact]
    public async Task Submit_OfANamedModelAboveWhatIsLeft_IsRefused()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable, budget: 0.03m);
        story.Others = [Cheap];
        await using var world = new LifeWorld(story);

        var refused = Assert.IsType<SubmitRefused>(await world.Life.Submit(story.Request));

        Assert.Equal((GenerationRefusal.Budget, Story.Price), (refused.Reason, refused.Budget!.Asked));
    }

    [Fact]
    public async Task Submit_WhereNothingFits_IsRefusedWithTheNumbersOfTheFirstChoice()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable, budget: 0.005m);
        (story.Others, story.Preferences) = ([Cheap], new RoutingPreferences(PreferredModel: story.Model.Name));
        await using var world = new LifeWorld(story);

        var refused = Assert.IsType<SubmitRefused>(await world.Life.Submit(Open(story)));

        Assert.Equal((GenerationRefusal.Budget, Story.Price, Money.FromAud(0.005m)), (refused.Reason, refused.Budget!.Asked, refused.Budget.Left));
        Assert.Null(await story.Store.Find(story.Id));
    }

    [Fact]
    public async Task Submit_OfSeveralImages_TakesTheModelThatAllOfThemFitWith()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable, budget: 0.05m);
        (story.Others, story.Preferences) = ([Cheap], new RoutingPreferences(DefaultModel: story.Model.Name));
        await using var world = new LifeWorld(story);

        var three = Open(story) with { Ids = [story.Id, Guid.CreateVersion7(), Guid.CreateVersion7()], GroupId = Guid.CreateVersion7() };
        var accepted = Assert.IsType<SubmitAccepted>(await world.Life.Submit(three));

        Assert.Equal(["cheap", "cheap", "cheap"], accepted.Generations.Select(view => view.ModelName));
        Assert.Equal(three.Ids, accepted.Generations.Select(view => view.Id));
    }

    [Fact]
    public async Task Submit_WhileOthersTakeWhatIsLeft_TriesABoundedNumberOfTimes()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        story.Others = [.. Enumerable.Range(1, 5).Select(tier =>
            RouterBench.Model($"other/m{tier}", tier / 1_000m) with { Capabilities = RouterBench.Plain with { QualityTier = tier } })];
        await using var world = new LifeWorld(story);
        var asked = new List<Money>();
        world.Peers.Answer(operation =>
        {
            asked.Add(Assert.IsType<Reserve>(operation).Lines[0].Ceiling.Amount);
            return Task.FromResult<BudgetReply>(new BudgetRefused
            {
                Reason = BudgetRefusal.InsufficientBudget, Message = "None left.", Left = asked[^1] - Money.FromMicros(1),
            });
        });
        story.Preferences = new RoutingPreferences(PreferredModel: story.Model.Name, CostWeight: 0);

        Assert.IsType<SubmitRefused>(await world.Life.Submit(Open(story)));

        Assert.Equal(1 + GenerationLife.MaxReroutes, asked.Count);
        Assert.Equal(asked.OrderDescending(), asked);
        Assert.Equal(asked.Count, asked.Distinct().Count());
    }

    [Theory]
    [InlineData(BudgetRefusal.UserLimitExceeded, 2)]
    [InlineData(BudgetRefusal.ApiKeyLimitExceeded, 2)]
    [InlineData(BudgetRefusal.DepartmentInactive, 1)]
    [InlineData(BudgetRefusal.DepartmentUnknown, 1)]
    public async Task Submit_Refused_IsTriedAgainForMoneyOnly(BudgetRefusal reason, int calls)
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        (story.Others, story.Preferences) = ([Cheap], new RoutingPreferences(PreferredModel: story.Model.Name));
        await using var world = new LifeWorld(story);
        var asked = 0;
        world.Peers.Answer(_ => Task.FromResult<BudgetReply>(
            new BudgetRefused { Reason = reason, Message = "No.", Left = ++asked == 1 ? Money.FromAud(0.02m) : Money.Zero }));

        Assert.IsType<SubmitRefused>(await world.Life.Submit(Open(story)));

        Assert.Equal(calls, asked);
    }

    [Fact]
    public async Task Submit_Accepted_KeepsWhatIsKnownOfThePrompt()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        await using var world = new LifeWorld(story);

        var view = Assert.Single(Assert.IsType<SubmitAccepted>(await world.Submit()).Generations);

        var facts = ("en", (double?)PromptComplexity.Of(Story.Prompt));
        Assert.Equal(facts, (view.Routing.PromptLanguage!, view.Routing.PromptComplexityScore));
        var stored = await story.Find();
        Assert.Equal(facts, (stored.PromptLanguage!, stored.PromptComplexityScore));
    }

    [Fact]
    public async Task Submit_OfARetiredModel_KeepsWhichOneWasAskedFor()
    {
        var story = await Story.Begin(ground, CallKind.Unconfirmable);
        var ended = story.Clock.GetUtcNow().AddDays(-1);
        (story.Model, story.Others) = (story.Model with { ShutdownAt = ended, ReplacementModel = Cheap.Name }, [Cheap]);
        await using var world = new LifeWorld(story);

        var view = Assert.Single(Assert.IsType<SubmitAccepted>(await world.Submit()).Generations);

        Assert.Equal(("cheap", "vendor/painter", ended), (view.ModelName, view.Routing.ReplacedModel, view.Routing.ReplacedModelRetiredAt));
        await using var later = new LifeWorld(story);
        var replayed = Assert.IsType<SubmitAccepted>(await later.Submit());
        Assert.Equal((true, view.Routing), (replayed.Replayed, Assert.Single(replayed.Generations).Routing));
    }

    private static SubmitGenerations Open(Story story) => story.Request with { Order = story.Request.Order with { Model = null } };
}
