using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DonatelloAI.Faults;
using DonatelloAI.Storage;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Cluster.Tests;

/// <summary>What a receiver of telemetry hears of a request that runs through all processes, and what it must never hear.</summary>
[Collection(ClusterCollection.Name)]
public sealed class TelemetryTests(RunningCluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _trace = Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray());

    [Fact]
    public async Task Order_WithATraceOfItsOwn_IsOneTraceFromFrontEndToVendor()
    {
        var order = await Order("a lighthouse in fog");

        Assert.Equal("completed", (string?)order["status"]);
        foreach (var name in new[] { "POST /v1/generations", "budget commit", "drive generation", "generation commit", "store image" })
        {
            await Eventually.True(() => Names().Contains(name), Patience, $"the span \"{name}\" comes");
        }

        var spans = Spans();
        Assert.Equal(["donatello-api", "donatello-silo"], spans.Select(span => span.Service).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(spans, span => span.Attributes.GetValueOrDefault("rpc.system.name") == "orleans" && span.Service == "donatello-silo");
        Assert.Contains(spans, span => span.Attributes.GetValueOrDefault("db.system.name") == "postgresql");

        var call = Assert.Single(spans, span => span.Name == "generate_content paint");
        Assert.Equal(
            ("generate_content", "vendor", "paint", "image"),
            (call.Attributes["gen_ai.operation.name"], call.Attributes["gen_ai.provider.name"], call.Attributes["gen_ai.request.model"], call.Attributes["gen_ai.output.type"]));
        Assert.Single(spans, span => span.ParentId == call.SpanId && span.Attributes.GetValueOrDefault("http.request.method") == "POST");
    }

    [Fact]
    public async Task Spans_OfOneOrder_HangTogether()
    {
        await Order("a lighthouse in fog");

        // Spans come by process, so a child may be heard of before its parent.
        await Eventually.True(
            () => Names().Contains("drive generation") && Spans() is var spans && spans.All(span => spans.Any(other => other.SpanId == span.ParentId) || span.ParentId == Client),
            Patience,
            "every span has a parent in the trace, up to the caller's own");
    }

    [Fact]
    public async Task AuditLog_TellsTheRequestOfEveryStep()
    {
        var order = await Order("a lighthouse in fog");

        var id = Guid.Parse((string)order["id"]!);
        await using var database = await DonatelloContexts.Factory(StorageEngine.Postgres, cluster.Processes.Database).CreateDbContextAsync();
        List<string> told = [];
        await Eventually.True(
            async () => (told = await database.AuditEvents.AsNoTracking().Where(line => line.RequestId == _trace).Select(line => line.EventType).ToListAsync()).Count >= 3,
            Patience,
            "the audit log has the order's events");
        Assert.Equal(["generation.accepted", "generation.completed", "generation.started"], told.Order(StringComparer.Ordinal));
        Assert.Equal(3, await database.Outbox.CountAsync(happened => happened.SubjectId == id && happened.TraceParent!.Contains(_trace)));
    }

    [Fact]
    public async Task Metrics_OfEveryRoom_Arrive()
    {
        await Order("a lighthouse in fog");

        string[] expected =
        [
            "donatello.budget.operations", "donatello.budget.held", "donatello.budget.charged", "donatello.budget.waiting", "donatello.budget.commit.size",
            "donatello.budget.commit.duration", "donatello.generation.accepted", "donatello.generation.ended", "donatello.generation.duration",
            "gen_ai.client.operation.duration", "donatello.pool.waiting", "donatello.pool.running", "donatello.audit.shipped", "donatello.audit.lag",
            "http.server.request.duration", "dotnet.gc.collections",
        ];
        foreach (var name in expected)
        {
            await Eventually.True(() => cluster.Telemetry.Metrics.ContainsKey(name), Patience, $"{name} comes");
        }
    }

    [Fact]
    public async Task PromptsAndSecrets_AreNeitherSentNorLogged()
    {
        var mark = $"mark{Guid.CreateVersion7():n}";
        await Order($"a lighthouse, {mark}", negative: $"no {mark}");
        using var refused = await cluster.Http.PostAsJsonAsync(new Uri("/v1/generations", UriKind.Relative), new { prompt = mark, size = mark, model = "vendor/paint" });
        using var wrong = new HttpRequestMessage(HttpMethod.Get, "/v1/me") { Headers = { Authorization = new("Bearer", cluster.Processes.AdminKey[..^1] + "x") } };
        using var unknown = await cluster.Http.SendAsync(wrong);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (refused.StatusCode, unknown.StatusCode));

        await Eventually.True(() => Names().Contains("drive generation"), Patience, "the order was heard of");
        var heard = cluster.Telemetry.Everything + string.Join('\n', Directory.EnumerateFiles(Path.Combine(cluster.Processes.Folder, "logs")).Select(ReadShared));
        Assert.Contains("generate_content paint", heard, StringComparison.Ordinal);
        Assert.DoesNotContain(mark, heard, StringComparison.Ordinal);
        Assert.DoesNotContain(SecretOf(cluster.Processes.AdminKey), heard, StringComparison.Ordinal);
        Assert.DoesNotContain(Laboratory.VendorKey, heard, StringComparison.Ordinal);
    }

    private string Client => _trace[..16];

    private List<ReceivedSpan> Spans() => [.. cluster.Telemetry.Spans.Where(span => span.TraceId == _trace)];

    private List<string> Names() => Spans().ConvertAll(span => span.Name);

    private static string SecretOf(string key) => key[(key.LastIndexOf('_') + 1)..^6];

    /// <summary>A log that its process is still writing.</summary>
    private static string ReadShared(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd();
    }

    private async Task<JsonObject> Order(string prompt, string? negative = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/generations")
        {
            Content = JsonContent.Create(new { prompt, style = negative, model = "vendor/paint" }),
            Headers = { { "Prefer", "wait=40" }, { "traceparent", $"00-{_trace}-{Client}-01" } },
        };
        using var answer = await cluster.Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {body}");
        return JsonNode.Parse(body)!.AsObject();
    }
}
