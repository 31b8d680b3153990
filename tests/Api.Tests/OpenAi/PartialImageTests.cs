using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using DonatelloAI.Api.Tests.Generations;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;
using OpenAI;
using OpenAI.Images;
using UserRole = DonatelloAI.Contracts.Users.UserRole;

namespace DonatelloAI.Api.Tests.OpenAi;

/// <summary>Partial images from the vendor's stream to whoever watches: while an image is painted, paid for, and never kept.</summary>
public sealed class PartialImageTests(SketchInstallation installation) : GenerationTest(installation), IClassFixture<SketchInstallation>
{
    private const string Route = "/openai/v1/images/generations";
    private const string Partial = "image_generation.partial_image";
    private const string Completed = "image_generation.completed";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new();

    private string _key = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _key = (await Installation.AddPerson($"Sketcher{Guid.CreateVersion7()}", Place, UserRole.OrgAdmin, Place.DepartmentId)).SecretText;
    }

    [Fact]
    public async Task Stream_WithPartialImages_ShowsThemWhileTheImageIsPaintedAndChargesThem()
    {
        using var response = await Ask(Route, Sketch("[fault:slow] a reef", 2));
        await using var events = Read(response).GetAsyncEnumerator();

        foreach (var index in new[] { 0, 1 })
        {
            var partial = await Next(events, Partial);
            Assert.Equal((index, 1, "1024x1024", "jpeg"), (partial.GetProperty("partial_image_index").GetInt32(), partial.GetProperty("created_at").GetInt64() > 0 ? 1 : 0, partial.Text("size"), partial.Text("output_format")));
            Assert.Equal(FakeVendor.SmallImage, partial.GetProperty("b64_json").GetBytesFromBase64());
        }

        // The image, two partial images, and a token for each byte of the prompt.
        Assert.Equal(("0.000000", "0.071900"), await Money());
        Installation.Vendor.Release();
        var completed = await Next(events, Completed);
        Assert.Equal(472, completed.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.NotEmpty(completed.GetProperty("b64_json").GetBytesFromBase64());
        Assert.False(await events.MoveNextAsync());
        Assert.Equal(("0.048400", "0.000000"), await Money());
    }

    [Fact]
    public async Task Stream_OfTheOfficialDotNetClient_IsReadEventByEvent()
    {
        var images = new OpenAIClient(new ApiKeyCredential(_key), new OpenAIClientOptions { Endpoint = new Uri(Installation.Address, "/openai/v1") }).GetImageClient(SketchInstallation.Model);
        using var body = BinaryContent.Create(BinaryData.FromString(Sketch("a reef", 3)));

        var result = await images.GenerateImagesAsync(body, new RequestOptions { BufferResponse = false });

        var events = await SseParser.Create(result.GetRawResponse().ContentStream!).EnumerateAsync().ToListAsync();
        Assert.Equal([Partial, Partial, Partial, Completed], events.Select(static item => item.EventType));
        Assert.Equal([0, 1, 2], events.SkipLast(1).Select(static item => JsonElement.Parse(item.Data).GetProperty("partial_image_index").GetInt32()));
        Assert.All(events, static item => Assert.Equal(item.EventType, JsonElement.Parse(item.Data).Text("type")));
    }

    [Fact]
    public async Task Stream_OfTheOfficialNodeClient_IsReadEventByEvent()
    {
        var events = await OfficialClientTests.Node("stream.mjs", $"{new Uri(Installation.Address, "/openai/v1")}", _key, SketchInstallation.Model);

        var bytes = FakeVendor.SmallImage.Length;
        Assert.Equal(
            [(Partial, 0, bytes), (Partial, 1, bytes)],
            events.EnumerateArray().SkipLast(1).Select(static item => (item.Text("type"), item.GetProperty("index").GetInt32(), item.GetProperty("bytes").GetInt32())));
        Assert.Equal((Completed, 472), (events[2].Text("type"), events[2].GetProperty("tokens").GetInt32()));
    }

    [Fact]
    public async Task PartialImages_OfAnOrderOfOurOwn_AreEventsOfItsGenerationForEachWhoWatches()
    {
        var id = (await Artist.Post("/v1/generations", Order("[fault:slow] a reef", "\"partial_images\":2"))).Text("id");
        using var first = await Ask($"/v1/generations/{id}/events");
        await using var here = Read(first).GetAsyncEnumerator();
        Assert.Equal((0, 1), (Index(await Next(here, "partial_image")), Index(await Next(here, "partial_image"))));

        // Who comes later sees what is still there.
        using var second = await Ask($"/v1/generations/{id}/events");
        await using var there = Read(second).GetAsyncEnumerator();
        var partial = await Next(there, "partial_image");
        Assert.Equal((id, 0, "image/jpeg"), (partial.Text("id"), Index(partial), partial.Text("content_type")));
        Assert.Equal(FakeVendor.SmallImage, partial.GetProperty("b64_json").GetBytesFromBase64());
        Assert.Equal(1, Index(await Next(there, "partial_image")));

        Installation.Vendor.Release();
        await Next(here, "completed");
        await Next(there, "completed");
    }

    [Fact]
    public async Task PartialImages_AfterTheEnd_AreNowhere()
    {
        var id = Guid.Parse((await Made(Order("a reef", "\"partial_images\":3"))).Text("id"));

        using var response = await Ask($"/v1/generations/{id}/events");

        Assert.Equal(["completed"], (await Read(response).ToListAsync()).Select(static item => item.EventType));
        var pictures = Directory.EnumerateFiles(Installation.Folder, $"*{id:N}*", SearchOption.AllDirectories).Where(static file => File.ReadAllBytes(file) is [0xFF, 0xD8, 0xFF, ..]);
        Assert.Single(pictures);
    }

    [Theory]
    [InlineData(SketchInstallation.Model, 0)]
    [InlineData("studio/paint", 3)]
    public async Task Stream_OfAModelOrAnOrderWithoutPartialImages_HasTheImageAlone(string model, int partials)
    {
        using var response = await Ask(Route, Sketch("a reef", partials, model));

        Assert.Equal([Completed], (await Read(response).ToListAsync()).Select(static item => item.EventType));
        Assert.DoesNotContain("\"stream\"", Installation.Vendor.Calls[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PartialImages_WithoutAStream_AreNeitherMadeNorPaidFor()
    {
        var answer = await Artist.Post(Route, $$"""{"prompt":"a reef","model":"{{SketchInstallation.Model}}","partial_images":3}""");

        Assert.Equal((200, "0.028400"), (answer.Code, answer.Headers["x-donatello-cost-aud"]));
    }

    [Fact]
    public async Task Stream_WhereTheOrganisationChecksImages_HasNoUncheckedOnesAndHoldsNothingForThem()
    {
        var answer = await Installation.With(_key).Patch($"/v1/organizations/{Place.OrganizationId}", """{"settings":{"content_safety":{"check_images":true}}}""");
        Assert.Equal(200, answer.Code);

        // Policies may be some seconds old.
        await Eventually.True(
            async () =>
            {
                using var response = await Ask(Route, Sketch("a reef", 3));
                return (await Read(response).ToListAsync()).TrueForAll(static item => item.EventType == Completed);
            },
            Patience,
            "no partial images come");

        Assert.DoesNotContain("\"stream\"", Installation.Vendor.Calls[^1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StreamFault.BlockedLater, "moderation_blocked", "0.000000")]
    [InlineData(StreamFault.ImageNoBase64, "invalid_answer", "0.048400")]
    public async Task Stream_ThatGoesWrong_EndsWithAnErrorAfterItsPartialImages(StreamFault fault, string code, string spent)
    {
        Installation.Vendor.NextStreams(fault);

        using var response = await Ask(Route, Sketch("a reef", 2));

        var events = await Read(response).ToListAsync();
        Assert.Equal("error", events[^1].EventType);
        Assert.Equal(code, JsonElement.Parse(events[^1].Data).GetProperty("error").Text("code"));
        Assert.Equal(spent, (await Money()).Spent);
    }

    [Fact]
    public async Task Stream_ThatIsCut_KeepsItsCeilingHeld()
    {
        Installation.Vendor.NextStreams(StreamFault.Cut);

        using var response = await Ask(Route, Sketch("a reef", 1));

        Assert.Equal("error", (await Read(response).LastAsync()).EventType);
        Assert.Equal(("0.000000", "0.060600"), await Money());
    }

    [Fact]
    public async Task PartialImages_AreInNoLog()
    {
        using var response = await Ask(Route, Sketch("a reef", 3));
        await Read(response).ToListAsync();

        var base64 = Convert.ToBase64String(FakeVendor.SmallImage)[..60];
        Assert.DoesNotContain(Installation.Log, line => line.Contains(base64, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_OfAProviderThatTells_IsAnEventOfItsOwnAndRisesUntilTheEnd()
    {
        var atelier = ((SketchInstallation)Installation).Atelier;
        atelier.PendingQuestions = int.MaxValue;
        var id = (await Artist.Post("/v1/generations", Order("a reef", "\"n\":1", SketchInstallation.Workflow))).Text("id");
        using var response = await Ask($"/v1/generations/{id}/events");
        await using var events = Read(response).GetAsyncEnumerator();

        var progress = 0.0;
        while (progress < 0.9)
        {
            var now = await Next(events, "progress");
            Assert.Equal(id, now.Text("id"));
            Assert.InRange(now.GetProperty("progress").GetDouble(), progress + 0.001, 0.99);
            progress = now.GetProperty("progress").GetDouble();
        }

        atelier.PendingQuestions = 0;
        while (events.Current.EventType != "completed")
        {
            Assert.True(await events.MoveNextAsync());
        }
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("4")]
    public async Task Order_WithTooManyPartialImages_IsRefused(string partials)
    {
        var answer = await Artist.Post("/v1/generations", Order("a reef", $"\"partial_images\":{partials}"));

        Assert.Equal((400, "partial_images:out_of_range"), (answer.Code, answer.Errors));
        await AssertNothingHappened();
    }

    private static string Order(string prompt, string more, string model = SketchInstallation.Model) => $$"""{"prompt":"{{prompt}}","model":"{{model}}",{{more}}}""";

    private static string Sketch(string prompt, int partials, string model = SketchInstallation.Model) => Order(prompt, $"\"stream\":true,\"partial_images\":{partials}", model);

    private static int Index(JsonElement partial) => partial.GetProperty("partial_image_index").GetInt32();

    private async Task<HttpResponseMessage> Ask(string path, string? json = null)
    {
        using var request = new HttpRequestMessage(json is null ? HttpMethod.Get : HttpMethod.Post, new Uri(Installation.Address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        return response;
    }

    private static async IAsyncEnumerable<SseItem<string>> Read(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync();
        await foreach (var item in SseParser.Create(body).EnumerateAsync())
        {
            yield return item;
        }
    }

    /// <summary>The next event of a name; how the generation stands is passed over.</summary>
    private static async Task<JsonElement> Next(IAsyncEnumerator<SseItem<string>> events, string name)
    {
        do
        {
            Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(Patience), $"{name} never came.");
        }
        while (events.Current.EventType == "status");
        Assert.Equal(name, events.Current.EventType);
        return JsonElement.Parse(events.Current.Data);
    }
}
