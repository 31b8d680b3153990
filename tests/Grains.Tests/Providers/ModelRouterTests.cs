using CsCheck;
using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Routing;
using static DonatelloAI.Grains.Tests.Providers.RouterBench;

namespace DonatelloAI.Grains.Tests.Providers;

public sealed class ModelRouterTests
{
    private static readonly string?[] Sizes = [null, "auto", "512x512", "640x480"];
    private static readonly string[] Names = ["a", "b", "none", "bare"];
    private static readonly OfferedModel Cheap = Model("a/cheap", 0.01m);
    private static readonly OfferedModel Dear = Model("b/dear", 0.10m);

    [Theory]
    [InlineData("b/dear", "a/cheap", "a/cheap", "b/dear")]
    [InlineData("dear", null, null, "b/dear")]
    [InlineData(null, "b/dear", "a/cheap", "b/dear")]
    [InlineData(null, null, "b/dear", "b/dear")]
    [InlineData(null, "gone", "b/dear", "b/dear")]
    [InlineData(null, null, null, "a/cheap")]
    [InlineData("auto", "b/dear", "b/dear", "a/cheap")]
    public void Choose_FollowsThePrecedence(string? named, string? preferred, string? department, string chosen)
    {
        var request = Request(Snapshot(Cheap, Dear), named) with { PreferredModel = preferred, DepartmentModel = department };

        Assert.Equal(chosen, Chosen(request).Model.Name);
    }

    [Theory]
    [InlineData("nothing", GenerationRefusal.ModelUnknown)]
    [InlineData("twin", GenerationRefusal.ModelAmbiguous)]
    [InlineData("a/off", GenerationRefusal.ModelUnavailable)]
    [InlineData("none/model", GenerationRefusal.ModelUnavailable)]
    [InlineData("bare/model", GenerationRefusal.ModelUnavailable)]
    [InlineData("a/later", GenerationRefusal.ModelUnavailable)]
    [InlineData("a/ended", GenerationRefusal.ModelUnavailable)]
    [InlineData("a/unpriced", GenerationRefusal.ModelUnpriced)]
    public void Choose_OfANameThatCannotBeTaken_SaysWhy(string name, GenerationRefusal reason)
    {
        var models = Snapshot(
            Model("a/twin"), Model("b/twin"), Model("a/off") with { IsActive = false }, Model("none/model"), Model("bare/model"),
            Model("a/later") with { AvailableFrom = Sample.Now.AddDays(1) },
            Model("a/ended") with { ShutdownAt = Sample.Now, ReplacementModel = "a/off" }, Model("a/unpriced", aud: null));

        var refused = Refused(Request(models, name));
        Assert.Equal(reason, refused.Reason);
        Assert.NotEmpty(refused.Message);
    }

    [Fact]
    public void Choose_OfAModelWhoseAccountIsFrozen_RefusesItsNameAndPassesItOver()
    {
        var freeze = new FreezeView(Guid.CreateVersion7(), "Its key has leaked", Sample.Now, Guid.CreateVersion7());
        var frozen = FreezeState.None with { Pools = new Dictionary<string, FreezeView>(StringComparer.Ordinal) { [Cheap.QuotaPool] = freeze } };
        var models = new ModelSnapshot([Cheap, Dear], [], Sample.Now, freezes: frozen);

        var refused = Refused(Request(models, "a/cheap"));
        Assert.Equal((GenerationRefusal.ProviderFrozen, "model"), (refused.Reason, refused.Field));
        Assert.DoesNotContain(freeze.Reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal("b/dear", Chosen(Request(models)).Model.Name);
    }

    [Fact]
    public void Choose_OfARetiredName_FollowsItsReplacements()
    {
        var models = Snapshot(
            Cheap,
            Model("a/first") with { ShutdownAt = Sample.Now, ReplacementModel = "a/second" },
            Model("a/second") with { ShutdownAt = Sample.Now, ReplacementModel = "a/cheap" });

        var route = Chosen(Request(models, "a/first"));
        Assert.Equal("a/cheap", route.Model.Name);
        Assert.Contains("a/first is retired; a/cheap replaces it", route.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_OfNamesThatReplaceEachOther_Ends()
    {
        var models = Snapshot(
            Model("a/one") with { ShutdownAt = Sample.Now, ReplacementModel = "a/two" },
            Model("a/two") with { ShutdownAt = Sample.Now, ReplacementModel = "a/one" });

        Assert.Equal(GenerationRefusal.ModelUnavailable, Refused(Request(models, "a/one")).Reason);
    }

    [Theory]
    [InlineData("size", "640x480", null, null, null, null)]
    [InlineData("quality", null, "high", null, null, null)]
    [InlineData("output_format", null, null, "webp", null, null)]
    [InlineData("seed", null, null, null, 7L, null)]
    [InlineData("negative_prompt", null, null, null, null, "rain")]
    public void Choose_OfAFieldTheModelDoesNotTake_NamesIt(
        string field, string? size, string? quality, string? format, long? seed, string? negative)
    {
        var order = new ImageOrder
        {
            Prompt = "a door", Size = size, Quality = quality, OutputFormat = format, Seed = seed, NegativePrompt = negative,
        };

        var refused = Refused(Request(Snapshot(Cheap, Dear), "a/cheap", order));
        Assert.Equal((GenerationRefusal.InvalidOrder, field), (refused.Reason, refused.Field));
        Assert.Equal(GenerationRefusal.NoModelFits, Refused(Request(Snapshot(Cheap, Dear), order: order)).Reason);
    }

    [Fact]
    public void Choose_OfASizeByRule_TakesIt()
    {
        var rule = new CustomSizeRule { MultipleOf = 16, MinPixels = 1, MaxPixels = 4_000_000, MaxEdge = 2_048, MaxRatio = 3 };
        var models = Snapshot(Cheap with { Capabilities = Plain with { CustomSizes = rule } });

        Assert.Equal(new ImageSize(640, 480), Chosen(Request(models, "cheap", new ImageOrder { Prompt = "a", Size = "640x480" })).Size);
        Assert.Contains("multiples of 16", Refused(Request(models, "cheap", new ImageOrder { Prompt = "a", Size = "641x480" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_WithOpenFields_MakesThemExplicit()
    {
        var can = Plain with { Qualities = ["low", "high"], DefaultQuality = "low", Seed = true };
        var order = new ImageOrder { Prompt = "é", Style = "ink", Size = "auto", Quality = "auto" };
        var route = Chosen(Request(Snapshot(Cheap with { Capabilities = can }), order: order) with { FreshSeed = 42 });

        Assert.Equal((Sample.Square, "low", "png", 42L, 5), (route.Size, route.Quality, route.OutputFormat, route.Seed, route.PromptBytes));
        Assert.Equal(10_000, route.Ceiling.Amount.Micros);
    }

    [Theory]
    [InlineData(null, "high", "high")]
    [InlineData("auto", "high", "high")]
    [InlineData("low", "high", "low")]
    [InlineData(null, "ultra", "low")]
    [InlineData(null, null, "low")]
    public void Choose_OfAnOpenQuality_TakesTheDepartmentsWhereTheModelHasIt(string? ordered, string? preferred, string quality)
    {
        var models = Snapshot(Cheap with { Capabilities = Plain with { Qualities = ["low", "high"], DefaultQuality = "low" } });
        var request = Request(models, order: new ImageOrder { Prompt = "a", Quality = ordered }) with { PreferredQuality = preferred };

        Assert.Equal(quality, Chosen(request).Quality);
    }

    [Fact]
    public void Choose_OfAPreferredModelThatDoesNotFit_GoesOnAndKeepsTheReason()
    {
        var models = Snapshot(Cheap, Dear with { IsActive = false });
        var route = Chosen(Request(models) with { PreferredModel = "b/dear" });

        Assert.Equal("a/cheap", route.Model.Name);
        Assert.Contains("b/dear is switched off", route.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_WhileAnAccountIsPaused_TakesAnotherUnlessItIsNamed()
    {
        var models = Snapshot(Cheap, Dear).With(new Dictionary<string, PoolStatus> { ["a"] = Paused("a") });

        Assert.Equal("b/dear", Chosen(Request(models)).Model.Name);
        Assert.Equal("b/dear", Chosen(Request(models) with { PreferredModel = "a/cheap" }).Model.Name);
        Assert.Equal("a/cheap", Chosen(Request(models, "a/cheap")).Model.Name);
    }

    [Fact]
    public void Choose_ByWeight_PrefersThePriceOrThePromise()
    {
        var models = Snapshot(Cheap with { SlaPercentage = 95 }, Dear with { SlaPercentage = 99.99 });

        Assert.Equal("a/cheap", Chosen(Request(models) with { CostWeight = 1 }).Model.Name);
        Assert.Equal("b/dear", Chosen(Request(models) with { CostWeight = 0 }).Model.Name);
    }

    [Fact]
    public void Choose_WithRunnerUp_TakesTheBestOfAnotherAccount()
    {
        var models = Snapshot(Cheap, Model("a/other", 0.02m), Dear);

        var route = Chosen(Request(models));
        Assert.Equal(("b/dear", 100_000L), (route.RunnerUp, route.RunnerUpCeiling!.Amount.Micros));
        Assert.Null(Chosen(Request(models, "a/cheap")).RunnerUp);
    }

    [Fact]
    public void Choose_OfAnyCatalogue_FitsIsPricedAndIsTheSameAgain() =>
        Gen.Select(AnyModel.Array[0, 8], Gen.Int[0, 3].Select(i => Sizes[i]), Gen.Bool, Gen.Int[0, 100])
            .Sample((made, size, hasSeed, weight) =>
            {
                var models = Snapshot([.. made.Select((model, i) => model with { ModelName = $"m{i}" })]);
                var order = new ImageOrder { Prompt = "a door", Size = size, Seed = hasSeed ? 1 : null };
                var request = Request(models, order: order) with { CostWeight = weight / 100m, PreferredModel = "m0", DepartmentModel = "m1" };
                var result = ModelRouter.Choose(request);

                Assert.Equal(result, ModelRouter.Choose(request));
                if (result is not Route route) return;

                Assert.Null(ModelStanding.Problem(route.Model, request.Providers, request.Now));
                Assert.Contains(route.Size, route.Model.Capabilities.Sizes);
                Assert.True(!hasSeed || route.Model.Capabilities.Seed);
                Assert.NotEmpty(route.Model.Prices);
                Assert.InRange(route.Reason.Length, 1, Route.MaxReasonLength);
                Assert.True(route.RunnerUp is null || models.Find(route.RunnerUp)!.QuotaPool != route.Model.QuotaPool);
            });

    private static readonly Gen<OfferedModel> AnyModel =
        from provider in Gen.Int[0, 3].Select(i => Names[i])
        from price in Gen.Int[-1, 3]
        from isActive in Gen.Bool
        from seed in Gen.Bool
        from isEnded in Gen.Bool
        select Model($"{provider}/m", price < 0 ? null : price / 100m) with
        {
            IsActive = isActive,
            Capabilities = Plain with { Seed = seed },
            ShutdownAt = isEnded ? Sample.Now : null,
            ReplacementModel = isEnded ? "a/m2" : null,
        };
}
