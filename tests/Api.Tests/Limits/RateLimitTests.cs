using DonatelloAI.Api.Limits;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Limits;

/// <summary>Rates over HTTP: who is refused, and how they are told.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task Key_WithARateOfItsOwn_IsRefusedAloneAndIsToldWhen()
    {
        await using var server = await OwnServer.Start();
        var limited = new Client(server.Address, (await server.Admin.Post("/v1/api-keys", """{"name":"slow","rate_limit_per_minute":3}""")).Text("key"));

        Assert.Matches("^\"key\";r=2;t=[0-9]+$", (await limited.Get("/v1/me")).Headers["RateLimit"]);
        await limited.Get("/v1/me");
        await limited.Get("/v1/me");
        var refused = await limited.Get("/v1/me");

        Assert.Equal((429, "rate_limited"), (refused.Code, refused.Problem));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 61);
        Assert.Equal("\"key\";q=3;w=60", refused.Headers["RateLimit-Policy"]);
        Assert.Equal($"\"key\";r=0;t={refused.Headers["Retry-After"]}", refused.Headers["RateLimit"]);
        Assert.Equal(200, (await server.Admin.Get("/v1/me")).Code);
        var openAi = await limited.Get("/openai/v1/models");
        Assert.Equal((429, "rate_limited", "rate_limit_error"), (openAi.Code, openAi.Problem, openAi.Json.GetProperty("error").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task User_WithARateThatIsUsedUp_IsRefusedWithEveryKey()
    {
        await using var server = await OwnServer.Start("--Limits:UserPerMinute", "5");
        var made = await OwnServer.Until(() => server.Admin.Post("/v1/api-keys", """{"name":"another"}"""), 201);
        var refused = await OwnServer.Until(() => server.Admin.Get("/v1/me"), 429);

        Assert.Equal("\"user\";q=5;w=60", refused.Headers["RateLimit-Policy"]);
        Assert.Equal(429, (await new Client(server.Address, made.Text("key")).Get("/v1/me")).Code);
    }

    [Fact]
    public async Task Organisation_WithARateThatIsUsedUp_IsRefused()
    {
        await using var server = await OwnServer.Start("--Limits:OrganizationPerMinute", "20");
        var answers = new List<Answer>();
        for (var i = 0; i < 21; i++)
        {
            answers.Add(await server.Admin.Get("/v1/me"));
        }

        // One of its twenty was asked when the server started.
        Assert.Equal(19, answers.Count(answer => answer.Code == 200));
        Assert.Equal(("rate_limited", "\"organization\";q=20;w=60"), (answers[^1].Problem, answers[^1].Headers["RateLimit-Policy"]));
    }

    [Fact]
    public async Task Defaults_ABurstOfAThousandFromOneKey_IsNotRefused()
    {
        await using var server = await OwnServer.Start();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => server.Admin.Get("/v1/me")));

        Assert.All(answers, answer => Assert.Equal(200, answer.Code));
        Assert.All(answers, answer => Assert.Matches("^\"(user|organization)\";r=[0-9]+;t=[0-9]+$", answer.Headers["RateLimit"]));
    }

    [Fact]
    public async Task WrongKeys_TenThousandOfThem_AreRefusedAndAuditedTogetherWhileAGoodKeyWorks()
    {
        await using var server = await OwnServer.Start();
        var known = ApiKeyToken.TryParse((await server.Admin.Post("/v1/api-keys", """{"name":"victim"}""")).Text("key"), out var token) ? token : throw new InvalidOperationException();
        var wrong = new Client(server.Address, ApiKeyToken.Create(known.UserId, known.KeyId).SecretText);
        var codes = new List<string?>();
        for (var round = 0; round < 100; round++)
        {
            codes.AddRange((await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => wrong.Get("/v1/me")))).Select(answer => $"{answer.Code} {answer.Problem}"));
            Assert.Equal(200, (await server.Admin.Get("/v1/me")).Code);
        }

        Assert.Equal(["401 invalid_api_key", "429 too_many_failed_attempts"], codes.Distinct().Order(StringComparer.Ordinal));
        var late = await wrong.Get("/v1/me");
        Assert.InRange(int.Parse(late.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 61);
        Assert.Equal((1, 1), (server.Services.GetRequiredService<FailedAttempts>().Addresses, server.Services.GetRequiredService<FailedAttempts>().Accepted));

        Assert.True(await server.Services.GetRequiredService<FailureReporter>().HandOver());
        await using var db = await server.Services.GetRequiredService<IDbContextFactory<DonatelloContext>>().CreateDbContextAsync();
        var events = await db.Outbox.Where(row => row.EventType == "authentication.failed").ToListAsync();
        Assert.Equal(2, events.Count);
        Assert.Equal(10_001, events.Sum(row => System.Text.Json.JsonElement.Parse(row.Payload).GetProperty("attempts").GetInt64()));
        var asked = Assert.Single(events, row => row.OrganizationId != Guid.Empty);
        Assert.Contains("\"reason\":\"invalid_api_key\"", asked.Payload, StringComparison.Ordinal);
        Assert.DoesNotContain(events, row => row.Payload.Contains("127.0.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AddressBehindAProxy_ThatFailsTooOften_IsRefusedAndTheNextOneIsNot()
    {
        await using var server = await OwnServer.Start("--Limits:FailedAttemptsPerMinute", "2", "--Api:TrustedProxies:0", "127.0.0.1");
        var wrong = new Client(server.Address, ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7()).SecretText);
        (string, string) first = ("X-Forwarded-For", "203.0.113.7"), second = ("X-Forwarded-For", "203.0.113.8");

        Assert.Equal(401, (await wrong.Get("/v1/me", first)).Code);
        Assert.Equal(401, (await wrong.Get("/v1/me", first)).Code);
        Assert.Equal(429, (await wrong.Get("/v1/me", first)).Code);
        Assert.Equal(401, (await wrong.Get("/v1/me", second)).Code);
        Assert.Equal(429, (await server.Admin.Get("/v1/me", first)).Code);
        Assert.Equal(200, (await server.Admin.Get("/v1/me", second)).Code);
    }

    [Fact]
    public async Task SignInsAndRenewals_WithWrongTokens_AreRefusedByAddressAndAuditedTogether()
    {
        await using var server = await OwnServer.Start("--Limits:FailedAttemptsPerMinute", "2", "--Api:TrustedProxies:0", "127.0.0.1");
        var nobody = new Client(server.Address, null);
        var signIn = await Codes("/v1/sessions", """{"id_token":"nonsense"}""", "203.0.113.7");
        var renewal = await Codes("/v1/sessions/refresh", """{"refresh_token":"nonsense"}""", "203.0.113.8");

        Assert.Equal(["401 invalid_identity_token", "401 invalid_identity_token", "429 too_many_failed_attempts"], signIn);
        Assert.Equal(["401 invalid_refresh_token", "401 invalid_refresh_token", "429 too_many_failed_attempts"], renewal);
        var elsewhere = await nobody.Post("/v1/sessions", """{"id_token":"nonsense"}""", ("X-Forwarded-For", "203.0.113.9"));
        Assert.Equal((401, "invalid_identity_token"), (elsewhere.Code, elsewhere.Problem));

        Assert.True(await server.Services.GetRequiredService<FailureReporter>().HandOver());
        await using var db = await server.Services.GetRequiredService<IDbContextFactory<DonatelloContext>>().CreateDbContextAsync();
        var told = (await db.Outbox.Where(row => row.EventType == "authentication.failed").ToListAsync()).Select(row => System.Text.Json.JsonElement.Parse(row.Payload));
        Assert.Equal(
            [("invalid_identity_token", 3L), ("invalid_refresh_token", 2L), ("too_many_failed_attempts", 2L)],
            told.Select(line => (line.GetProperty("reason").GetString()!, line.GetProperty("attempts").GetInt64())).Order());

        async Task<List<string>> Codes(string path, string body, string address)
        {
            var codes = new List<string>();
            for (var i = 0; i < 3; i++)
            {
                var answer = await nobody.Post(path, body, ("X-Forwarded-For", address));
                codes.Add($"{answer.Code} {answer.Problem}");
            }

            return codes;
        }
    }

    [Fact]
    public async Task Renewal_OfASessionThatCameFromThereLately_PassesBehindWrongTokensOfItsNeighbours()
    {
        await using var server = await OwnServer.Start("--Limits:FailedAttemptsPerMinute", "2");
        var person = (await server.Admin.Get("/v1/me")).Json.GetProperty("id").GetGuid();
        var session = (SessionOpened)await server.Services.GetRequiredService<IGrainFactory>().GetGrain<ISessionGrain>(Guid.CreateVersion7()).Open(
            new OpenSession { UserId = person, Opening = $"{Guid.CreateVersion7()}", SecondFactor = true, Device = new SessionDevice("Browser/1.0", null) });
        var nobody = new Client(server.Address, null);
        var first = await Renew(session.RefreshToken);
        Assert.Equal(200, first.Code);
        await Renew("nonsense");
        await Renew("nonsense");
        Assert.Equal((429, "too_many_failed_attempts"), ((await Renew("nonsense")).Code, (await Renew("nonsense")).Problem));

        Assert.Equal(200, (await Renew(first.Text("refresh_token"))).Code);

        Task<Answer> Renew(string token) => nobody.Post("/v1/sessions/refresh", $$"""{"refresh_token":"{{token}}"}""");
    }
}
