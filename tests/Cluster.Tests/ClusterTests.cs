using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DonatelloAI.Contracts;
using DonatelloAI.Testing;

namespace DonatelloAI.Cluster.Tests;

/// <summary>An installation in several processes, from outside.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ClusterTests(RunningCluster cluster)
{
    private static readonly Money Price = Money.FromAud(0.05m);

    [Fact]
    public async Task Order_ThroughTheFrontEnd_MakesAPictureAndMovesTheBudgetByItsPrice()
    {
        var before = await Spent();

        var made = await Order();
        var bytes = await cluster.Http.GetByteArrayAsync(new Uri($"/v1/generations/{made["id"]}/image", UriKind.Relative));

        Assert.Equal(("completed", "0.050000"), ((string?)made["status"], (string?)made["cost_aud"]));
        Assert.Equal([0xFF, 0xD8], bytes[..2]);
        Assert.Equal(before + Price, await Spent());
        using var stranger = new HttpClient();
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await stranger.GetByteArrayAsync(new Uri((string)made["image_url"]!))));
    }

    [Fact]
    public async Task Order_Repeated_CostsOnce()
    {
        var key = $"{Guid.CreateVersion7()}";
        var first = await Order(key);
        var spent = await Spent();

        Assert.Equal((string?)first["id"], (string?)(await Order(key))["id"]);
        Assert.Equal(spent, await Spent());
    }

    [Fact]
    public async Task Health_OfEveryProcess_IsReady()
    {
        foreach (var name in new[] { "silo-1", "silo-2", "api" })
        {
            Assert.Equal(HttpStatusCode.OK, await cluster.Processes.Health(name));
            Assert.Equal(HttpStatusCode.OK, await cluster.Processes.Health(name, "/health/live"));
        }
    }

    [Fact]
    public async Task Silos_AllGone_FrontEndSaysSoAndComesBackByItself()
    {
        await cluster.Processes.Signal("silo-1", "TERM");
        await cluster.Processes.Signal("silo-2", "TERM");
        await Eventually.True(
            async () => await cluster.Processes.Health("api") == HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(60), "the front end says that it is not ready");

        Assert.Equal(HttpStatusCode.OK, await cluster.Processes.Health("api", "/health/live"));
        using var refused = await cluster.Http.GetAsync(new Uri("/v1/me", UriKind.Relative));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (refused.StatusCode, refused.Headers.RetryAfter is not null));

        await cluster.Processes.Tell("up");
        Assert.Equal("completed", (string?)(await Order())["status"]);
    }

    [Fact]
    public async Task Status_ShowsWhatRuns()
    {
        var lines = (await cluster.Processes.Tell("status")).Output.Trim().Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();

        Assert.Equal(["NAME", "redis", "postgres", "azurite", "silo-1", "silo-2", "api"], lines.Select(line => line[0]));
        Assert.All(lines.Skip(1), line => Assert.Equal("ready", line[1]));
        Assert.All(lines.Skip(1), line => Assert.StartsWith("127.0.0.1:", line[3], StringComparison.Ordinal));
    }

    private async Task<JsonObject> Order(string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/generations")
        {
            Content = JsonContent.Create(new { prompt = "a harbour at dusk", size = "512x512", output_format = "jpeg" }),
            Headers = { { "Prefer", "wait=40" }, { "Idempotency-Key", key ?? $"{Guid.CreateVersion7()}" } },
        };
        using var answer = await cluster.Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {body}");
        return JsonNode.Parse(body)!.AsObject();
    }

    private async Task<Money> Spent()
    {
        var me = await cluster.Http.GetFromJsonAsync<JsonObject>("/v1/me");
        var budget = await cluster.Http.GetFromJsonAsync<JsonObject>($"/v1/departments/{me!["department_id"]}/budget");
        Assert.Equal("0.000000", (string?)budget!["held_aud"]);
        return Money.FromAud(decimal.Parse((string)budget["spent_aud"]!, System.Globalization.CultureInfo.InvariantCulture));
    }
}
