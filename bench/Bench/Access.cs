using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Testing;

namespace DonatelloAI.Bench;

/// <summary>
/// What it costs to know who asks, and whether a refusal takes longer for one reason than for another. One caller at a time; the kinds of a
/// group are asked in turns, so that the machine's moods fall on all of them.
/// </summary>
internal sealed class Access(Report report)
{
    private const int Tries = 1_000;
    private const int WarmUps = 2_000;
    private const int Rounds = 3;

    /// <summary>Nothing of it asks a vendor.</summary>
    private const string NoVendor = "http://127.0.0.1:9";

    private static readonly string[] Unlimited = ["--Limits:FailedAttemptsPerMinute", "0"];

    // The last of two equal options counts.
    private static readonly string[] Limited =
    [
        "--Limits:UserPerMinute", "10000000", "--Limits:OrganizationPerMinute", "10000000", "--Limits:FailedAttemptsPerMinute", "1000000",
    ];

    /// <summary>Refusals, then good requests with and without limits.</summary>
    public async Task Run(string engine, TestDatabase database)
    {
        var data = Directory.CreateTempSubdirectory("donatello-bench-").FullName;
        try
        {
            await using (var server = await FrontServer.Start(database, NoVendor, data, Unlimited))
            {
                await Measure(engine, server, await Refused(server));
            }

            for (var round = 1; round <= Rounds; round++)
            {
                await MeasureGood(engine, database, data, $"GET /v1/me without limits, {round}", Unlimited);
                await MeasureGood(engine, database, data, $"GET /v1/me with limits, {round}", Limited);
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private async Task MeasureGood(string engine, TestDatabase database, string data, string name, string[] settings)
    {
        await using var server = await FrontServer.Start(database, NoVendor, data, settings);
        var key = server.Key;
        await Measure(engine, server, [new Case($"no credential, beside {name}", server.Address, static () => null), new Case(name, server.Address, () => key)]);
    }

    private static async Task<Case[]> Refused(FrontServer server)
    {
        var made = await Make(server, """{"name":"good"}""");
        var narrow = await Make(server, """{"name":"narrow","scopes":["generate"]}""");
        var gone = await Make(server, """{"name":"gone"}""");
        using (var admin = server.Client(1))
        {
            using var answer = await admin.DeleteAsync(new Uri($"/v1/api-keys/{gone.KeyId}", UriKind.Relative));
            await Front.Expect(answer, HttpStatusCode.NoContent);
        }

        var nobody = ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7());
        var wrong = ApiKeyToken.Create(made.UserId, made.KeyId);
        var unknown = ApiKeyToken.Create(made.UserId, Guid.CreateVersion7());
        return
        [
            new("no credential", server.Address, () => null),
            new("wrong secret", server.Address, () => wrong.SecretText),
            new("unknown key of somebody", server.Address, () => unknown.SecretText),
            new("revoked key", server.Address, () => gone.SecretText),
            new("nobody, again", server.Address, () => nobody.SecretText),
            new("nobody, a new one each time", server.Address, () => ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7()).SecretText),
            new("good key without the scope", server.Address, () => narrow.SecretText),
            new("good key, GET /v1/me", server.Address, () => made.SecretText),
        ];
    }

    private static async Task<ApiKeyToken> Make(FrontServer server, string body)
    {
        using var admin = server.Client(1);
        using var answer = await admin.PostAsync(new Uri("/v1/api-keys", UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return ApiKeyToken.TryParse(json.GetProperty("key").GetString(), out var token) ? token : throw new InvalidOperationException("The answer has no key.");
    }

    private async Task Measure(string engine, FrontServer server, Case[] cases)
    {
        using var http = server.Client(1);
        http.DefaultRequestHeaders.Authorization = null;
        var times = cases.Select(static _ => new List<double>(Tries)).ToArray();
        var order = Enumerable.Range(0, cases.Length).ToArray();
        for (var i = 0; i < WarmUps + Tries; i++)
        {
            Random.Shared.Shuffle(order);

            // In another order each time: whoever always follows a slow one would seem slower.
            foreach (var kind in order)
            {
                var elapsed = await Time(http, cases[kind]);
                if (i >= WarmUps)
                {
                    times[kind].Add(elapsed);
                }
            }
        }

        for (var kind = 0; kind < cases.Length; kind++)
        {
            times[kind].Sort();
            report.AddRead(engine, cases[kind].Name, times[kind][Tries / 2], times[kind][(int)(Tries * 0.99)]);
        }
    }

    private static async Task<double> Time(HttpClient http, Case asked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(asked.Server, "/v1/me"));
        if (asked.Credential() is { } credential)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        }

        var began = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>A kind of request.</summary>
    private sealed record Case(string Name, Uri Server, Func<string?> Credential);
}
