using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Prompts;
using DonatelloAI.Grains.Providers.Routing;
using static DonatelloAI.Grains.Tests.Providers.RouterBench;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>What an open choice weighs: quality and complexity, the prompt's language, money, backgrounds, and models that are gone.</summary>
public sealed class RouterChoiceTests
{
    private static readonly OfferedModel Draft = Tiered("a/draft", 0.02m, 1);
    private static readonly OfferedModel Good = Tiered("b/good", 0.04m, 4);
    private static readonly OfferedModel Best = Tiered("c/best", 0.20m, 5);

    [Theory]
    [InlineData(0.0, 0.7, "a/draft")]
    [InlineData(0.1, 0.7, "a/draft")]
    [InlineData(0.3, 0.7, "b/good")]
    [InlineData(0.9, 0.7, "b/good")]
    [InlineData(0.9, 1.0, "a/draft")]
    [InlineData(0.9, 0.0, "c/best")]
    [InlineData(0.3, 0.4, "b/good")]
    public void Choose_OfAHarderPrompt_LeansToBetterModels(double complexity, double weight, string chosen)
    {
        var request = Request(Snapshot(Draft, Good, Best)) with { CostWeight = (decimal)weight, Prompt = new PromptFacts("en", complexity) };

        Assert.Equal(chosen, Chosen(request).Model.Name);
    }

    [Theory]
    [InlineData(null, null, 0.4)]
    [InlineData(null, "best", 0.7)]
    [InlineData(null, "HIGH", 0.7)]
    [InlineData(null, "cheap", 0.1)]
    [InlineData(null, "balanced", 0.4)]
    [InlineData("low", "best", 0.1)]
    [InlineData("auto", "best", 0.7)]
    public void Need_IsTheComplexityAndTheWish(string? ordered, string? preferred, double need)
    {
        var request = Request(Snapshot(Good), order: new ImageOrder { Prompt = "a", Quality = ordered }) with
        {
            PreferredQuality = preferred, Prompt = new PromptFacts(null, 0.4),
        };

        Assert.Equal((decimal)need, QualityNeed.Of(request));
    }

    [Theory]
    [InlineData(0, 0, 0.02)]
    [InlineData(2, 2, 0.026)]
    [InlineData(3, 2, 0.026)]
    public void Choose_OfAnOrderWithPartialImages_HoldsWhatTheModelMayMakeOfThem(int wanted, int asked, double ceiling)
    {
        var order = new ImageOrder { Prompt = "a", PartialImages = wanted };

        var route = Chosen(Request(Snapshot(WithPartials(Draft, 2, 0.003m)), order: order));

        Assert.Equal((asked, (decimal)ceiling), (route.PartialImages, route.Ceiling.Amount.Aud));
    }

    [Fact]
    public void Choose_OfAnOrderWithPartialImages_TakesAModelWithoutThem()
    {
        var route = Chosen(Request(Snapshot(Draft), order: new ImageOrder { Prompt = "a", PartialImages = 3 }));

        Assert.Equal((0, 0.02m), (route.PartialImages, route.Ceiling.Amount.Aud));
    }

    [Fact]
    public void Choose_OfAPromptInALanguageThatAModelDoesNotRead_TakesAnotherUnlessItIsNamed()
    {
        var english = Draft with { Capabilities = Draft.Capabilities with { PromptLanguages = ["en"] } };
        var request = Request(Snapshot(english, Best)) with { Prompt = new PromptFacts("de", 0) };

        Assert.Equal("c/best", Chosen(request).Model.Name);
        Assert.Equal("a/draft", Chosen(request with { Prompt = new PromptFacts("en", 0) }).Model.Name);
        Assert.Equal("a/draft", Chosen(request with { Prompt = PromptFacts.None }).Model.Name);
        Assert.Equal("a/draft", Chosen(request with { Order = request.Order with { Model = "a/draft" } }).Model.Name);
        Assert.Equal("a/draft", Chosen(request with { Models = Snapshot(english) }).Model.Name);
    }

    [Fact]
    public void Choose_WithinWhatIsLeft_TakesTheBestThatFitsAndSaysSo()
    {
        var request = Request(Snapshot(Draft, Good, Best)) with { CostWeight = 0, Prompt = new PromptFacts("en", 0.9), Images = 4, Left = Money.FromAud(0.2m) };

        var route = Chosen(request);
        Assert.Equal(("b/good", "a/draft"), (route.Model.Name, route.RunnerUp));
        Assert.EndsWith("1 dearer one is more than the 0.200000 AUD left.", route.Reason, StringComparison.Ordinal);
        Assert.Equal("b/good", Chosen(request with { Left = Money.FromAud(0.16m) }).Model.Name);
        Assert.Equal("a/draft", Chosen(request with { Left = Money.FromAud(0.159999m) }).Model.Name);
        Assert.Equal("c/best", Chosen(request with { Left = null }).Model.Name);
    }

    [Fact]
    public void Choose_OfAPreferredModelThatIsMoreThanWhatIsLeft_TakesAnother()
    {
        var request = Request(Snapshot(Draft, Best)) with { PreferredModel = "c/best", Left = Money.FromAud(0.1m) };

        var route = Chosen(request);
        Assert.Equal("a/draft", route.Model.Name);
        Assert.Contains("The user's preferred model not taken: c/best may cost 0.200000 AUD, and 0.100000 are left.", route.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_WhereNothingFitsIntoWhatIsLeft_IsRefusedUnlessAModelIsNamed()
    {
        var request = Request(Snapshot(Draft, Best)) with { Left = Money.FromMicros(-1) };

        Assert.Equal(GenerationRefusal.NoModelFits, Refused(request).Reason);
        Assert.Equal("c/best", Chosen(request with { Order = request.Order with { Model = "c/best" } }).Model.Name);
    }

    [Fact]
    public void Choose_OfARetiredName_SaysWhichAndWhen()
    {
        var ended = Sample.Now.AddDays(-3);
        var models = Snapshot(Good, Best with { ShutdownAt = ended, ReplacementModel = "b/good" });

        Assert.Equal(new Replacement("c/best", ended), Chosen(Request(models, "c/best")).Replaced);
        Assert.Equal(new Replacement("c/best", ended), Chosen(Request(models) with { DepartmentModel = "c/best" }).Replaced);
        Assert.Null(Chosen(Request(models, "b/good")).Replaced);
        Assert.Null(Chosen(Request(models)).Replaced);
    }

    [Fact]
    public void Choose_OfATransparentBackground_TakesAModelAndAFormatThatHaveIt()
    {
        var clear = Best with { Capabilities = Best.Capabilities with { Transparency = true, OutputFormats = ["jpeg", "webp", "png"] } };
        var request = Request(Snapshot(Draft, clear), order: new ImageOrder { Prompt = "a", Background = "transparent" });

        var route = Chosen(request);
        Assert.Equal(("c/best", "webp", "transparent", null), (route.Model.Name, route.OutputFormat, route.Background, route.RunnerUp));
        Assert.Equal("background", Refused(request with { Order = request.Order with { Model = "a/draft" } }).Field);
        var jpeg = Refused(request with { Order = request.Order with { Model = "c/best", OutputFormat = "jpeg" } });
        Assert.Equal(("output_format", true), (jpeg.Field, jpeg.Message.Contains("auto, webp, png", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("opaque", "opaque", null)]
    [InlineData("auto", null, null)]
    [InlineData(null, null, null)]
    public void Choose_OfAnotherBackground_TellsOnlyModelsThatKnowTwo(string? background, string? clear, string? plain)
    {
        var models = Snapshot(Draft, Best with { Capabilities = Best.Capabilities with { Transparency = true } });
        var order = new ImageOrder { Prompt = "a", Background = background };

        Assert.Equal(clear, Chosen(Request(models, "c/best", order)).Background);
        Assert.Equal(plain, Chosen(Request(models, "a/draft", order)).Background);
    }

    /// <summary>The table in the room's README.</summary>
    [Theory]
    [InlineData(0.05, 0.7, null, null, "a/draft", "Best of 3 for a simple prompt: quality 1 of 5 at 0.020000 AUD (price weighs 0.69).")]
    [InlineData(0.9, 0.7, null, null, "b/good", "Best of 3 for a demanding prompt: quality 4 of 5 at 0.040000 AUD (price weighs 0.51).")]
    [InlineData(0.4, 0.2, "best", null, "c/best", "Best of 3 for a moderate prompt: quality 5 of 5 at 0.200000 AUD (price weighs 0.09).")]
    [InlineData(0.4, 0.2, "best", 0.1, "b/good", "Best of 2 for a moderate prompt: quality 4 of 5 at 0.040000 AUD (price weighs 0.09). 1 dearer one is more than the 0.100000 AUD left.")]
    [InlineData(0.4, 0.2, "best", 0.03, "a/draft", "The only model that fits. 2 dearer ones are more than the 0.030000 AUD left.")]
    public void Reason_OfAnOpenChoice_SaysWhatCounted(double complexity, double weight, string? quality, double? left, string chosen, string reason)
    {
        var route = Chosen(Request(Snapshot(Draft, Good, Best)) with
        {
            Prompt = new PromptFacts("en", complexity), CostWeight = (decimal)weight, PreferredQuality = quality,
            Left = left is { } aud ? Money.FromAud((decimal)aud) : null,
        });

        Assert.Equal((chosen, reason), (route.Model.Name, route.Reason));
        Assert.Contains(reason, Readme(), StringComparison.Ordinal);
    }

    private static string Readme([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Grains/Providers/README.md"));

    private static OfferedModel Tiered(string name, decimal aud, int tier) => Model(name, aud) with { Capabilities = Plain with { QualityTier = tier } };
}
