using CsCheck;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Prompts;
using DonatelloAI.Grains.Providers.Routing;
using static DonatelloAI.Grains.Tests.Providers.RouterBench;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>What holds for every catalogue, order and amount.</summary>
public sealed class RouterProperties
{
    private static readonly string?[] Backgrounds = [null, "auto", "opaque", "transparent"];
    private static readonly string?[] Formats = [null, "png", "jpeg"];
    private static readonly string?[] Languages = [null, "en", "de"];
    private static readonly string?[] Wishes = [null, "best", "cheap"];

    private static readonly Gen<OfferedModel> AnyModel =
        from provider in Gen.Int[0, 3]
        from price in Gen.Int[1, 20]
        from tier in Gen.Int[0, 5]
        from flags in Gen.Int[0, 31]
        from sla in Gen.Int[90, 100]
        select Model($"p{provider}/m", price / 100m) with
        {
            SlaPercentage = sla,
            IsActive = flags % 8 != 0,
            Capabilities = Plain with
            {
                QualityTier = tier == 0 ? null : tier,
                Seed = (flags & 1) > 0,
                NegativePrompt = (flags & 2) > 0,
                Transparency = (flags & 4) > 0,
                OutputFormats = (flags & 8) > 0 ? ["jpeg", "png"] : ["png"],
                PromptLanguages = (flags & 16) > 0 ? ["en"] : null,
            },
        };

    private static readonly Gen<RoutingRequest> AnyRequest =
        from made in AnyModel.Array[1, 8]
        from paused in Gen.Int[0, 15]
        from fields in Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Bool, Gen.Bool)
        from complexity in Gen.Int[0, 100]
        from weight in Gen.Int[0, 100]
        from images in Gen.Int[1, 10]
        from left in Gen.Int[0, 250]
        from language in Gen.Int[0, 2].Select(i => Languages[i])
        from preferred in Gen.Int[-1, 8]
        select Request(
            Snapshot([.. made.Select((model, index) => model with { ModelName = $"m{index}" })])
                .With(Enumerable.Range(0, 4).Where(pool => (paused & (1 << pool)) > 0).ToDictionary(pool => $"p{pool}", pool => Paused($"p{pool}"))),
            order: new ImageOrder
            {
                Prompt = "a door", Background = Backgrounds[fields.Item1], OutputFormat = Formats[fields.Item2],
                Seed = fields.Item4 ? 1 : null, NegativePrompt = fields.Item5 ? "rain" : null,
            }) with
        {
            Prompt = new PromptFacts(language, complexity / 100d),
            PreferredQuality = Wishes[fields.Item3],
            CostWeight = weight / 100m,
            Images = images,
            Left = left > 200 ? null : Money.FromAud(left / 100m),
            DepartmentModel = preferred < 0 || preferred >= made.Length ? null : $"m{preferred}",
        };

    [Fact]
    public void Choose_OfTheSameRequest_IsTheSame() => AnyRequest.Sample(request => Assert.Equal(ModelRouter.Choose(request), ModelRouter.Choose(request)));

    [Fact]
    public void Choose_Chosen_CanTakeTheOrder() => AnyRequest.Sample(request =>
    {
        if (ModelRouter.Choose(request) is not Route route) return;

        foreach (var name in new[] { route.Model.Name, route.RunnerUp }.OfType<string>())
        {
            var can = request.Models.Find(name)!.Capabilities;
            Assert.True(request.Models.Find(name)!.IsActive);
            Assert.True(request.Order.Seed is null || can.Seed);
            Assert.True(request.Order.NegativePrompt is null || can.NegativePrompt);
            Assert.True(request.Order.Background != "transparent" || can.Transparency);
            Assert.Contains(route.OutputFormat, can.OutputFormats);
        }

        Assert.False(request.Order.Background == "transparent" && route.OutputFormat == "jpeg");
        Assert.True(route.RunnerUp is null || request.Models.Find(route.RunnerUp)!.QuotaPool != route.Model.QuotaPool);
        Assert.InRange(route.Reason.Length, 1, Route.MaxReasonLength);
    });

    [Fact]
    public void Choose_WithAnAmount_StaysWithinItAndFindsWhateverFits() => AnyRequest.Sample(request =>
    {
        var affordable = request.Models.Models.Any(model =>
            ModelStanding.Problem(model, request.Providers, request.Now) is null
            && OrderFit.Of(model, request.Order, request) is ({ } fit, null)
            && (request.Left is not { } left || fit.Ceiling.Amount.Micros * request.Images <= left.Micros));

        var route = ModelRouter.Choose(request) as Route;
        Assert.Equal(affordable, route is not null);
        if (route is not null && request.Left is { } most)
        {
            Assert.True(route.Ceiling.Amount.Micros * request.Images <= most.Micros);
            Assert.True(route.RunnerUpCeiling is null || route.RunnerUpCeiling.Amount.Micros * request.Images <= most.Micros);
        }
    });

    [Fact]
    public void Choose_WithAHigherCostWeight_NeverTakesADearerOne() => Gen.Select(AnyRequest, Gen.Int[0, 100]).Sample((request, other) =>
    {
        var open = request with { Order = request.Order with { Model = "auto" } };
        var (low, high) = (Math.Min(request.CostWeight, other / 100m), Math.Max(request.CostWeight, other / 100m));
        if (ModelRouter.Choose(open with { CostWeight = low }) is Route generous && ModelRouter.Choose(open with { CostWeight = high }) is Route frugal)
        {
            Assert.True(frugal.Ceiling.Amount.Micros <= generous.Ceiling.Amount.Micros, $"{low}: {generous.Model.Name}, {high}: {frugal.Model.Name}");
        }
    });

    [Fact]
    public void Choose_WhileAnAccountIsPaused_TakesItOnlyWhereAllThatFitAre() => AnyRequest.Sample(request =>
    {
        if (ModelRouter.Choose(request) is not Route route || request.Models.IsPoolAvailable(route.Model.QuotaPool)) return;

        var reachable = request.Models.Models.Where(model => request.Models.IsPoolAvailable(model.QuotaPool));
        Assert.All(reachable, model => Assert.False(
            ModelStanding.Problem(model, request.Providers, request.Now) is null
            && OrderFit.Of(model, request.Order, request) is ({ } fit, null)
            && fit.Exceeds(request) is null));
    });

    [Fact]
    public void Choose_OfAHarderPrompt_NeverTakesALowerTierForMoreMoney() => Gen.Select(AnyRequest, Gen.Int[0, 100]).Sample((request, other) =>
    {
        var open = request with { Order = request.Order with { Model = "auto" } };
        var (easy, hard) = (Math.Min(request.Prompt.Complexity, other / 100d), Math.Max(request.Prompt.Complexity, other / 100d));
        if (ModelRouter.Choose(open with { Prompt = request.Prompt with { Complexity = easy } }) is Route simple
            && ModelRouter.Choose(open with { Prompt = request.Prompt with { Complexity = hard } }) is Route demanding)
        {
            Assert.False(
                demanding.Model.Capabilities.Tier < simple.Model.Capabilities.Tier
                && demanding.Ceiling.Amount.Micros > simple.Ceiling.Amount.Micros
                && (demanding.Model.SlaPercentage ?? 0) <= (simple.Model.SlaPercentage ?? 0));
        }
    });
}
