using DonatelloAI.Contracts.Providers;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Api.Tests.Generations;

/// <summary>What callers are told of the choice of their model: why, within which money, what of their prompt counted, and what a retired name led to.</summary>
[Collection(InstallationCollection.Name)]
public sealed class RoutingTests(Installation installation) : GenerationTest(installation)
{
    private const string Header = "x-donatello-model-replaced";
    private const string Prompt = "a lighthouse behind the harbour";

    [Fact]
    public async Task Prompt_IsReadAndShownInObjectAndEstimate()
    {
        var estimate = (await Artist.Post("/v1/estimates", Body(Prompt))).Json;
        var routing = (await Artist.Post("/v1/generations", Body(Prompt))).Json.GetProperty("routing");

        Assert.Equal("en", estimate.Text("prompt_language"));
        Assert.InRange(estimate.GetProperty("prompt_complexity_score").GetDouble(), 0.01, 0.2);
        Assert.Equal(
            (estimate.Text("prompt_language"), estimate.GetProperty("prompt_complexity_score").GetDouble(), estimate.Text("reason")),
            (routing.Text("prompt_language"), routing.GetProperty("prompt_complexity_score").GetDouble(), routing.Text("reason")));
    }

    [Fact]
    public async Task Language_OfAPromptWithoutSmallWords_IsKnownOnceTheReaderIsReady() => await Eventually.True(
        async () => (await Artist.Post("/v1/estimates", Body("Leuchtturm, Sonnenuntergang, Küstenstraße, Möwen, Fischerboote"))).Json is var estimate
            && estimate.TryGetProperty("prompt_language", out var language) && language.GetString() == "de",
        TimeSpan.FromSeconds(60),
        "German is recognised");

    [Fact]
    public async Task OpenOrder_AboveWhatIsLeft_GoesToACheaperModelAndSaysSo()
    {
        await Prefer("studio/paint");
        var before = (await Artist.Post("/v1/estimates", Body(Prompt))).Json;
        Assert.Equal("studio/paint", before.Text("model"));
        await SetBudget("0.07");

        var estimate = (await Artist.Post("/v1/estimates", Body(Prompt))).Json;
        var made = (await Artist.Post("/v1/generations", Body(Prompt), ("Prefer", "wait=60"))).Json;

        Assert.Equal(("local/canvas", "0.050000", "0.070000"), (estimate.Text("model"), estimate.Text("ceiling_aud"), estimate.Text("left_aud")));
        Assert.Equal(("completed", "canvas", estimate.Text("reason")), (made.Text("status"), made.Text("model_name"), made.GetProperty("routing").Text("reason")));
        Assert.Contains("more than the 0.070000 AUD left", estimate.Text("reason"), StringComparison.Ordinal);
        Assert.Equal((Price, "0.000000"), await Money());
    }

    [Fact]
    public async Task NamedModel_AboveWhatIsLeft_IsRefusedAndTheEstimateNamesIt()
    {
        await SetBudget("0.07");

        Assert.Equal(402, (await Artist.Post("/v1/generations", Studio(Prompt))).Code);
        Assert.Equal("studio/paint", (await Artist.Post("/v1/estimates", Studio(Prompt))).Text("model"));
        await AssertNothingHappened();
    }

    [Fact]
    public async Task RetiredModel_IsReplacedWithAWarning()
    {
        var name = await Retire("local/canvas");
        var warning = $"\"studio/{name}\";by=\"local/canvas\";retired=@1790812800";
        var order = $$"""{"prompt":"a red circle","model":"studio/{{name}}","size":"64x64"}""";

        var estimate = await Artist.Post("/v1/estimates", order);
        var submitted = await Artist.Post("/v1/generations", order);
        var openAi = await Artist.Post("/openai/v1/images/generations", order);

        Assert.Equal((warning, warning, warning), (estimate.Headers[Header], submitted.Headers[Header], openAi.Headers[Header]));
        Assert.Equal((200, 202, 200), (estimate.Code, submitted.Code, openAi.Code));
        Assert.Equal(($"studio/{name}", "2026-10-01T00:00:00Z"), (estimate.Text("replaced_model"), estimate.Text("replaced_model_retired_at")));
        var routing = (await Artist.Get($"/v1/generations/{submitted.Text("id")}")).Json.GetProperty("routing");
        Assert.Equal(($"studio/{name}", "2026-10-01T00:00:00Z"), (routing.Text("replaced_model"), routing.Text("replaced_model_retired_at")));
        Assert.Contains($"studio/{name} is retired; local/canvas replaces it.", routing.Text("reason"), StringComparison.Ordinal);
        Assert.DoesNotContain(Header, (await Artist.Post("/v1/generations", Small)).Headers.Keys);
    }

    [Fact]
    public async Task TransparentBackground_ReachesTheVendorAndTheObject()
    {
        var name = await Add(model => model with { Formats = """["jpeg","png"]""", IsTransparent = true });

        var made = await Made($$"""{"prompt":"a glass fox","model":"studio/{{name}}","background":"transparent"}""");

        Assert.Contains("\"background\":\"transparent\"", Assert.Single(Installation.Vendor.Calls, static call => call.Prompt == "a glass fox").Body, StringComparison.Ordinal);
        Assert.Equal(("transparent", "png"), (made.Text("background"), made.Text("output_format")));
        var refused = await Artist.Post("/v1/generations", $$"""{"prompt":"a","model":"studio/{{name}}","background":"transparent","output_format":"jpeg"}""");
        Assert.Equal((400, "output_format:invalid_field"), (refused.Code, refused.Errors));
        var openAi = await Artist.Post("/openai/v1/images/generations", $$"""{"prompt":"a glass fox","model":"studio/{{name}}","background":"transparent"}""");
        Assert.Equal((200, "transparent"), (openAi.Code, openAi.Text("background")));
    }

    private static string Body(string prompt) => $$"""{"prompt":"{{prompt}}"}""";

    private async Task Prefer(string model)
    {
        var admin = await Person(UserRole.OrgAdmin);
        Assert.Equal(200, (await admin.Patch($"/v1/departments/{Place.DepartmentId}", $$$"""{"settings":{"default_model":"{{{model}}}"}}""")).Code);
    }

    private Task<string> Retire(string replacement) => Add(
        static model => model,
        row => (row.ShutdownAt, row.ReplacementModel) = (new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero), replacement));

    /// <summary>Adds a model of the vendor's and waits until the catalogue shows it.</summary>
    private async Task<string> Add(Func<VendorModel, VendorModel> made, Action<ModelProviderRow>? change = null)
    {
        var name = $"m{Guid.CreateVersion7():n}";
        var rows = made(new VendorModel("studio", name)).Rows();
        change?.Invoke(rows.OfType<ModelProviderRow>().Single());
        await using (var context = await Installation.Contexts.CreateDbContextAsync())
        {
            context.AddRange(rows);
            await context.SaveChangesAsync();
        }

        var models = Installation.Grains.GetGrain<IModelReadGrain>(0);
        await Eventually.True(async () => (await models.List()).Any(model => model.Id == $"studio/{name}"), TimeSpan.FromSeconds(60), "the catalogue shows the model");
        return name;
    }
}
