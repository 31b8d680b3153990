using DonatelloAI.Contracts.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Api.Tests.Organizations;

[Collection(InstallationCollection.Name)]
public sealed class OrganizationTests(Installation installation) : IAsyncLifetime
{
    private Place _place = null!;
    private Client _admin = null!;
    private Client _member = null!;

    private Client Root => installation.As("OtherSuperAdmin");

    private string Own => $"/v1/organizations/{_place.OrganizationId}";

    public async Task InitializeAsync()
    {
        _place = await installation.NewPlace("tenant");
        (_admin, _member) = (await Person(UserRole.OrgAdmin), await Person(UserRole.StandardUser));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Create_ThenDepartmentAndAdministrator_MakesATenant()
    {
        var domain = NewDomain();
        var made = await Root.Post(
            "/v1/organizations",
            $$"""{"name":"Fresh","domain":"{{domain}}","monthly_cap_aud":"50","settings":{"theme":"light","timezone":"Australia/Perth","locale":"en-AU","features_enabled":["api_access"]} }""");

        Assert.True(made.Code == 201, made.Body);
        Assert.Equal((domain, "50.000000", "{\"theme\":\"light\",\"timezone\":\"Australia/Perth\",\"locale\":\"en-AU\",\"features_enabled\":[\"api_access\"]}"), (made.Text("domain"), made.Text("monthly_cap_aud"), made.Json.GetProperty("settings").GetRawText()));
        var query = $"?organization_id={made.Text("id")}";
        Assert.Equal((422, "organization_cap_exceeded"), Short(await Root.Post($"/v1/departments{query}", """{"name":"A","code":"A","monthly_budget_aud":"51"}""")));
        Assert.Equal(201, (await Root.Post($"/v1/departments{query}", """{"name":"A","code":"A","monthly_budget_aud":"50"}""")).Code);
        Assert.Equal(201, (await Root.Post($"/v1/users{query}", $$"""{"email":"admin@{{domain}}","role":"org_admin"}""")).Code);
        Assert.Equal((409, "domain_taken"), Short(await Root.Post("/v1/organizations", $$"""{"name":"Twin","domain":"{{domain}}"}""")));
    }

    [Fact]
    public async Task Create_Repeated_MakesOneAndRefusesAnotherBody()
    {
        var body = $$"""{"name":"Fresh","domain":"{{NewDomain()}}"}""";

        var first = await Root.Post("/v1/organizations", body, ("Idempotency-Key", $"o {_place.Name}"));
        var second = await Root.Post("/v1/organizations", body, ("Idempotency-Key", $"o {_place.Name}"));
        var other = await Root.Post("/v1/organizations", body.Replace("Fresh", "Stale", StringComparison.Ordinal), ("Idempotency-Key", $"o {_place.Name}"));

        Assert.Equal((201, first.Body, "true"), (second.Code, second.Body, second.Headers["Idempotency-Replayed"]));
        Assert.Equal((422, "idempotency_key_reused"), Short(other));
    }

    [Theory]
    [InlineData("""{"name":"X"}""", "domain:required")]
    [InlineData("""{"name":"X","domain":"Acme.com"}""", "domain:invalid_field")]
    [InlineData("""{"name":"X","domain":"acme"}""", "domain:invalid_field")]
    [InlineData("""{"name":"","domain":"a.example"}""", "name:invalid_field")]
    [InlineData("""{"name":"X","domain":"a.example","monthly_cap_aud":"-1"}""", "monthly_cap_aud:invalid_field")]
    [InlineData("""{"name":"X","domain":"a.example","settings":{"timezone":"Sydney"}}""", "settings.timezone:invalid_field")]
    [InlineData("""{"name":"X","domain":"a.example","settings":{"locale":"english"}}""", "settings.locale:invalid_field")]
    [InlineData("""{"name":"X","domain":"a.example","settings":{"features_enabled":["magic"]}}""", "settings.features_enabled[0]:wrong_type")]
    [InlineData("""{"name":"X","domain":"a.example","settings":{"retention":1}}""", "settings.retention:unknown_field")]
    public async Task Create_OfWhatCannotBe_NamesTheField(string body, string errors)
    {
        var answer = await Root.Post("/v1/organizations", body);

        Assert.Equal((400, errors), (answer.Code, answer.Errors));
    }

    [Fact]
    public async Task Organizations_ByEveryRole_AreThoseTheRoleMaySee()
    {
        Assert.Equal((200, 404), ((await _admin.Get(Own)).Code, (await _admin.Get($"/v1/organizations/{installation.Acme.OrganizationId}")).Code));
        Assert.Equal(404, (await _admin.Patch($"/v1/organizations/{installation.Acme.OrganizationId}", """{"name":"X"}""")).Code);
        foreach (var answer in new[] { await _admin.Get("/v1/organizations"), await _admin.Post("/v1/organizations", "{}"), await _admin.Delete(Own), await _member.Get(Own), await _member.Patch(Own, "{}") })
        {
            Assert.Equal((403, "insufficient_role"), Short(answer));
        }

        Assert.Equal((403, "not_allowed", "is_active:not_allowed"), Named(await _admin.Patch(Own, """{"is_active":false}""")));
        Assert.Equal(404, (await Root.Patch($"/v1/organizations/{Guid.CreateVersion7()}", """{"name":"X"}""")).Code);
        var page = await Root.Get("/v1/organizations?limit=1");
        Assert.Equal(1, (await Root.Get($"/v1/organizations?limit=1&cursor={page.Text("next_cursor")}")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Change_OfNameSettingsAndCap_IsMadeOnTheTagThatWasSeen()
    {
        var tag = (await _admin.Get(Own)).Headers["ETag"];
        var changed = await _admin.Patch(Own, """{"name":"Renamed","monthly_cap_aud":"300","settings":{"theme":"dark"}}""", ("If-Match", tag));

        Assert.Equal((200, "Renamed", "300.000000", "{\"theme\":\"dark\"}"), (changed.Code, changed.Text("name"), changed.Text("monthly_cap_aud"), changed.Json.GetProperty("settings").GetRawText()));
        Assert.Equal((412, "precondition_failed"), Short(await _admin.Patch(Own, """{"monthly_cap_aud":"400"}""", ("If-Match", tag))));
        var uncapped = await _admin.Patch(Own, """{"monthly_cap_aud":null}""");
        Assert.Equal((200, false, "Renamed"), (uncapped.Code, uncapped.Json.TryGetProperty("monthly_cap_aud", out _), uncapped.Text("name")));
        Assert.Equal(200, (await _admin.Patch(Own, """{"monthly_cap_aud":"300"}""")).Code);
        Assert.Equal((422, "organization_cap_below_allotted", "monthly_cap_aud:organization_cap_below_allotted"), Named(await _admin.Patch(Own, """{"name":"Y","monthly_cap_aud":"199"}""")));
        Assert.Equal("Renamed", (await _admin.Get(Own)).Text("name"));
        await using var db = await installation.Contexts.CreateDbContextAsync();
        var events = await db.Outbox.Where(row => row.SubjectId == _place.OrganizationId).OrderBy(row => row.SubjectVersion).Select(row => row.EventType).ToListAsync();
        Assert.Equal(["organization.cap_changed", "organization.changed", "organization.cap_changed", "organization.cap_changed"], events);
    }

    [Fact]
    public async Task Deactivated_FromTheNextRequestOn_RefusesEverybodyOfIt()
    {
        Assert.Equal(200, (await _member.Get("/v1/me")).Code);

        Assert.Equal(204, (await Root.Delete(Own)).Code);

        Assert.Equal((403, "organization_inactive"), Short(await _member.Get("/v1/me")));
        Assert.Equal((403, "organization_inactive"), Short(await _admin.Get(Own)));
        Assert.Equal(204, (await Root.Delete(Own)).Code);
        Assert.Equal(200, (await Root.Patch(Own, """{"is_active":true}""")).Code);
        Assert.Equal(200, (await _member.Get("/v1/me")).Code);
    }

    [Fact]
    public async Task ApiAccess_SwitchedOff_RefusesKeysExceptASuperAdmins()
    {
        var root = await Person(UserRole.SuperAdmin);

        Assert.Equal(200, (await root.Patch(Own, """{"settings":{"features_enabled":["batch_generation"]}}""")).Code);

        Assert.Equal((403, "feature_disabled"), Short(await _member.Get("/v1/me")));
        Assert.Equal((403, "feature_disabled"), Short(await _admin.Get(Own)));
        Assert.Equal(200, (await root.Patch(Own, """{"settings":{"features_enabled":["api_access"]}}""")).Code);
        Assert.Equal(200, (await _member.Get("/v1/me")).Code);
    }

    private static (int, string?) Short(Answer answer) => (answer.Code, answer.Problem);

    private static (int, string?, string) Named(Answer answer) => (answer.Code, answer.Problem, answer.Errors);

    private static string NewDomain() => $"fresh-{Guid.CreateVersion7():n}.example";

    private async Task<Client> Person(UserRole role) =>
        installation.With((await installation.AddPerson($"{role}{Guid.CreateVersion7():n}", _place, role, _place.DepartmentId)).SecretText);
}
