using DonatelloAI.Api.Tests.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Api.Tests.Organizations;

[Collection(InstallationCollection.Name)]
public sealed class DepartmentTests(Installation installation) : GenerationTest(installation)
{
    private Client _admin = null!;

    private string Own => $"/v1/departments/{Place.DepartmentId}";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _admin = await Person(UserRole.OrgAdmin);
    }

    [Fact]
    public async Task Create_WithSettings_MakesADepartmentWithItsBudget()
    {
        var made = await _admin.Post(
            "/v1/departments",
            """{"name":"Sales","code":"SALES","settings":{"default_model":"local/canvas","quality_preference":"high","cost_weight":0.3},"monthly_budget_aud":"12.5","enforcement_mode":"soft"}""");

        Assert.Equal((201, $"/v1/departments/{made.Text("id")}"), (made.Code, made.Headers["Location"]));
        Assert.Equal(("Sales", "SALES", "{\"default_model\":\"local/canvas\",\"quality_preference\":\"high\",\"cost_weight\":0.3}"), (made.Text("name"), made.Text("code"), made.Json.GetProperty("settings").GetRawText()));
        var read = await _admin.Get($"/v1/departments/{made.Text("id")}");
        Assert.Equal((made.Body, made.Headers["ETag"]), (read.Body, read.Headers["ETag"]));
        var budget = await _admin.Get($"/v1/departments/{made.Text("id")}/budget");
        Assert.Equal(("12.500000", "soft"), (budget.Text("monthly_budget_aud"), budget.Text("enforcement_mode")));
    }

    [Fact]
    public async Task Settings_OfADepartment_DecideWhereItsOrdersLeaveTheChoiceOpen()
    {
        var made = await _admin.Post(
            "/v1/departments",
            """{"name":"Press","code":"PRESS","settings":{"default_model":"local/canvas","quality_preference":"high"},"monthly_budget_aud":"5"}""");

        var open = await Estimate("");
        Assert.Equal(("local/canvas", "high"), (open.Text("model"), open.Text("quality")));
        Assert.Equal("low", (await Estimate("\"quality\":\"low\",")).Text("quality"));

        Task<Answer> Estimate(string more) => _admin.Post("/v1/estimates", $$"""{"prompt":"a barn",{{more}}"department_id":"{{made.Text("id")}}"}""");
    }

    [Fact]
    public async Task Create_WithoutABudget_HoldsNothingAndIsHard()
    {
        var made = await _admin.Post("/v1/departments", """{"name":"Sales","code":"SALES"}""");

        var budget = await _admin.Get($"/v1/departments/{made.Text("id")}/budget");
        Assert.Equal(("0.000000", "hard", "{}"), (budget.Text("monthly_budget_aud"), budget.Text("enforcement_mode"), made.Json.GetProperty("settings").GetRawText()));
    }

    [Fact]
    public async Task Create_Repeated_MakesOneAndRefusesAnotherBody()
    {
        const string Body = """{"name":"Sales","code":"SALES","monthly_budget_aud":"5"}""";
        Task<Answer> Ask(string body) => _admin.Post("/v1/departments", body, ("Idempotency-Key", "d 1"));

        var first = await Ask(Body);
        var second = await Ask(Body);

        Assert.Equal((201, first.Body, "true"), (second.Code, second.Body, second.Headers["Idempotency-Replayed"]));
        foreach (var other in new[] { Body.Replace("Sales", "Others", StringComparison.Ordinal), Body.Replace("\"5\"", "\"6\"", StringComparison.Ordinal) })
        {
            Assert.Equal((422, "idempotency_key_reused"), Short(await Ask(other)));
        }

        Assert.Equal(3, (await _admin.Get("/v1/departments")).Json.GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"code":"X"}""", 400, "required", "name:required")]
    [InlineData("""{"name":" ","code":"X"}""", 400, "invalid_field", "name:invalid_field")]
    [InlineData("""{"name":"X","code":""}""", 400, "invalid_field", "code:invalid_field")]
    [InlineData("""{"name":"X","code":"ONE"}""", 409, "code_taken", "code:code_taken")]
    [InlineData("""{"name":"X","code":"X","monthly_budget_aud":"-1"}""", 400, "amount_out_of_range", "monthly_budget_aud:amount_out_of_range")]
    [InlineData("""{"name":"X","code":"X","settings":{"colour":"red"}}""", 400, "unknown_field", "settings.colour:unknown_field")]
    [InlineData("""{"name":"X","code":"X","settings":{"cost_weight":1.01}}""", 400, "invalid_field", "settings.cost_weight:invalid_field")]
    [InlineData("""{"name":"X","code":"X","settings":{"default_model":""}}""", 400, "invalid_field", "settings.default_model:invalid_field")]
    [InlineData("""{"name":"X","code":"X","settings":{"cost_weight":"a lot"}}""", 400, "wrong_type", "settings.cost_weight:wrong_type")]
    public async Task Create_OfWhatCannotBe_NamesTheField(string body, int status, string code, string errors)
    {
        var answer = await _admin.Post("/v1/departments", body);

        Assert.Equal((status, code, errors), (answer.Code, answer.Problem, answer.Errors));
    }

    [Fact]
    public async Task Create_AboveTheOrganisationsCap_IsRefused()
    {
        await Installation.Grains.GetGrain<Contracts.Organizations.IOrganizationBudgetGrain>(Place.OrganizationId).SetMonthlyCap(
            new() { OperationId = Guid.CreateVersion7(), ActorId = Guid.CreateVersion7(), Cap = Contracts.Money.FromAud(201) });

        var answer = await _admin.Post("/v1/departments", """{"name":"X","code":"X","monthly_budget_aud":"2"}""");

        Assert.Equal((422, "organization_cap_exceeded"), Short(answer));
    }

    [Fact]
    public async Task Change_OfOneField_LeavesTheOthersAndIsInTheLog()
    {
        var changed = await _admin.Patch(Own, """{"name":"Studio","settings":{"cost_weight":1}}""");
        Assert.Equal((200, "Studio", "ONE", "{\"cost_weight\":1}"), (changed.Code, changed.Text("name"), changed.Text("code"), changed.Json.GetProperty("settings").GetRawText()));

        Assert.Equal("{\"cost_weight\":1}", (await _admin.Patch(Own, """{"code":"UNO"}""")).Json.GetProperty("settings").GetRawText());
        Assert.Equal("{}", (await _admin.Patch(Own, """{"settings":{}}""")).Json.GetProperty("settings").GetRawText());
        Assert.Equal((409, "code_taken"), Short(await _admin.Patch(Own, """{"code":"TWO"}""")));
        Assert.Equal((400, "unknown_field"), Short(await _admin.Patch(Own, """{"settings":{"color":"red"}}""")));
        Assert.Equal(3, (await EventsOf(Place.DepartmentId)).Count(type => type == "department.changed"));
    }

    [Fact]
    public async Task Change_OnAStaleTag_IsRefused()
    {
        var tag = (await _admin.Get(Own)).Headers["ETag"];
        var changed = await _admin.Patch(Own, """{"name":"Studio"}""", ("If-Match", tag));
        Assert.Equal(200, changed.Code);

        Assert.Equal((412, "precondition_failed"), Short(await _admin.Patch(Own, """{"name":"Other"}""", ("If-Match", tag))));
        Assert.Equal((412, "precondition_failed"), Short(await _admin.Delete(Own, ("If-Match", tag))));
        Assert.Equal(200, (await _admin.Patch(Own, """{"name":"Other"}""", ("If-Match", changed.Headers["ETag"]))).Code);
    }

    [Fact]
    public async Task Departments_ByEveryRole_ShowWhatTheRoleMaySee()
    {
        var (manager, secondManager, stranger) = (await Person(UserRole.DeptManager), await Person(UserRole.DeptManager, Place.SecondDepartmentId), Installation.As("OtherOrgAdmin"));
        Assert.Equal([Place.DepartmentId], Ids(await manager.Get("/v1/departments")));
        Assert.Equal(new[] { Place.DepartmentId, Place.SecondDepartmentId }.Order(), Ids(await _admin.Get("/v1/departments")).Order());
        Assert.Equal((200, 404, 404), ((await manager.Get(Own)).Code, (await secondManager.Get(Own)).Code, (await stranger.Get(Own)).Code));
        Assert.Equal((403, "insufficient_role"), Short(await Artist.Get(Own)));
        foreach (var answer in new[] { await manager.Patch(Own, """{"name":"X"}"""), await manager.Delete(Own), await manager.Post("/v1/departments", """{"name":"X","code":"X"}""") })
        {
            Assert.Equal((403, "insufficient_role"), Short(answer));
        }

        Assert.Equal((404, 404), ((await stranger.Patch(Own, """{"name":"X"}""")).Code, (await stranger.Delete(Own)).Code));
        Assert.Equal(404, (await stranger.Get($"/v1/departments?organization_id={Place.OrganizationId}")).Code);
    }

    [Fact]
    public async Task SuperAdmin_NamingAnOrganisation_AdministersItsDepartments()
    {
        var root = Installation.As("OtherSuperAdmin");
        var query = $"?organization_id={Place.OrganizationId}";

        var made = await root.Post($"/v1/departments{query}", """{"name":"X","code":"X"}""");

        Assert.Equal((201, Place.OrganizationId.ToString()), (made.Code, made.Text("organization_id")));
        Assert.Equal(3, Ids(await root.Get($"/v1/departments{query}")).Count);
        Assert.Equal(200, (await root.Patch($"/v1/departments/{made.Text("id")}", """{"name":"Y"}""")).Code);
        Assert.Equal(404, (await root.Post($"/v1/departments?organization_id={Guid.CreateVersion7()}", """{"name":"X","code":"X"}""")).Code);
        Assert.Equal(400, (await root.Get("/v1/departments?organization_id=acme")).Code);
    }

    [Fact]
    public async Task Departments_PageByPage_AreAllOfThem()
    {
        await _admin.Post("/v1/departments", """{"name":"X","code":"X"}""");

        var first = await _admin.Get("/v1/departments?limit=2");
        var second = await _admin.Get($"/v1/departments?limit=2&cursor={first.Text("next_cursor")}");

        Assert.Equal(3, Ids(first).Concat(Ids(second)).Distinct().Count());
        Assert.False(second.Json.TryGetProperty("next_cursor", out _));
        Assert.Equal("invalid_cursor", (await Installation.As("OtherOrgAdmin").Get($"/v1/departments?cursor={first.Text("next_cursor")}")).Problem);
    }

    [Fact]
    public async Task Deactivated_FromTheNextRequestOn_RefusesItsPeopleAndNewWork()
    {
        Assert.Equal(200, (await Artist.Get("/v1/me")).Code);

        Assert.Equal(204, (await _admin.Delete(Own)).Code);

        Assert.Equal((403, "department_inactive"), Short(await Artist.Get("/v1/me")));
        Assert.Equal((403, "department_inactive"), Short(await _admin.Post("/v1/generations", Small)));
        Assert.False((await _admin.Get(Own)).Json.GetProperty("is_active").GetBoolean());
        Assert.Equal(204, (await _admin.Delete(Own)).Code);
        Assert.Equal(200, (await _admin.Patch(Own, """{"is_active":true}""")).Code);
        Assert.Equal(200, (await Artist.Get("/v1/me")).Code);
        await Made();
    }

    [Fact]
    public async Task Deactivated_WhileWorkWaits_CancelsItAndReleasesWhatWasHeld()
    {
        var running = (await Artist.Post("/v1/generations", Studio("[fault:slow] first", "studio/narrow"))).Text("id");
        await Until(running, "processing");
        var waiting = (await Artist.Post("/v1/generations", Studio("second", "studio/narrow"))).Text("id");

        await _admin.Delete(Own);

        await Eventually.True(async () => await StatusOf(waiting) == "cancelled", TimeSpan.FromSeconds(60), "what waits is cancelled");
        Installation.Vendor.Release();
        await Eventually.True(async () => await StatusOf(running) == "completed", TimeSpan.FromSeconds(60), "what runs ends");
        Assert.Equal("0.000000", (await Money()).Held);
    }

    [Fact]
    public async Task Organisation_DeactivatedWhileWorkWaits_CancelsItInEveryDepartment()
    {
        var operators = Installation.As("SuperAdmin");
        var second = await Person(UserRole.StandardUser, Place.SecondDepartmentId);
        var running = (await Artist.Post("/v1/generations", Studio("[fault:slow] first", "studio/narrow"))).Text("id");
        await Until(running, "processing");
        var waiting = new[] { (await Artist.Post("/v1/generations", Studio("second", "studio/narrow"))).Text("id"), (await second.Post("/v1/generations", Studio("third", "studio/narrow"))).Text("id") };

        Assert.Equal(204, (await operators.Delete($"/v1/organizations/{Place.OrganizationId}")).Code);

        foreach (var id in waiting)
        {
            await Eventually.True(async () => (await operators.Get($"/v1/generations/{id}")).Text("status") == "cancelled", TimeSpan.FromSeconds(60), "what waits is cancelled");
        }

        Installation.Vendor.Release();
        await Eventually.True(async () => (await operators.Get($"/v1/generations/{running}")).Text("status") == "completed", TimeSpan.FromSeconds(60), "what runs ends");
        Assert.Equal(("0.000000", "0.000000"), ((await Money()).Held, (await Money(Place.SecondDepartmentId)).Held));
    }

    private async Task<string> StatusOf(string id) => (await _admin.Get($"/v1/generations/{id}")).Text("status");

    private static (int, string?) Short(Answer answer) => (answer.Code, answer.Problem);

    private static IReadOnlyList<Guid> Ids(Answer answer) =>
        [.. answer.Json.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetGuid())];

    private async Task<IReadOnlyList<string>> EventsOf(Guid subject)
    {
        await using var db = await Installation.Contexts.CreateDbContextAsync();
        return await db.Outbox.Where(row => row.SubjectId == subject).Select(row => row.EventType).ToListAsync();
    }
}
