using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Users;

[Collection(InstallationCollection.Name)]
public sealed class UserTests(Installation installation) : IAsyncLifetime
{
    private Place _place = null!;
    private ApiKeyToken _adminKey = null!;
    private Client _admin = null!;

    public async Task InitializeAsync()
    {
        _place = await installation.NewPlace("people");
        _adminKey = await Key(UserRole.OrgAdmin);
        _admin = installation.With(_adminKey.SecretText);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Add_WithAllFields_MakesAPersonWhoseDataAreSealed()
    {
        var (email, azure) = ($"Mary.{Guid.CreateVersion7():n}@acme.com.au", $"{Guid.CreateVersion7()}");
        var made = await _admin.Post(
            "/v1/users",
            $$"""{"email":"{{email}}","display_name":"Mary Éxample","role":"power_user","department_id":"{{_place.DepartmentId}}","azure_ad_id":"{{azure}}","settings":{"notifications_enabled":true,"preferred_model":"local/canvas","auto_download":false} }""");

        Assert.True(made.Code == 201, made.Body);
        Assert.Equal((email, "Mary Éxample", "power_user", azure), (made.Text("email"), made.Text("display_name"), made.Text("role"), made.Text("azure_ad_id")));
        Assert.Equal("{\"notifications_enabled\":true,\"preferred_model\":\"local/canvas\",\"auto_download\":false}", made.Json.GetProperty("settings").GetRawText());
        var read = await _admin.Get($"/v1/users/{made.Text("id")}");
        Assert.Equal((made.Body, made.Headers["ETag"]), (read.Body, read.Headers["ETag"]));
        await using var db = await installation.Contexts.CreateDbContextAsync();
        var id = Guid.Parse(made.Text("id"));
        var row = await db.Users.SingleAsync(user => user.Id == id);
        Assert.StartsWith("s1.", row.Email, StringComparison.Ordinal);
        Assert.Equal(installation.App.Services.GetRequiredService<EmailIndex>().Of(email), row.EmailIndex);
        Assert.Equal(row.CreatedAt.AddDays(7), row.MfaGracePeriodExpiresAt);
        Assert.Single(await db.DataKeys.Where(key => key.OwnerId == id).ToListAsync());
        Assert.DoesNotContain(installation.Log, line => line.Contains(email, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Add_OfAnAddressInOtherCase_IsTheSamePersonAndRefusedEverywhere()
    {
        var email = NewEmail();
        Assert.Equal(201, (await _admin.Post("/v1/users", $$"""{"email":"{{email}}"}""")).Code);

        foreach (var client in new[] { _admin, installation.As("OtherOrgAdmin") })
        {
            var again = await client.Post("/v1/users", $$"""{"email":"{{email.ToUpperInvariant()}}"}""");
            Assert.Equal((409, "email_taken", "email:email_taken"), (again.Code, again.Problem, again.Errors));
        }
    }

    [Theory]
    [InlineData("""{}""", 400, "email:required")]
    [InlineData("""{"email":"mary"}""", 400, "email:invalid_field")]
    [InlineData("""{"email":"mаry@acme.com.au"}""", 400, "email:invalid_field")]
    [InlineData("""{"email":"mary@acme.com.au","role":"king"}""", 400, "role:wrong_type")]
    [InlineData("""{"email":"mary@acme.com.au","role":"super_admin"}""", 403, "role:role_above_own")]
    [InlineData("""{"email":"mary@acme.com.au","display_name":""}""", 400, "display_name:invalid_field")]
    [InlineData("""{"email":"mary@acme.com.au","azure_ad_id":"local:me"}""", 400, "azure_ad_id:invalid_field")]
    [InlineData("""{"email":"mary@acme.com.au","settings":{"theme":"dark"}}""", 400, "settings.theme:unknown_field")]
    [InlineData("""{"email":"mary@acme.com.au","is_active":false}""", 400, "is_active:unknown_field")]
    [InlineData("""{"email":"mary@acme.com.au","department_id":"01999c0d-0000-7abc-8def-000000000002"}""", 422, "department_id:department_unknown")]
    public async Task Add_OfWhatCannotBe_NamesTheField(string body, int status, string errors)
    {
        var answer = await _admin.Post("/v1/users", body);

        Assert.Equal((status, errors), (answer.Code, answer.Errors));
    }

    [Fact]
    public async Task Add_Repeated_AddsOnePersonAndRefusesAnotherBody()
    {
        var body = $$"""{"email":"{{NewEmail()}}","display_name":"Mary"}""";
        Task<Answer> Ask(string json) => _admin.Post("/v1/users", json, ("Idempotency-Key", "u 1"));

        var first = await Ask(body);
        var second = await Ask(body);
        var other = await Ask(body.Replace("Mary", "Martha", StringComparison.Ordinal));

        Assert.Equal((201, first.Body, "true"), (second.Code, second.Body, second.Headers["Idempotency-Replayed"]));
        Assert.Equal((422, "idempotency_key_reused"), Short(other));
    }

    [Fact]
    public async Task Change_OfRoleAndDepartment_HoldsFromTheNextRequestOn()
    {
        var key = await Key(UserRole.StandardUser);
        var person = installation.With(key.SecretText);
        Assert.Equal("insufficient_role", (await person.Get("/v1/users")).Problem);

        var changed = await _admin.Patch($"/v1/users/{key.UserId}", $$"""{"role":"dept_manager","department_id":"{{_place.SecondDepartmentId}}"}""");

        Assert.Equal((200, "dept_manager"), (changed.Code, changed.Text("role")));
        Assert.Equal(_place.SecondDepartmentId.ToString(), (await person.Get("/v1/me")).Text("department_id"));
        Assert.Equal([key.UserId], Ids(await person.Get("/v1/users")));
        Assert.Equal(["user.changed"], await EventsOf(key.UserId));
    }

    [Fact]
    public async Task Deactivated_FromTheNextRequestOn_IsRefusedUntilLetInAgain()
    {
        var key = await Key(UserRole.PowerUser);
        var person = installation.With(key.SecretText);
        Assert.Equal(200, (await person.Get("/v1/me")).Code);

        Assert.Equal(204, (await _admin.Delete($"/v1/users/{key.UserId}")).Code);
        Assert.Equal((403, "user_inactive"), Short(await person.Get("/v1/me")));
        Assert.Equal(204, (await _admin.Delete($"/v1/users/{key.UserId}")).Code);

        Assert.Equal(200, (await _admin.Patch($"/v1/users/{key.UserId}", """{"is_active":true}""")).Code);
        Assert.Equal(200, (await person.Get("/v1/me")).Code);
        Assert.Equal(["user.activated", "user.deactivated"], (await EventsOf(key.UserId)).Order());
    }

    [Fact]
    public async Task Change_OnAStaleTag_IsRefused()
    {
        var path = $"/v1/users/{(await Key(UserRole.PowerUser)).UserId}";
        var tag = (await _admin.Get(path)).Headers["ETag"];
        Assert.Equal(200, (await _admin.Patch(path, """{"display_name":"Mary"}""", ("If-Match", tag))).Code);

        Assert.Equal((412, "precondition_failed"), Short(await _admin.Patch(path, """{"display_name":"Jo"}""", ("If-Match", tag))));
        Assert.Equal((412, "precondition_failed"), Short(await _admin.Delete(path, ("If-Match", tag))));
    }

    [Fact]
    public async Task Change_ToNull_ClearsWhatMayBeEmptyAndNothingElse()
    {
        var key = await Key(UserRole.StandardUser);
        var path = $"/v1/users/{key.UserId}";
        await _admin.Patch(path, """{"display_name":"Mary"}""");

        var changed = await _admin.Patch(path, """{"display_name":null,"department_id":null,"azure_ad_id":null}""");

        Assert.Equal(200, changed.Code);
        Assert.All(new[] { "display_name", "department_id", "azure_ad_id" }, name => Assert.False(changed.Json.TryGetProperty(name, out _)));
        Assert.False((await installation.With(key.SecretText).Get("/v1/me")).Json.TryGetProperty("department_id", out _));
        var refused = await _admin.Patch(path, """{"display_name":"Jo","role":null,"email":null}""");
        Assert.Equal((400, "invalid_request", "role:null_not_allowed email:null_not_allowed"), (refused.Code, refused.Problem, refused.Errors));
        Assert.False((await _admin.Get(path)).Json.TryGetProperty("display_name", out _));
    }

    [Fact]
    public async Task Change_ToADepartmentElsewhereOrClosed_IsRefused()
    {
        var path = $"/v1/users/{(await Key(UserRole.PowerUser)).UserId}";
        await _admin.Delete($"/v1/departments/{_place.SecondDepartmentId}");

        Assert.Equal((422, "department_unknown"), Short(await _admin.Patch(path, $$"""{"department_id":"{{installation.Acme.DepartmentId}}"}""")));
        Assert.Equal((422, "department_inactive"), Short(await _admin.Patch(path, $$"""{"department_id":"{{_place.SecondDepartmentId}}"}""")));
    }

    [Fact]
    public async Task LastOrgAdmin_WhoeverAsks_Stays()
    {
        var path = $"/v1/users/{_adminKey.UserId}";
        foreach (var client in new[] { _admin, installation.As("OtherSuperAdmin") })
        {
            Assert.Equal((409, "last_org_admin"), Short(await client.Delete(path)));
            Assert.Equal((409, "last_org_admin"), Short(await client.Patch(path, """{"role":"power_user"}""")));
        }

        await Key(UserRole.OrgAdmin);
        Assert.Equal(204, (await _admin.Delete(path)).Code);
    }

    [Fact]
    public async Task Refusals_OfReachingForMore_AreInTheLogWithWhoAsked()
    {
        var (root, mine) = ($"/v1/users/{(await Key(UserRole.SuperAdmin)).UserId}", $"/v1/users/{_adminKey.UserId}");
        Assert.Equal((403, "role_above_own"), Short(await _admin.Patch(mine, """{"role":"super_admin"}""")));
        Assert.Equal((403, "role_above_own"), Short(await _admin.Post("/v1/users", $$"""{"email":"{{NewEmail()}}","role":"super_admin"}""")));
        Assert.Equal((403, "role_above_own"), Short(await _admin.Delete(root)));
        Assert.Equal((403, "role_above_own"), Short(await _admin.Post($"{root}/erasure")));
        await installation.As("OtherSuperAdmin").Delete(root);
        Assert.Equal((409, "last_org_admin"), Short(await _admin.Delete(mine)));
        Assert.Equal(400, (await _admin.Patch(mine, """{"role":null}""")).Code);

        await using var db = await installation.Contexts.CreateDbContextAsync();
        var told = await db.Outbox.Where(row => row.UserId == _adminKey.UserId && row.EventType == "user.change_refused").ToListAsync();
        Assert.Equal(
            ["last_org_admin", "role_above_own", "role_above_own", "role_above_own", "role_above_own"],
            told.Select(row => System.Text.Json.JsonElement.Parse(row.Payload).GetProperty("error_code").GetString()!).Order());
        Assert.Equal(2, told.Count(row => row.Payload.Contains("\"role\":\"super_admin\"", StringComparison.Ordinal)));
        Assert.All(told, row => Assert.Equal(_place.OrganizationId, row.OrganizationId));
        Assert.All(told, row => Assert.True(installation.App.Services.GetRequiredService<OutboxSigner>().IsAuthentic(row)));
    }

    [Fact]
    public async Task LastOrgAdmins_EndingEachOtherAtOnce_LeaveOne()
    {
        var keys = new[] { _adminKey, await Key(UserRole.OrgAdmin), await Key(UserRole.OrgAdmin) };

        await Task.WhenAll(keys.Select(key => installation.As("OtherSuperAdmin").Delete($"/v1/users/{key.UserId}")));

        await using var db = await installation.Contexts.CreateDbContextAsync();
        Assert.Equal(1, await db.Users.CountAsync(user => user.OrganizationId == _place.OrganizationId && user.IsActive && user.Role == UserRole.OrgAdmin));
    }

    [Fact]
    public async Task SuperAdmin_OfTheOwnOrganisation_IsAboveItsAdministrators()
    {
        var root = await Key(UserRole.SuperAdmin);

        Assert.Equal(200, (await _admin.Get($"/v1/users/{root.UserId}")).Code);
        Assert.Equal((403, "role_above_own"), Short(await _admin.Delete($"/v1/users/{root.UserId}")));
        Assert.Equal((403, "role_above_own"), Short(await _admin.Patch($"/v1/users/{root.UserId}", """{"role":"standard_user"}""")));
        Assert.Equal(204, (await installation.As("OtherSuperAdmin").Delete($"/v1/users/{root.UserId}")).Code);
    }

    [Fact]
    public async Task People_ByEveryRole_AreThoseTheRoleMaySee()
    {
        var (mine, theirs) = (await Key(UserRole.StandardUser), await Key(UserRole.StandardUser, _place.SecondDepartmentId));
        var manager = installation.With((await Key(UserRole.DeptManager)).SecretText);
        var stranger = installation.As("OtherOrgAdmin");

        Assert.Equal((200, 404), ((await manager.Get($"/v1/users/{mine.UserId}")).Code, (await manager.Get($"/v1/users/{theirs.UserId}")).Code));
        Assert.DoesNotContain(theirs.UserId, Ids(await manager.Get("/v1/users")));
        Assert.Contains(theirs.UserId, Ids(await _admin.Get("/v1/users")));
        Assert.Equal((403, "insufficient_role"), Short(await installation.With(mine.SecretText).Get($"/v1/users/{mine.UserId}")));
        foreach (var answer in new[] { await manager.Patch($"/v1/users/{mine.UserId}", """{"role":"power_user"}"""), await manager.Delete($"/v1/users/{mine.UserId}"), await manager.Post("/v1/users", """{"email":"a@b.au"}""") })
        {
            Assert.Equal((403, "insufficient_role"), Short(answer));
        }

        Assert.Equal(404, (await stranger.Get($"/v1/users/{mine.UserId}")).Code);
        Assert.Equal(404, (await stranger.Patch($"/v1/users/{mine.UserId}", """{"role":"power_user"}""")).Code);
        Assert.Equal(404, (await stranger.Delete($"/v1/users/{mine.UserId}")).Code);
        Assert.Equal(404, (await stranger.Post($"/v1/users?organization_id={_place.OrganizationId}", """{"email":"a@b.au"}""")).Code);
    }

    [Fact]
    public async Task SuperAdmin_NamingAnOrganisation_AdministersItsPeople()
    {
        var root = installation.As("OtherSuperAdmin");
        var query = $"?organization_id={_place.OrganizationId}";

        var made = await root.Post($"/v1/users{query}", $$"""{"email":"{{NewEmail()}}","role":"org_admin"}""");

        Assert.Equal((201, _place.OrganizationId.ToString()), (made.Code, made.Text("organization_id")));
        Assert.Contains(Guid.Parse(made.Text("id")), Ids(await root.Get($"/v1/users{query}")));
        Assert.Equal((404, "not_found"), Short(await root.Post($"/v1/users?organization_id={Guid.CreateVersion7()}", $$"""{"email":"{{NewEmail()}}"}""")));
    }

    [Fact]
    public async Task People_PageByPage_AreAllOfThem()
    {
        await Key(UserRole.StandardUser);
        await Key(UserRole.StandardUser);

        var first = await _admin.Get("/v1/users?limit=2");
        var second = await _admin.Get($"/v1/users?limit=2&cursor={first.Text("next_cursor")}");

        Assert.Equal(3, Ids(first).Concat(Ids(second)).Distinct().Count());
        Assert.False(second.Json.TryGetProperty("next_cursor", out _));
    }

    private static (int, string?) Short(Answer answer) => (answer.Code, answer.Problem);

    private static string NewEmail() => $"mary.{Guid.CreateVersion7():n}@acme.com.au";

    private static IReadOnlyList<Guid> Ids(Answer answer) =>
        [.. answer.Json.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetGuid())];

    private Task<ApiKeyToken> Key(UserRole role, Guid? departmentId = null) =>
        installation.AddPerson($"{role}{Guid.CreateVersion7():n}", _place, role, departmentId ?? _place.DepartmentId);

    private async Task<IReadOnlyList<string>> EventsOf(Guid userId)
    {
        await using var db = await installation.Contexts.CreateDbContextAsync();
        var rows = await db.Outbox.Where(row => row.SubjectId == userId).OrderBy(row => row.SubjectVersion).ToListAsync();
        var signer = installation.App.Services.GetRequiredService<OutboxSigner>();
        Assert.All(rows, row => Assert.True(signer.IsAuthentic(row)));
        return rows.ConvertAll(row => row.EventType);
    }
}
