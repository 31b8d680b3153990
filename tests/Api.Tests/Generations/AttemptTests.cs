using System.Text.Json;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Testing;

namespace DonatelloAI.Api.Tests.Generations;

/// <summary>The operator's desk over HTTP.</summary>
[Collection(InstallationCollection.Name)]
public sealed class AttemptTests(Installation installation) : GenerationTest(installation)
{
    private const string Secret = "a lighthouse nobody else may read of";

    private Client Operator => Installation.As("SuperAdmin");

    [Fact]
    public async Task Desk_ShowsAnUnknownAttemptWithoutAWordOfItsOrder()
    {
        var (id, attempt) = await Lost();

        Assert.Equal((id, "unknown", "unknown", "0.100000"), (attempt.Text("generation_id"), attempt.Text("outcome"), attempt.Text("billed"), attempt.Text("held_aud")));
        Assert.Equal(("studio", "paint", $"{Place.DepartmentId}"), (attempt.Text("model_provider"), attempt.Text("model_name"), attempt.Text("department_id")));
        Assert.Equal(TimeSpan.FromHours(24), attempt.GetProperty("assumed_at").GetDateTimeOffset() - attempt.GetProperty("started_at").GetDateTimeOffset());
        Assert.DoesNotContain("lighthouse", attempt.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_AsReleased_GivesTheMoneyBackOnceAndIsRepeatedAlike()
    {
        var (id, attempt) = await Lost();
        var path = $"/v1/attempts/{attempt.Text("id")}/resolve";
        const string Body = """{"action":"release","reason":"Not on the invoice."}""";

        var answer = await Operator.Post(path, Body, ("Idempotency-Key", id));

        Assert.Equal((200, "released", "no", "0.000000"), (answer.Code, answer.Text("outcome"), answer.Text("billed"), answer.Text("held_aud")));
        Assert.Equal(("0.000000", "0.000000"), await Money());
        var repeated = await Operator.Post(path, Body, ("Idempotency-Key", id));
        Assert.Equal((200, answer.Body, "true"), (repeated.Code, repeated.Body, repeated.Headers["Idempotency-Replayed"]));
        var other = await Operator.Post(path, """{"action":"settle","reason":"It is on the invoice."}""");
        Assert.Equal((409, "outcome_known"), (other.Code, other.Problem));
        Assert.Equal(("0.000000", "0.000000"), await Money());
    }

    [Fact]
    public async Task Resolve_AtTheInvoicesAmount_IsChargedAndNamedInTheLedger()
    {
        var (id, attempt) = await Lost();

        var answer = await Operator.Post($"/v1/attempts/{attempt.Text("id")}/resolve", """{"action":"settle","amount_aud":"0.070000","reason":"Line 17."}""");

        Assert.Equal((200, "settled", "0.070000"), (answer.Code, answer.Text("outcome"), answer.Text("charged_aud")));
        Assert.Equal(("0.070000", "0.000000"), await Money());
        Assert.Equal("0.070000", (await Artist.Get($"/v1/generations/{id}")).Text("cost_aud"));
        var entry = (await (await Person(UserRole.OrgAdmin)).Get($"/v1/departments/{Place.DepartmentId}/budget/entries?limit=1")).Json.GetProperty("data")[0];
        Assert.Equal(("settle", "Line 17.", $"{Installation.KeyOf("SuperAdmin").UserId}"), (entry.Text("kind"), entry.Text("reason"), entry.Text("actor_id")));
    }

    [Theory]
    [InlineData("""{"action":"settle","reason":"r","amount_aud":"0.100001"}""", "amount_aud:invalid_field")]
    [InlineData("""{"action":"settle","reason":"r","amount_aud":"0.000000"}""", "amount_aud:invalid_field")]
    [InlineData("""{"action":"release","reason":"r","amount_aud":"0.010000"}""", "amount_aud:invalid_field")]
    [InlineData("""{"action":"release","reason":" "}""", "reason:invalid_field")]
    [InlineData("""{"action":"forget","reason":"r"}""", "action:wrong_type")]
    [InlineData("""{"action":"release"}""", "reason:required")]
    public async Task Resolve_WithAFieldThatCannotBe_NamesIt(string body, string error)
    {
        var (_, attempt) = await Lost();

        var answer = await Operator.Post($"/v1/attempts/{attempt.Text("id")}/resolve", body);

        Assert.Equal((400, error), (answer.Code, answer.Errors));
        Assert.Equal(("0.000000", "0.100000"), await Money());
    }

    [Fact]
    public async Task Resolve_OfWhatIsKnown_IsAConflictAndOfNothingNotFound()
    {
        var id = Guid.Parse((await Made()).Text("id"));
        await using var context = await Installation.Contexts.CreateDbContextAsync();
        var known = context.GenerationAttempts.Single(attempt => attempt.GenerationId == id).Id;

        var answer = await Operator.Post($"/v1/attempts/{known}/resolve", """{"action":"release","reason":"r"}""");
        Assert.Equal((409, "outcome_known"), (answer.Code, answer.Problem));
        Assert.Equal(404, (await Operator.Post($"/v1/attempts/{Guid.CreateVersion7()}/resolve", """{"action":"release","reason":"r"}""")).Code);
    }

    [Fact]
    public async Task List_ByFilterAndPage_FindsEachOnce()
    {
        await Lost();
        await Lost();
        var path = $"/v1/attempts?outcome=unknown&organization_id={Place.OrganizationId}&provider=studio&department_id={Place.DepartmentId}&limit=1";

        var first = (await Operator.Get(path)).Json;
        var second = (await Operator.Get($"{path}&cursor={first.Text("next_cursor")}")).Json;

        Assert.NotEqual(first.GetProperty("data")[0].Text("id"), second.GetProperty("data")[0].Text("id"));
        Assert.False(second.TryGetProperty("next_cursor", out _));
        Assert.Equal(0, (await Operator.Get($"/v1/attempts?department_id={Place.SecondDepartmentId}")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(0, (await Operator.Get($"{path}&to=2026-01-01T00:00:00Z")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal("outcome:wrong_type", (await Operator.Get("/v1/attempts?outcome=lost")).Errors);
        Assert.Equal("state:unknown_parameter", (await Operator.Get("/v1/attempts?state=unknown")).Errors);
        Assert.Equal(2, (await Operator.Get($"/v1/attempts?organization_id={Place.OrganizationId}")).Json.GetProperty("data").EnumerateArray()
            .Select(attempt => attempt.Text("generation_id")).Distinct().Count());
    }

    /// <summary>A generation that ended while nobody knows what its attempts cost, down to its last one.</summary>
    private async Task<(string Id, JsonElement Attempt)> Lost()
    {
        var id = (await Artist.Post("/v1/generations", Studio($"[fault:reset_mid_body] {Secret}"))).Text("id");
        await Until(id, "failed");
        var attempts = (await Operator.Get($"/v1/attempts?outcome=unknown&organization_id={Place.OrganizationId}&limit=200")).Json.GetProperty("data").EnumerateArray()
            .Where(attempt => attempt.Text("generation_id") == id)
            .ToList();
        return (id, attempts[0]);
    }
}
