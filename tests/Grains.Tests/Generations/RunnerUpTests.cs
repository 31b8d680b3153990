using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Tests.Providers;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>What a model makes of an order that another one was chosen for.</summary>
public sealed class RunnerUpTests
{
    private static readonly OfferedModel Model = RouterBench.Model("second/brush");

    [Fact]
    public void Find_OfAModelThatTakesTheOrder_KeepsSizeAndFormatAndPricesIt()
    {
        var found = Find(Model)!;

        var facts = OrderFacts.Parse(found.MetadataJson);
        Assert.Equal(("512x512", "png", 0.01m), (facts.Size, facts.OutputFormat, found.Ceiling.Amount.Aud));
        Assert.Equal("client", System.Text.Json.Nodes.JsonNode.Parse(found.MetadataJson)!["from"]!.GetValue<string>());
    }

    [Fact]
    public void Find_OfAModelWithOtherWordsForQuality_TakesItsOwnAndNoSeedItCannotTake()
    {
        var facts = OrderFacts.Parse(Find(With(["fine"], "fine"), """{"size":"512x512","quality":"medium","output_format":"png","seed":7}""")!.MetadataJson);

        Assert.Equal(("fine", null), (facts.Quality, facts.Seed));
    }

    [Fact]
    public void Find_OfAModelWithTheSameQuality_KeepsItAndTheSeed()
    {
        var model = With(["low", "medium"], "low");
        model = model with { Capabilities = model.Capabilities with { Seed = true } };

        var facts = OrderFacts.Parse(Find(model, """{"size":"512x512","quality":"medium","output_format":"png","seed":7}""")!.MetadataJson);

        Assert.Equal(("medium", 7L), (facts.Quality, facts.Seed));
    }

    [Theory]
    [InlineData(0, null, 0.01)]
    [InlineData(1, 1, 0.013)]
    [InlineData(3, 2, 0.016)]
    public void Find_OfAnOrderWithPartialImages_PricesAsManyAsTheModelHas(int most, int? asked, double ceiling)
    {
        var model = RouterBench.WithPartials(Model, most, 0.003m);

        var found = Find(model, """{"size":"512x512","output_format":"png","partial_images":2}""")!;

        Assert.Equal((asked, (decimal)ceiling), (OrderFacts.Parse(found.MetadataJson).PartialImages, found.Ceiling.Amount.Aud));
    }

    [Fact]
    public void Find_OfAModelThatCannotMakeWhatWasPromised_IsNothing()
    {
        Assert.Null(Find(Model, """{"size":"640x640","output_format":"png"}"""));
        Assert.Null(Find(Model, """{"size":"512x512","output_format":"webp"}"""));
        Assert.Null(Find(Model with { IsActive = false }));
        Assert.Null(Find(Model with { Prices = [] }));
        Assert.Null(Find(Model with { ShutdownAt = Sample.Now }));
        Assert.Null(RunnerUp.Find("third/pen", Record("{}"), Order, RouterBench.Snapshot(Model), RouterBench.Request(RouterBench.Snapshot()).Providers, Sample.Now));
        Assert.Null(RunnerUp.Find(Model.Name, Record("{}"), new OrderInClear(null, null, OpenResult.Erased), RouterBench.Snapshot(Model), RouterBench.Request(RouterBench.Snapshot()).Providers, Sample.Now));
    }

    private static OrderInClear Order => new("a blue door", null, OpenResult.Opened);

    private static OfferedModel With(string[] qualities, string quality) =>
        Model with { Capabilities = Model.Capabilities with { Qualities = qualities, DefaultQuality = quality } };

    private static RunnerUp? Find(OfferedModel model, string facts = """{"size":"512x512","output_format":"png","from":"client"}""") => RunnerUp.Find(
        model.Name, Record(facts), Order, RouterBench.Snapshot(model), RouterBench.Request(RouterBench.Snapshot()).Providers, Sample.Now);

    private static GenerationRecord Record(string facts) => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = Guid.CreateVersion7(),
        DepartmentId = Guid.CreateVersion7(),
        UserId = Guid.CreateVersion7(),
        ModelProvider = "vendor",
        ModelName = "painter",
        PromptEncrypted = "",
        Status = GenerationStatus.Pending,
        Version = 0,
        MetadataJson = facts,
        CreatedAt = Sample.Now,
    };
}
