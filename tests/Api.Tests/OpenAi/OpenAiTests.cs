using System.Text;
using System.Text.Json;
using DonatelloAI.Api.Tests.Generations;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Tests.OpenAi;

/// <summary>The OpenAI-compatible routes as a program without a client library meets them.</summary>
[Collection(InstallationCollection.Name)]
public sealed class OpenAiTests(Installation installation) : GenerationTest(installation)
{
    private const string Route = "/openai/v1/images/generations";

    [Fact]
    public async Task Images_OfAnOrder_AreMadeAndChargedAsEveryOther()
    {
        var answer = await Artist.Post(Route, Small);

        Assert.Equal((200, "64x64", "png", "medium"), (answer.Code, answer.Text("size"), answer.Text("output_format"), answer.Text("quality")));
        var id = answer.Headers["x-donatello-generation-id"];
        Assert.Equal((Price, true), (answer.Headers["x-donatello-cost-aud"], answer.Headers.ContainsKey("x-request-id")));
        Assert.Equal((await Artist.Get($"/v1/generations/{id}/image")).Bytes, ImagesOf(answer).Single().GetProperty("b64_json").GetBytesFromBase64());
        Assert.Equal((Price, "0.000000"), await Money());
    }

    [Fact]
    public async Task LargeImage_InBase64_ArrivesWhole()
    {
        var answer = await Artist.Post(Route, """{"prompt":"a busy mosaic of many tiles","model":"local/canvas","size":"1536x1024","quality":"high"}""");

        var bytes = ImagesOf(answer).Single().GetProperty("b64_json").GetBytesFromBase64();
        Assert.Equal((await Artist.Get($"/v1/generations/{answer.Headers["x-donatello-generation-id"]}/image")).Bytes, bytes);
    }

    [Fact]
    public async Task Image_WhosePromptTheVendorRewrote_SaysSoHereAndInTheGeneration()
    {
        Installation.Vendor.Remark = "a red circle, drawn with a steady hand";

        var answer = await Artist.Post(Route, Studio("a red circle"));

        Assert.Equal("a red circle, drawn with a steady hand", ImagesOf(answer).Single().Text("revised_prompt"));
        var generation = await Artist.Get($"/v1/generations/{answer.Headers["x-donatello-generation-id"]}");
        Assert.Equal(("a red circle", "a red circle, drawn with a steady hand"), (generation.Text("prompt"), generation.Text("revised_prompt")));
        Assert.False(ImagesOf(await Artist.Post(Route, Small)).Single().TryGetProperty("revised_prompt", out _));
    }

    [Fact]
    public async Task Images_AsLinks_OpenForAnybody()
    {
        var answer = await Artist.Post(Route, Order("\"n\":2,\"response_format\":\"url\""));

        var links = ImagesOf(answer).Select(image => image.Text("url")).ToList();
        Assert.Equal((2, "0.100000"), (links.Count, answer.Headers["x-donatello-cost-aud"]));
        foreach (var link in links)
        {
            Assert.Equal(200, (await Installation.As().Get(new Uri(link).AbsolutePath)).Code);
        }
    }

    [Fact]
    public async Task Images_Streamed_AreOneEventEach()
    {
        var answer = await Artist.Post(Route, Order("\"n\":2,\"stream\":true,\"partial_images\":2"));

        Assert.Equal((200, "text/event-stream"), (answer.Code, answer.Headers["Content-Type"]));
        var events = EventsOf(answer.Body);
        Assert.Equal(["image_generation.completed", "image_generation.completed"], events.Select(item => item.Name));
        Assert.All(events, item => Assert.Equal((item.Name, "64x64"), (item.Data.Text("type"), item.Data.Text("size"))));
        Assert.All(events, item => Assert.NotEmpty(item.Data.GetProperty("b64_json").GetBytesFromBase64()));
        Assert.Equal(("0.100000", "0.000000"), await Money());
    }

    [Fact]
    public async Task Stream_OfAnImageThatFails_EndsWithAnError()
    {
        var answer = await Artist.Post(Route, Studio("[fault:moderation_blocked] a thing")[..^1] + ",\"stream\":true}");

        var only = Assert.Single(EventsOf(answer.Body));
        Assert.Equal(("error", "moderation_blocked"), (only.Name, only.Data.GetProperty("error").Text("code")));
    }

    [Theory]
    [InlineData("""{"prompt":""}""", 400, "empty", "prompt")]
    [InlineData("""{}""", 400, "required", "prompt")]
    [InlineData("""{"prompt":"a","n":11}""", 400, "out_of_range", "n")]
    [InlineData("""{"prompt":"a","size":"big"}""", 400, "invalid_size", "size")]
    [InlineData("""{"prompt":"a","frame_count":4}""", 400, "unknown_field", "frame_count")]
    [InlineData("""{"prompt":"a","response_format":"hex"}""", 400, "invalid_value", "response_format")]
    [InlineData("""{"prompt":"a","background":"clear"}""", 400, "invalid_background", "background")]
    [InlineData("""{"prompt":"a","background":"transparent","model":"local/canvas"}""", 400, "invalid_field", "background")]
    [InlineData("""{"prompt":"a","moderation":"none"}""", 400, "invalid_value", "moderation")]
    [InlineData("""{"prompt":"a","output_compression":101}""", 400, "out_of_range", "output_compression")]
    [InlineData("""{"prompt":"a","partial_images":4}""", 400, "out_of_range", "partial_images")]
    [InlineData("""{"prompt":"a","stream":true,"response_format":"url"}""", 400, "invalid_value", "response_format")]
    [InlineData("""{"prompt":"a","model":"nobody/nothing"}""", 404, "model_not_found", "model")]
    [InlineData("""{"prompt":"a","model":"openai/gpt-image-2"}""", 422, "model_unavailable", "model")]
    public async Task WrongOrder_IsRefusedInOpenAisShapeAndNothingHappens(string json, int status, string code, string param)
    {
        var answer = await Artist.Post(Route, json);

        var error = answer.Json.GetProperty("error");
        Assert.Equal((status, code, param, "invalid_request_error"), (answer.Code, error.Text("code"), error.Text("param"), error.Text("type")));
        Assert.EndsWith(".", error.Text("message"), StringComparison.Ordinal);
        await AssertNothingHappened();
    }

    [Fact]
    public async Task HarmlessOptions_OfOtherServers_AreTaken()
    {
        var answer = await Artist.Post(
            Route,
            Order("""  "quality":"standard","style":"vivid","user":"u","safety_identifier":"s","moderation":"low","background":"opaque","output_compression":80,"seed":1  """));

        Assert.True(answer.Code == 200, answer.Body);
    }

    [Fact]
    public async Task OrderAboveTheBudget_IsRefusedAsInsufficientBudget()
    {
        await SetBudget("0.04");

        var answer = await Artist.Post(Route, Small);

        var error = answer.Json.GetProperty("error");
        Assert.Equal((402, "insufficient_budget", "insufficient_budget"), (answer.Code, error.Text("code"), error.Text("type")));
        await AssertNothingHappened();
    }

    [Fact]
    public async Task WrongCredentialsAndRoutes_AreToldInOpenAisShape()
    {
        foreach (var (client, path, status, code) in new[]
        {
            (Installation.As(), "/openai/v1/models", 401, "unauthorized"),
            (Installation.With("sk-wrong"), "/openai/v1/models", 401, "unauthorized"),
            (Artist, "/openai/v1/nothing", 404, "not_found"),
            (Artist, "/openai/v1/images/generations", 405, "method_not_allowed"),
            (Artist, "/openai/v1/models/nobody/nothing", 404, "model_not_found"),
        })
        {
            var answer = await client.Get(path);
            Assert.Equal((path, status, code), (path, answer.Code, answer.Json.GetProperty("error").Text("code")));
        }
    }

    [Theory]
    [InlineData("moderation_blocked", 400, "moderation_blocked", "image_generation_user_error")]
    [InlineData("overloaded", 502, "server_error", "server_error")]
    [InlineData("invalid_base64", 424, "invalid_answer", "server_error")]
    public async Task ImageThatFails_SaysWhyAndWhetherARepeatWouldPayAgain(string fault, int status, string code, string type)
    {
        var answer = await Artist.Post(Route, Studio($"[fault:{fault}] a thing"));

        var error = answer.Json.GetProperty("error");
        Assert.Equal((status, code, type), (answer.Code, error.Text("code"), error.Text("type")));
        Assert.Equal(status == 502 ? null : "false", answer.Headers.GetValueOrDefault("x-should-retry"));
    }

    [Fact]
    public async Task Order_WithAKeyTwice_IsMadeOnceAndAnswersTheSameImage()
    {
        var first = await Artist.Post(Route, Small, ("Idempotency-Key", "openai"));
        var again = await Artist.Post(Route, Small, ("Idempotency-Key", "openai"));

        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        Assert.Equal(first.Body, again.Body);
        Assert.Equal((Price, "0.000000"), await Money());
    }

    [Fact]
    public async Task CallerWhoLeaves_FindsTheImageLater()
    {
        using var leaving = new CancellationTokenSource();
        var key = (await Installation.AddPerson($"Leaver{Guid.CreateVersion7()}", Place, UserRole.StandardUser, Place.DepartmentId)).SecretText;
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Installation.Address, Route));
        request.Headers.Add("Authorization", $"Bearer {key}");
        request.Content = new StringContent(Studio("[fault:slow] a quay"), Encoding.UTF8, "application/json");
        var waiting = http.SendAsync(request, leaving.Token);
        var person = Installation.With(key);
        await Testing.Eventually.True(() => Installation.Vendor.Calls.Count > 0, TimeSpan.FromSeconds(30), "the vendor was called");

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Installation.Vendor.Release();

        await Testing.Eventually.True(
            async () => (await person.Get("/v1/generations?status=completed")).Json.GetProperty("data").GetArrayLength() == 1, TimeSpan.FromSeconds(30), "the image is there");
        Assert.Equal(("0.100000", "0.000000"), await Money());
    }

    [Fact]
    public async Task Models_ThatCanBeCalled_AreListedAndRead()
    {
        var list = await Artist.Get("/openai/v1/models");

        Assert.Equal("list", list.Text("object"));
        var ids = list.Json.GetProperty("data").EnumerateArray().Select(model => model.Text("id")).ToList();
        Assert.Contains("local/canvas", ids);
        Assert.DoesNotContain("openai/gpt-image-2", ids);
        foreach (var path in new[] { "local/canvas", "local%2Fcanvas" })
        {
            var model = await Artist.Get($"/openai/v1/models/{path}");
            Assert.Equal(("local/canvas", "model", "local"), (model.Text("id"), model.Text("object"), model.Text("owned_by")));
        }
    }

    private static List<JsonElement> ImagesOf(Answer answer)
    {
        Assert.True(answer.Code == 200, answer.Body);
        return [.. answer.Json.GetProperty("data").EnumerateArray()];
    }

    private static List<(string Name, JsonElement Data)> EventsOf(string body) =>
    [
        .. body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(item => item.StartsWith("event: ", StringComparison.Ordinal))
            .Select(item => (item.Split('\n')[0]["event: ".Length..], JsonElement.Parse(item.Split('\n')[1]["data: ".Length..]))),
    ];
}
