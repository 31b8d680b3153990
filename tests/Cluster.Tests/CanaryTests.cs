using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DonatelloAI.Storage;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Cluster.Tests;

/// <summary>
/// A mark in every field that holds what a person wrote or who they are, sent to a cluster as a client, a vendor and an identity provider send it. None of
/// them lies in clear anywhere in the cluster, in whatever form; a mark that is planted openly in each place is found there.
/// </summary>
public abstract class CanaryTests(RunningCluster cluster) : IAsyncLifetime
{
    private const string Tenant = "f9e2b1c4-0000-4000-8000-00000000000c";
    private const string Address = "203.0.113.213";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _run = $"{Guid.CreateVersion7():n}"[^12..];
    private readonly string _trace = Convert.ToHexStringLower(Guid.CreateVersion7().ToByteArray());
    private readonly StringBuilder _refusals = new();
    private HandMadeProvider _provider = null!;

    /// <summary>Prompt, parameters, a vendor's words, address and name of an added person and of one who signs in, device and address of a session.</summary>
    private string[] Marks =>
    [
        $"prompt{_run}", $"negative{_run}", $"style{_run}", $"metadata{_run}", $"vendor{_run}", $"email{_run}", $"name{_run}", $"claim{_run}", $"called{_run}",
        $"device{_run}", Address,
    ];

    private string Open => $"open{_run}";

    public async Task InitializeAsync()
    {
        _provider = await HandMadeProvider.Start();
        await cluster.Laboratory.EnsureWhole();
    }

    public async Task DisposeAsync()
    {
        cluster.Laboratory.VendorBook.Remark = null;
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Marks_InEveryPersonalField_LieNowhereInTheCluster()
    {
        await AddPerson();
        await SignIn();
        var painted = await Paint();
        await Fail();
        await BeRefused();
        await PlantOpenly();
        await UntilTold(painted);

        var found = await new Hideouts(cluster).Search([.. Marks, Open, painted, Plain(painted)]);

        AssertOpenOnesAreFound(found, painted);
        Assert.Empty(found.Where(hit => Marks.Contains(hit.Mark, StringComparer.Ordinal)).Select(static hit => $"{hit.Mark} is in {hit.Place}"));
        Assert.Contains("email_taken", $"{_refusals}", StringComparison.Ordinal);
        Assert.All(Marks, mark => Assert.False(Canary.IsIn(Encoding.UTF8.GetBytes($"{_refusals}"), mark), $"{mark} is in a refusal"));
    }

    private void AssertOpenOnesAreFound(IReadOnlyList<(string Place, string Mark)> found, string painted)
    {
        foreach (var place in new[] { "departments.name", "blob metadata", "blob tags", "blob contents", "logs/control.log" })
        {
            Assert.Contains((place, Open), found);
        }

        foreach (var folder in new[] { "postgres/", "redis/", "azurite/" })
        {
            Assert.Contains(found, hit => hit.Mark == Open && hit.Place.StartsWith(folder, StringComparison.Ordinal));
        }

        foreach (var place in new[] { "generations.id", "outbox.subject_id", "telemetry", cluster.Audit == "cosmos" ? "cosmos documents" : "audit_events.resource_id" })
        {
            Assert.Contains((place, painted), found);
        }

        Assert.Contains(("blob names and headers", Plain(painted)), found);
    }

    /// <summary>An id as names of blobs have it.</summary>
    private static string Plain(string id) => id.Replace("-", "", StringComparison.Ordinal);

    private async Task AddPerson()
    {
        var made = await Ask(HttpMethod.Post, "/v1/users", new { email = $"email{_run}@acme.com.au", display_name = $"name{_run}" });
        Assert.Equal((HttpStatusCode.Created, $"name{_run}"), (made.Status, (string?)made.Json["display_name"]));
    }

    private async Task SignIn()
    {
        var organization = (string)(await Ask(HttpMethod.Get, "/v1/me")).Json["organization_id"]!;
        var bound = await Programs.Run(
            Programs.Silo,
            "bind-issuer", "--organization", organization, "--issuer", _provider.Issuer, "--tenant", Tenant, "--audience", HandMadeProvider.Audience,
            "--ConnectionStrings:Database", cluster.Processes.Database, "--Storage:Engine", "Postgres", "--Keys:Folder", Path.Combine(cluster.Processes.Folder, "keys"));
        Assert.Equal((0, ""), (bound.ExitCode, bound.Error));

        var token = _provider.Token(claims =>
        {
            (claims["oid"], claims["tid"], claims["email"], claims["name"]) = ($"subject-{Guid.CreateVersion7():n}", Tenant, $"claim{_run}@acme.com.au", $"called{_run}");
            claims["amr"] = new[] { "pwd" };
        });
        var session = await Ask(HttpMethod.Post, "/v1/sessions", new { id_token = token }, ("User-Agent", $"Browser/1.0 device{_run}"), ("X-Forwarded-For", Address));
        Assert.True(session.Status == HttpStatusCode.Created, session.Body);
        var seen = await Ask(HttpMethod.Get, "/v1/sessions", null, ("Authorization", $"Bearer {session.Json["access_token"]}"));
        Assert.Contains($"device{_run}", seen.Body, StringComparison.Ordinal);
        Assert.Contains(Address, seen.Body, StringComparison.Ordinal);
    }

    private async Task<string> Paint()
    {
        var made = await Ask(
            HttpMethod.Post,
            "/v1/generations",
            new { prompt = $"a lighthouse, prompt{_run}", negative_prompt = $"no negative{_run}", style = $"style{_run}", model = "local/canvas", metadata = new { campaign = $"metadata{_run}" } },
            ("Prefer", "wait=40"));
        Assert.True(made.Status == HttpStatusCode.OK, made.Body);
        var id = (string)made.Json["id"]!;
        Assert.Contains($"prompt{_run}", (await Ask(HttpMethod.Get, $"/v1/generations/{id}/metadata")).Body, StringComparison.Ordinal);
        using var thumbnail = await cluster.Http.GetAsync(new Uri($"/v1/generations/{id}/thumbnail", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, thumbnail.StatusCode);
        return id;
    }

    private async Task Fail()
    {
        cluster.Laboratory.VendorBook.Remark = $" It was about vendor{_run}.";
        foreach (var fault in new[] { "[fault:moderation_blocked] ", "" })
        {
            var made = await Ask(HttpMethod.Post, "/v1/generations", new { prompt = $"{fault}prompt{_run}", model = "vendor/paint" }, ("Prefer", "wait=40"));
            Assert.True(made.Status == HttpStatusCode.OK, made.Body);
            Assert.Equal(fault.Length > 0, made.Body.Contains($"vendor{_run}", StringComparison.Ordinal));
        }
    }

    private async Task BeRefused()
    {
        foreach (var (path, body, status) in new (string, object, HttpStatusCode)[]
        {
            ("/v1/generations", new { prompt = $"prompt{_run}", size = $"style{_run}" }, HttpStatusCode.BadRequest),
            ("/v1/generations", new { prompt = $"prompt{_run}", n = 99 }, HttpStatusCode.BadRequest),
            ("/v1/users", new { email = $"EMAIL{_run}@acme.com.au", display_name = $"name{_run}" }, HttpStatusCode.Conflict),
        })
        {
            var refused = await Ask(HttpMethod.Post, path, body);
            Assert.True(refused.Status == status, refused.Body);
            _refusals.AppendLine(refused.Body);
        }
    }

    /// <summary>Puts a mark in clear into every place, so that a search that finds nothing is none.</summary>
    private async Task PlantOpenly()
    {
        var made = await Ask(HttpMethod.Post, "/v1/departments", new { name = Open, code = _run.ToUpperInvariant() });
        Assert.True(made.Status == HttpStatusCode.Created, made.Body);

        var container = new BlobContainerClient(AzuriteServer.ConnectionStringOf(cluster.Processes.PortOf("azurite")), $"control{_run}");
        await container.CreateAsync();
        var blob = container.GetBlobClient("control");
        var pair = new Dictionary<string, string>(StringComparer.Ordinal) { ["control"] = Open };
        await blob.UploadAsync(BinaryData.FromString(Open), new BlobUploadOptions { Metadata = pair, Tags = pair });

        using var redis = new TcpClient("127.0.0.1", cluster.Processes.PortOf("redis"));
        await redis.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"SET {Open} 1\r\n"));
        Assert.Equal('+', redis.GetStream().ReadByte());

        await File.WriteAllTextAsync(Path.Combine(cluster.Processes.Folder, "logs", "control.log"), Open);
    }

    /// <summary>Until spans have come, events are in the audit log, and Azurite has written down what it knows, which it does every few seconds.</summary>
    private async Task UntilTold(string painted)
    {
        await Eventually.True(() => cluster.Telemetry.Spans.Any(span => span.TraceId == _trace && span.Name == "drive generation"), Patience, "the spans come");
        await using var database = await DonatelloContexts.Factory(StorageEngine.Postgres, cluster.Processes.Database).CreateDbContextAsync();
        var id = Guid.Parse(painted);
        await Eventually.True(
            () => database.Outbox.AnyAsync(row => row.SubjectId == id && row.EventType == "generation.completed" && row.AuditShippedAt != null), Patience, "the events are shipped");
        var azurite = Path.Combine(cluster.Processes.Folder, "azurite");
        await Eventually.True(
            () => Directory.EnumerateFiles(azurite, "*.json").Any(file => Canary.IsIn(File.ReadAllBytes(file), Open)), Patience, "Azurite has written its database");
    }

    private async Task<(HttpStatusCode Status, string Body, JsonNode Json)> Ask(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("traceparent", $"00-{_trace}-{_trace[..16]}-01");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await cluster.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text, JsonNode.Parse(text)!);
    }
}

[Collection(ClusterCollection.Name)]
public sealed class DatabaseCanaryTests(RunningCluster cluster) : CanaryTests(cluster);

[Collection(TalkativeClusterCollection.Name)]
public sealed class CosmosCanaryTests(TalkativeCluster cluster) : CanaryTests(cluster);
