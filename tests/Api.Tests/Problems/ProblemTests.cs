using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Hosting;

namespace DonatelloAI.Api.Tests.Problems;

[Collection(InstallationCollection.Name)]
public sealed class ProblemTests(Installation installation)
{
    [Theory]
    [InlineData("GET", "/nowhere", 404, "not_found")]
    [InlineData("GET", "/v1/nowhere", 404, "not_found")]
    [InlineData("PATCH", "/v1/me", 405, "method_not_allowed")]
    [InlineData("DELETE", "/v1/api-keys/not-an-id", 404, "not_found")]
    [InlineData("GET", "/v1/departments/7/budget", 404, "not_found")]
    public async Task Request_ThatNoRouteTakes_IsAProblem(string method, string path, int status, string code)
    {
        var answer = await installation.As("OrgAdmin").Send(method, path, null);

        Assert.Equal((status, code), (answer.Code, answer.Problem));
        Assert.Equal("about:blank", answer.Text("type"));
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal(answer.Headers["X-Request-Id"], answer.Text("trace_id"));
    }

    [Fact]
    public async Task Answers_GoodOrBad_HaveTheSecurityHeaders()
    {
        foreach (var path in new[] { "/v1/me", "/v1/nowhere", "/health/live" })
        {
            var answer = await installation.As("OrgAdmin").Get(path);
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
            Assert.Equal("DENY", answer.Headers["X-Frame-Options"]);
            Assert.Equal("no-referrer", answer.Headers["Referrer-Policy"]);
            Assert.StartsWith("default-src 'none'", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Contains("no-store", answer.Headers["Cache-Control"], StringComparison.Ordinal);
            Assert.False(answer.Headers.ContainsKey("Server"));
        }
    }

    [Fact]
    public async Task Pages_OfOtherOrigins_AreLetReadNothing()
    {
        (string, string)[] page = [("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization")];
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Options })
        {
            var answer = await installation.As("OrgAdmin").Send(method, "/v1/me", null, page);
            Assert.DoesNotContain(answer.Headers.Keys, static name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
            Assert.Equal(method == HttpMethod.Get ? 200 : 405, answer.Code);
        }
    }

    [Theory]
    [InlineData(WebProcess.MaxHeaders - 10, 200)]
    [InlineData(WebProcess.MaxHeaders + 1, 431)]
    public async Task Headers_MoreThanTheBound_AreRefused(int count, int status)
    {
        var headers = Enumerable.Range(0, count).Select(static number => ($"X-Filler-{number}", "x"));

        Assert.Equal(status, (await installation.As("OrgAdmin").Get("/v1/me", [.. headers])).Code);
    }

    [Theory]
    [InlineData(WebProcess.MaxHeaderBytes - 2_000, 200)]
    [InlineData(WebProcess.MaxHeaderBytes + 1, 431)]
    public async Task Headers_LongerThanTheBound_AreRefused(int length, int status) =>
        Assert.Equal(status, (await installation.As("OrgAdmin").Get("/v1/me", ("X-Filler", new string('x', length)))).Code);

    [Fact]
    public async Task Health_AskedByAnOperator_TellsTheParts()
    {
        var parts = (await installation.As("SuperAdmin").Get("/health/ready")).Json.GetProperty("parts");
        Assert.Equal(("ready", "ready"), (parts.GetProperty("silo").GetString(), parts.GetProperty("storage").GetString()));

        foreach (var other in new[] { installation.As(), installation.As("OrgAdmin"), installation.With("dnt_wrong") })
        {
            Assert.Equal("""{"status":"ready"}""", (await other.Get("/health/ready")).Body);
        }
    }

    [Fact]
    public void EveryRefusal_OfEveryGrain_HasAStatusAndACode()
    {
        Problem[] problems =
        [
            .. Enum.GetValues<AuthenticationRefusal>().Select(reason => new AuthenticationRefused(reason).ToProblem()),
            .. Enum.GetValues<BudgetRefusal>().Select(reason => Refused(reason).ToProblem()),
            .. Enum.GetValues<ApiKeyRefusal>().Select(reason =>
                new ApiKeyRefused { Reason = reason, Message = "Why.", Budget = Refused(BudgetRefusal.AmountOutOfRange) }.ToProblem()),
            .. Enum.GetValues<GenerationRefusal>().Select(reason => reason.ToProblem("Why.")),
        ];

        Assert.All(problems, problem =>
        {
            Assert.InRange(problem.Status, 400, 499);
            Assert.Matches("^[a-z][a-z_]+$", problem.Code);
        });
    }

    [Fact]
    public void InsufficientBudget_SaysEverySum()
    {
        var problem = Refused(BudgetRefusal.InsufficientBudget).ToProblem();

        Assert.Equal(402, problem.Status);
        Assert.Equal(("3.000000", "2.000000", "1.000000", "0.500000"), ($"{problem.Asked}", $"{problem.Held}", $"{problem.Spent}", $"{problem.Left}"));
        Assert.Equal(new DateOnly(2026, 11, 30), problem.PeriodEnd);
    }

    private static BudgetRefused Refused(BudgetRefusal reason) => new()
    {
        Reason = reason,
        Message = "Why.",
        Asked = Contracts.Money.FromAud(3),
        Held = Contracts.Money.FromAud(2),
        Spent = Contracts.Money.FromAud(1),
        Left = Contracts.Money.FromAud(0.5m),
        PeriodEnd = new DateOnly(2026, 11, 30),
    };
}
