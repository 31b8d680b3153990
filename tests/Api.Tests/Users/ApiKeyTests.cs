using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Users;

[Collection(InstallationCollection.Name)]
public sealed class ApiKeyTests(Installation installation)
{
    [Fact]
    public async Task Create_ThenUseThenRevoke_HoldsFromTheNextRequestOn()
    {
        var owner = await NewOwner();
        var made = await owner.Post("/v1/api-keys", """{"name":"build","scopes":["read"],"rate_limit_per_minute":60,"expires_at":"2126-01-01T00:00:00+10:00"}""");
        Assert.Equal(201, made.Code);
        Assert.Equal($"/v1/api-keys/{made.Text("id")}", made.Headers["Location"]);
        Assert.Equal("2125-12-31T14:00:00Z", made.Text("expires_at"));
        var program = installation.With(made.Text("key"));

        Assert.Equal(200, (await program.Get("/v1/me")).Code);
        Assert.Equal("insufficient_scope", (await program.Get("/v1/api-keys")).Problem);
        Assert.Equal(204, (await owner.Delete($"/v1/api-keys/{made.Text("id")}")).Code);
        Assert.Equal("api_key_revoked", (await program.Get("/v1/me")).Problem);
        Assert.Equal(204, (await owner.Delete($"/v1/api-keys/{made.Text("id")}")).Code);
        Assert.Equal(["api_key.created", "api_key.revoked"], await EventsOf(Guid.Parse(made.Text("id"))));
    }

    [Fact]
    public async Task List_OfSomebody_ShowsTheirKeysOnlyAndNoSecret()
    {
        var owner = await NewOwner();
        var made = await owner.Post("/v1/api-keys", """{"name":"one"}""");
        await owner.Delete($"/v1/api-keys/{made.Text("id")}");

        var answer = await owner.Get("/v1/api-keys");

        Assert.Equal(2, answer.Json.GetProperty("data").GetArrayLength());
        var newest = answer.Json.GetProperty("data")[0];
        Assert.Equal(made.Text("id"), newest.GetProperty("id").GetString());
        Assert.True(newest.TryGetProperty("revoked_at", out _));
        Assert.False(newest.TryGetProperty("key", out _));
        Assert.DoesNotContain("hash", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithAnIdempotencyKey_MakesOneKeyAndTellsTheSecretOnce()
    {
        var owner = await NewOwner();
        const string Body = """{"name":"ci","spend_limit_aud":"5"}""";

        var first = await owner.Post("/v1/api-keys", Body, ("Idempotency-Key", "k 1"));
        var second = await owner.Post("/v1/api-keys", Body, ("Idempotency-Key", "k 1"));
        var other = await owner.Post("/v1/api-keys", """{"name":"else"}""", ("Idempotency-Key", "k 1"));

        Assert.Equal((201, 201, first.Text("id")), (first.Code, second.Code, second.Text("id")));
        Assert.False(second.Json.TryGetProperty("key", out _));
        Assert.Equal("true", second.Headers["Idempotency-Replayed"]);
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal((422, "idempotency_key_reused"), (other.Code, other.Problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    public async Task Create_WithAnUnusableIdempotencyKey_IsRefused(string key)
    {
        var answer = await installation.As("PowerUser").Post("/v1/api-keys", """{"name":"x"}""", ("Idempotency-Key", key));

        Assert.Equal((400, "invalid_idempotency_key"), (answer.Code, answer.Problem));
    }

    [Fact]
    public async Task Create_WithALongIdempotencyKey_TakesUpTo255Characters()
    {
        var owner = await NewOwner();

        Assert.Equal(201, (await owner.Post("/v1/api-keys", """{"name":"x"}""", ("Idempotency-Key", new string('k', 255)))).Code);
        Assert.Equal(400, (await owner.Post("/v1/api-keys", """{"name":"x"}""", ("Idempotency-Key", new string('k', 256)))).Code);
    }

    [Fact]
    public async Task Create_WithASpendLimit_BindsTheKeyInTheLedger()
    {
        var place = await installation.NewPlace("limits");
        var token = await installation.AddPerson("Limited", place, UserRole.OrgAdmin, place.DepartmentId);
        var owner = installation.With(token.SecretText);

        var made = await owner.Post("/v1/api-keys", """{"name":"ci","spend_limit_aud":"12.5"}""");
        var budget = await owner.Get($"/v1/departments/{place.DepartmentId}/budget");

        var limit = budget.Json.GetProperty("user_limits").EnumerateArray().Single();
        Assert.Equal((made.Text("id"), "api_key", "12.500000"), (limit.GetProperty("subject_id").GetString(), limit.GetProperty("subject").GetString(), limit.GetProperty("amount_aud").GetString()));
        Assert.Equal("12.500000", made.Text("spend_limit_aud"));
    }

    [Fact]
    public async Task Create_BeyondWhatTheCallerHas_IsRefused()
    {
        var homeless = await installation.AddPerson("Homeless", installation.Acme, UserRole.PowerUser, null);
        var answer = await installation.With(homeless.SecretText).Post("/v1/api-keys", """{"name":"x","spend_limit_aud":"1"}""");
        Assert.Equal((422, "department_missing"), (answer.Code, answer.Problem));

        var narrow = await installation.AddPerson("Narrow", installation.Acme, UserRole.PowerUser, null, """["admin"]""");
        answer = await installation.With(narrow.SecretText).Post("/v1/api-keys", """{"name":"x","scopes":["admin","generate"]}""");
        Assert.Equal((403, "scope_not_allowed"), (answer.Code, answer.Problem));
    }

    [Fact]
    public async Task Revoke_OfSomebodyElsesKey_FindsNothing()
    {
        var stranger = installation.KeyOf("OtherPowerUser").KeyId;

        Assert.Equal((404, "not_found"), Short(await installation.As("PowerUser").Delete($"/v1/api-keys/{stranger}")));
        Assert.Equal(200, (await installation.As("OtherPowerUser").Get("/v1/me")).Code);
    }

    private static (int, string?) Short(Answer answer) => (answer.Code, answer.Problem);

    private async Task<Client> NewOwner() => installation.With(
        (await installation.AddPerson($"Owner{Guid.CreateVersion7()}", installation.Acme, UserRole.PowerUser, installation.Acme.SecondDepartmentId)).SecretText);

    private async Task<IReadOnlyList<string>> EventsOf(Guid keyId)
    {
        await using var db = await installation.Contexts.CreateDbContextAsync();
        var rows = await db.Outbox.Where(row => row.SubjectId == keyId).OrderBy(row => row.SubjectVersion).ToListAsync();
        var signer = installation.App.Services.GetRequiredService<OutboxSigner>();
        Assert.All(rows, row => Assert.True(signer.IsAuthentic(row)));
        return rows.ConvertAll(row => row.EventType);
    }
}
