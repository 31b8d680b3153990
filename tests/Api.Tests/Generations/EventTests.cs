using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using DonatelloAI.Api.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Generations;

/// <summary>A generation's way as server-sent events.</summary>
[Collection(InstallationCollection.Name)]
public sealed class EventTests(Installation installation) : GenerationTest(installation)
{
    private static readonly HttpClient Http = new();

    private string _credential = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _credential = (await Installation.AddPerson($"Watcher{Guid.CreateVersion7()}", Place, UserRole.DeptManager, Place.DepartmentId)).SecretText;
    }

    [Fact]
    public async Task Stream_OfARunningOne_TellsEveryChangeAndEndsWithItsEnd()
    {
        var id = (await Artist.Post("/v1/generations", Studio("[fault:slow] a bay"))).Text("id");
        await Until(id, "processing");
        using var response = await Open(id);
        await using var events = Read(response).GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("status", "processing"), (events.Current.EventType, Status(events.Current)));
        Installation.Vendor.Release();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("completed", "completed"), (events.Current.EventType, Status(events.Current)));
        Assert.NotEqual("", JsonElement.Parse(events.Current.Data).Text("image_url"));
        Assert.False(await events.MoveNextAsync());
    }

    [Theory]
    [InlineData("[fault:moderation_blocked] a thing", "failed")]
    [InlineData("a thing", "completed")]
    public async Task Stream_OfAnEndedOne_TellsItsEndAndCloses(string prompt, string end)
    {
        var id = (await Made(Studio(prompt))).Text("id");

        using var response = await Open(id);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var only = Assert.Single(await Read(response).ToListAsync());
        Assert.Equal((end, end), (only.EventType, Status(only)));
    }

    [Fact]
    public async Task Stream_OfACancelledOne_EndsWithCancelled()
    {
        await Artist.Post("/v1/generations", Studio("[fault:slow] one", "studio/narrow"));
        var id = (await Artist.Post("/v1/generations", Studio("two", "studio/narrow"))).Text("id");
        using var response = await Open(id);

        await Artist.Post($"/v1/generations/{id}/cancel");

        Assert.Equal("cancelled", (await Read(response).LastAsync()).EventType);
    }

    [Fact]
    public async Task Stream_ResumedAfterAnEvent_GoesOnBehindIt()
    {
        var id = (await Artist.Post("/v1/generations", Studio("[fault:slow] a fjord"))).Text("id");
        await Until(id, "processing");
        using var first = await Open(id);
        var seen = await Read(first).FirstAsync();
        Installation.Vendor.Release();
        await Until(id, "completed");

        using var resumed = await Open(id, seen.EventId);
        var last = Assert.Single(await Read(resumed).ToListAsync());
        Assert.Equal(("processing", "completed"), (Status(seen), last.EventType));

        using var nothing = await Open(id, last.EventId);
        Assert.Equal(204, (int)nothing.StatusCode);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.5")]
    public async Task Stream_ResumedAfterNoEvent_IsRefused(string id)
    {
        var answer = await Artist.Get($"/v1/generations/{(await Made()).Text("id")}/events", ("Last-Event-ID", id));

        Assert.Equal((400, "Last-Event-ID:invalid_last_event_id"), (answer.Code, answer.Errors));
    }

    [Fact]
    public async Task Stream_ThatIsLeft_GivesItsPlaceBack()
    {
        var id = (await Artist.Post("/v1/generations", Studio("[fault:slow] a moor"))).Text("id");
        var places = Installation.App.Services.GetRequiredService<ApiOptions>().MaxEventStreamsPerUser;
        var open = await Task.WhenAll(Enumerable.Range(0, places).Select(_ => Open(id)));
        Assert.All(open, response => Assert.Equal(200, (int)response.StatusCode));

        using (var full = await Open(id))
        {
            Assert.Equal(429, (int)full.StatusCode);
            Assert.NotNull(full.Headers.RetryAfter);
        }

        foreach (var response in open)
        {
            response.Dispose();
        }

        await Eventually.True(
            async () =>
            {
                using var again = await Open(id);
                return again.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(60),
            "a place is free again");
    }

    private async Task<HttpResponseMessage> Open(string id, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Installation.Address, $"/v1/generations/{id}/events"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _credential);
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async IAsyncEnumerable<SseItem<string>> Read(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync();
        await foreach (var item in SseParser.Create(body).EnumerateAsync())
        {
            yield return item;
        }
    }

    private static string Status(SseItem<string> item) => JsonElement.Parse(item.Data).Text("status");
}
