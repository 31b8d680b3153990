using DonatelloAI.Contracts.Users;
using DonatelloAI.Testing;
using Microsoft.Data.Sqlite;

namespace DonatelloAI.Api.Tests.Problems;

/// <summary>A database that goes away under a running server: callers are told to come back, and whoever does is served once.</summary>
public sealed class OutageTests
{
    private const string Order = """{"prompt":"a red circle","model":"local/canvas","size":"64x64"}""";
    private const string OpenAi = "/openai/v1/images/generations";
    private const string Price = "0.050000";

    [Fact]
    public async Task Postgres_StoppedAndStartedAgain_IsAnOutageAndThenGoesOn()
    {
        await using var postgres = await PostgresServer.StartAsync(fsync: true);
        await using var server = await OwnServer.Start("--Storage:Engine", "Postgres", "--ConnectionStrings:Database", await postgres.CreateDatabaseAsync());
        var made = (await server.Admin.Post("/v1/generations", Order, ("Prefer", "wait=60"))).Text("id");
        var calls = Calls(server, made);

        await postgres.CrashAsync();
        foreach (var (name, call) in calls)
        {
            AssertOutage(name, await call());
        }

        // Nobody knows any more whose key this is, nor whether there is such a department.
        AssertOutage("another key", await new Client(server.Address, ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7()).SecretText).Get("/v1/me"));
        AssertOutage("another department", await server.Admin.Get($"/v1/departments/{Guid.CreateVersion7()}/budget"));

        // What a process has in memory it may go on telling.
        foreach (var path in new[] { "/v1/me", "/v1/models", "/openai/v1/models", server.Budget })
        {
            AssertOutageOrAnswer(path, await server.Admin.Get(path));
        }

        await postgres.StartAgainAsync();
        foreach (var (name, call) in calls.Where(call => !call.Name.StartsWith("POST", StringComparison.Ordinal)))
        {
            await Eventually.True(async () => (await call()).Code is 200 or 204, TimeSpan.FromSeconds(60), $"{name} is answered again");
        }

        await BuysOnce(server, "during-the-outage", already: 1);
    }

    [Fact]
    public async Task Sqlite_LockedByAnotherProgram_IsAnOutageAndThenGoesOn()
    {
        await using var server = await OwnServer.Start("--Storage:Commits:TimeoutSeconds", "1");
        await using (var other = new SqliteConnection($"Data Source={server.DatabaseFile};Pooling=False"))
        {
            await other.OpenAsync();
            await using var lockUp = new SqliteCommand("BEGIN EXCLUSIVE", other);
            await lockUp.ExecuteNonQueryAsync();

            AssertOutage("submit", await Submit(server, "/v1/generations", "during-the-lock"));
            AssertOutage("budget", await server.Admin.Put(server.Budget, """{"monthly_budget_aud":"120.000000"}"""));
        }

        await BuysOnce(server, "during-the-lock", already: 0);
    }

    private static (string Name, Func<Task<Answer>> Call)[] Calls(OwnServer server, string made) =>
    [
        ("POST generations", () => Submit(server, "/v1/generations", "during-the-outage")),
        ("POST openai", () => Submit(server, OpenAi, "during-the-outage-too")),
        ("POST api-keys", () => server.Admin.Post("/v1/api-keys", """{"name":"another"}""", ("Idempotency-Key", "key-during-the-outage"))),
        ("GET generation", () => server.Admin.Get($"/v1/generations/{made}")),
        ("GET image", () => server.Admin.Get($"/v1/generations/{made}/image")),
        ("GET generations", () => server.Admin.Get("/v1/generations")),
        ("GET entries", () => server.Admin.Get($"{server.Budget}/entries")),
        ("PUT budget", () => server.Admin.Put(server.Budget, """{"monthly_budget_aud":"100.000000"}""")),
    ];

    private static Task<Answer> Submit(OwnServer server, string route, string key) => server.Admin.Post(route, Order, ("Idempotency-Key", key));

    /// <summary>Whoever repeats what was not answered gets it, pays once, and gets the same again.</summary>
    private static async Task BuysOnce(OwnServer server, string key, int already)
    {
        var first = await OwnServer.Until(() => server.Admin.Post("/v1/generations", Order, ("Idempotency-Key", key), ("Prefer", "wait=60")), 200);
        var again = await server.Admin.Post("/v1/generations", Order, ("Idempotency-Key", key), ("Prefer", "wait=60"));

        Assert.Equal((first.Text("id"), "completed"), (again.Text("id"), again.Text("status")));
        Assert.Equal(already + 1, (await server.Admin.Get("/v1/generations")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal((already == 0 ? Price : "0.100000", "0.000000"), await server.Money());
    }

    private static void AssertOutageOrAnswer(string name, Answer answer)
    {
        if (answer.Code != 200)
        {
            AssertOutage(name, answer);
        }
    }

    private static void AssertOutage(string name, Answer answer)
    {
        Assert.Equal((name, 503, "unavailable"), (name, answer.Code, answer.Problem));
        Assert.True(answer.Headers.ContainsKey("Retry-After"), $"{name} does not say when to come back");
        Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer.Body, StringComparison.Ordinal);
    }
}
