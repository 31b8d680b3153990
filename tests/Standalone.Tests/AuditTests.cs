using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DonatelloAI.Grains.Audit;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Audit;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Standalone.Tests;

/// <summary>A real process: what is done there arrives in its audit log.</summary>
public sealed class AuditTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-audit-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };

    private string Data => Path.Combine(_temp.FullName, "data");

    public void Dispose()
    {
        _http.Dispose();
        _temp.Delete(recursive: true);
    }

    [Fact]
    public async Task Image_Ordered_LeavesItsEventsInTheLogInOrder()
    {
        await using var server = await RunningStandalone.Start(Data, "--Audit:RelaySeconds", "1");
        var key = await File.ReadAllTextAsync(Path.Combine(Data, "first-admin-key"));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());

        var id = await Order(server.Address);
        var contexts = DonatelloContexts.Factory(StorageEngine.Sqlite, $"Data Source={Path.Combine(Data, "donatello.db")};Pooling=False");
        await Eventually.True(() => IsShipped(contexts), Patience, "every event is shipped");

        await using var db = await contexts.CreateDbContextAsync();
        var sink = new RelationalAuditSink(contexts, new CommitOptions());
        var person = (await db.Users.SingleAsync()).Id;
        var lines = (await sink.ReadTail(AuditChain.OfPerson(person), 100)).Reverse().ToList();
        Assert.Equal(
            ["generation.accepted", "generation.started", "generation.completed"],
            lines.Where(line => line.Entry.ResourceId == id).Select(line => line.Entry.EventType));
        Assert.Equal(await db.Outbox.CountAsync(), await db.AuditEvents.CountAsync());
        foreach (var chain in await db.AuditEvents.Select(line => line.UserId).Distinct().ToListAsync())
        {
            Assert.Null(AuditChain.FirstBroken(ChainHead.Before, (await sink.ReadTail(chain, 100)).Reverse()));
        }

        Assert.All(await db.AuditEvents.ToListAsync(), line => Assert.DoesNotContain("omitted", line.Metadata, StringComparison.Ordinal));
        Assert.DoesNotContain(await db.AuditEvents.ToListAsync(), line => line.EventType == AuditMapping.AlteredEvent);
    }

    [Fact]
    public async Task Start_WithASinkThatNobodyKnows_IsRefusedWithItsKey()
    {
        var refused = await Programs.Run(Programs.Describe(Programs.Standalone, ["--data", Data, "--Audit:Sink", "paper"]));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("Audit:Sink is no known sink: set it to database or cosmos.", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAnAccountOutOfReach_IsRefusedWithItsKey()
    {
        var refused = await Programs.Run(Programs.Describe(
            Programs.Standalone,
            ["--data", Data, "--Audit:Sink", "cosmos", "--ConnectionStrings:Audit", CosmosServer.ConnectionStringOf(1)]));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("The audit log at ConnectionStrings:Audit cannot be used", refused.Error, StringComparison.Ordinal);
    }

    private async Task<string> Order(Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/v1/generations"))
        {
            Content = JsonContent.Create(new { prompt = "a harbour at dusk" }),
        };
        request.Headers.Add("Prefer", "wait=30");
        using var answer = await _http.SendAsync(request);
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.OK, "completed"), (answer.StatusCode, made.GetProperty("status").GetString()));
        return made.GetProperty("id").GetString()!;
    }

    private static async Task<bool> IsShipped(IDbContextFactory<DonatelloContext> contexts)
    {
        await using var db = await contexts.CreateDbContextAsync();
        return !await db.Outbox.AnyAsync(row => row.AuditShippedAt == null);
    }
}
