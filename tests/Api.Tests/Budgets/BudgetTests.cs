using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Batches;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Tests.Budgets;

[Collection(InstallationCollection.Name)]
public sealed class BudgetTests(Installation installation) : IAsyncLifetime
{
    private Place _place = null!;
    private Client _admin = null!;
    private ApiKeyToken _adminKey = null!;

    private string Route => $"/v1/departments/{_place.DepartmentId}/budget";

    public async Task InitializeAsync()
    {
        _place = await installation.NewPlace("budgets");
        _adminKey = await installation.AddPerson($"Admin{Guid.CreateVersion7()}", _place, UserRole.OrgAdmin, _place.DepartmentId);
        _admin = installation.With(_adminKey.SecretText);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Read_ByEveryRole_ShowsAsMuchAsTheRoleMaySee()
    {
        var own = $"/v1/departments/{installation.Acme.DepartmentId}/budget";
        foreach (var member in new[] { "StandardUser", "PowerUser" })
        {
            var answer = await installation.As(member).Get(own);
            Assert.Equal(["department_id", "left_aud"], answer.Json.EnumerateObject().Select(field => field.Name));
            Assert.Equal("100.000000", answer.Text("left_aud"));
        }

        foreach (var reader in new[] { "DeptManager", "OrgAdmin", "SuperAdmin", "OtherSuperAdmin" })
        {
            Assert.Equal("100.000000", (await installation.As(reader).Get(own)).Text("monthly_budget_aud"));
        }

        foreach (var stranger in new[] { "SecondManager", "OtherStandardUser", "OtherDeptManager", "OtherOrgAdmin" })
        {
            Assert.Equal(404, (await installation.As(stranger).Get(own)).Code);
        }
    }

    [Fact]
    public async Task Read_ByAnAdministrator_IsTheWholeObject()
    {
        var answer = await _admin.Get(Route);

        Assert.Equal(
            ["department_id", "monthly_budget_aud", "spent_aud", "held_aud", "left_aud", "enforcement_mode", "budget_period_start", "budget_period_end", "thresholds", "user_limits"],
            answer.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal("hard", answer.Text("enforcement_mode"));
        Assert.Matches("^\"[0-9a-f]{24}\"$", answer.Headers["ETag"]);
    }

    [Fact]
    public async Task Change_OfOneField_LeavesTheOthers()
    {
        var answer = await _admin.Put(Route, """{"thresholds":[40,90]}""");
        Assert.Equal((200, "100.000000", "hard"), (answer.Code, answer.Text("monthly_budget_aud"), answer.Text("enforcement_mode")));
        Assert.Equal("[40,90]", answer.Json.GetProperty("thresholds").GetRawText());

        answer = await _admin.Put(Route, """{"monthly_budget_aud":"250.5","enforcement_mode":"soft","reason":"more work"}""");
        Assert.Equal(("250.500000", "soft", "250.500000"), (answer.Text("monthly_budget_aud"), answer.Text("enforcement_mode"), answer.Text("left_aud")));
    }

    [Theory]
    [InlineData("{}", 400, "invalid_field")]
    [InlineData("""{"monthly_budget_aud":"-1"}""", 400, "amount_out_of_range")]
    [InlineData("""{"thresholds":[90,40]}""", 400, "invalid_field")]
    [InlineData("""{"enforcement_mode":"gentle"}""", 400, "wrong_type")]
    [InlineData("""{"spent_aud":"0"}""", 400, "unknown_field")]
    public async Task Change_ThatIsNotValid_IsRefused(string body, int status, string code)
    {
        var answer = await _admin.Put(Route, body);

        Assert.Equal((status, code), (answer.Code, answer.Problem));
    }

    [Fact]
    public async Task Change_OnAStaleTag_IsRefusedAndOnTheRightOneMade()
    {
        var tag = (await _admin.Get(Route)).Headers["ETag"];
        Assert.Equal(200, (await _admin.Put(Route, """{"monthly_budget_aud":"110"}""", ("If-Match", tag))).Code);

        var stale = await _admin.Put(Route, """{"monthly_budget_aud":"120"}""", ("If-Match", tag));
        Assert.Equal((412, "precondition_failed"), (stale.Code, stale.Problem));
        Assert.Equal("invalid_if_match", (await _admin.Put(Route, """{"monthly_budget_aud":"120"}""", ("If-Match", "W/x"))).Problem);
        Assert.Equal(200, (await _admin.Put(Route, """{"monthly_budget_aud":"130"}""")).Code);
        Assert.Equal("130.000000", (await _admin.Get(Route)).Text("monthly_budget_aud"));
    }

    [Fact]
    public async Task Tag_AfterMoneyWasSpent_StaysTheSame()
    {
        var tag = (await _admin.Get(Route)).Headers["ETag"];

        await _admin.Post($"{Route}/adjustments", """{"amount_aud":"7.25","reason":"invoice"}""");
        var after = await _admin.Get(Route);

        Assert.Equal((tag, "7.250000", "92.750000"), (after.Headers["ETag"], after.Text("spent_aud"), after.Text("left_aud")));
    }

    [Fact]
    public async Task Change_UnderACap_StaysWithinIt()
    {
        await installation.Grains.GetGrain<IOrganizationBudgetGrain>(_place.OrganizationId).SetMonthlyCap(
            new SetMonthlyCap { OperationId = Guid.CreateVersion7(), ActorId = _adminKey.UserId, Cap = Money.FromAud(250) });

        Assert.Equal(200, (await _admin.Put(Route, """{"monthly_budget_aud":"150"}""")).Code);
        var refused = await _admin.Put(Route, """{"monthly_budget_aud":"151"}""");

        Assert.Equal((422, "organization_cap_exceeded", "monthly_budget_aud:organization_cap_exceeded"), (refused.Code, refused.Problem, refused.Errors));
    }

    [Fact]
    public async Task Writes_RepeatedWithTheirKey_AreMadeOnceAndRefusedForAnotherBody()
    {
        (string Method, string Path, string Body, string Other)[] writes =
        [
            ("PUT", Route, """{"monthly_budget_aud":"140","reason":"a"}""", """{"monthly_budget_aud":"141","reason":"a"}"""),
            ("PUT", $"{Route}/limits/{_adminKey.UserId}", """{"amount_aud":"9"}""", """{"amount_aud":"8"}"""),
            ("POST", $"{Route}/adjustments", """{"amount_aud":"2","reason":"b"}""", """{"amount_aud":"3","reason":"b"}"""),
        ];
        foreach (var (method, path, body, other) in writes)
        {
            Task<Answer> Ask(string json) => method == "PUT" ? _admin.Put(path, json, ("Idempotency-Key", "same")) : _admin.Post(path, json, ("Idempotency-Key", "same"));

            var first = await Ask(body);
            var second = await Ask(body);
            var third = await Ask(other);
            Assert.True(first.Code is 200 or 201, first.Body);
            Assert.Equal((first.Code, first.Body, "true"), (second.Code, second.Body, second.Headers["Idempotency-Replayed"]));
            Assert.Equal((422, "idempotency_key_reused"), (third.Code, third.Problem));
        }

        Assert.Equal("2.000000", (await _admin.Get(Route)).Text("spent_aud"));
    }

    [Fact]
    public async Task Limit_SetAndRemoved_ShowsInTheBudget()
    {
        var set = await _admin.Put($"{Route}/limits/{_adminKey.UserId}", """{"amount_aud":"9.5","reason":"trial"}""");
        Assert.Equal(("user", "9.500000", "0.000000"), (set.Text("subject"), set.Text("amount_aud"), set.Text("spent_aud")));
        Assert.Equal("api_key", (await _admin.Put($"{Route}/limits/{_adminKey.KeyId}", """{"amount_aud":"1"}""")).Text("subject"));
        Assert.Equal(2, (await _admin.Get(Route)).Json.GetProperty("user_limits").GetArrayLength());

        Assert.Equal(204, (await _admin.Delete($"{Route}/limits/{_adminKey.UserId}")).Code);
        Assert.Equal(1, (await _admin.Get(Route)).Json.GetProperty("user_limits").GetArrayLength());
    }

    [Fact]
    public async Task Limit_OfSomebodyElsewhere_FindsNothing()
    {
        foreach (var stranger in new[] { installation.KeyOf("PowerUser").UserId, installation.KeyOf("PowerUser").KeyId, Guid.CreateVersion7() })
        {
            Assert.Equal(404, (await _admin.Put($"{Route}/limits/{stranger}", """{"amount_aud":"1"}""")).Code);
            Assert.Equal(404, (await _admin.Delete($"{Route}/limits/{stranger}")).Code);
        }
    }

    [Theory]
    [InlineData("""{"amount_aud":"0","reason":"x"}""", 400, "amount_out_of_range")]
    [InlineData("""{"amount_aud":"1","reason":" "}""", 400, "invalid_field")]
    [InlineData("""{"amount_aud":"1"}""", 400, "required")]
    [InlineData("""{"amount_aud":"-1","reason":"x"}""", 422, "adjustment_below_zero")]
    [InlineData("""{"amount_aud":"1","reason":"x","period":"2999-01"}""", 422, "period_in_future")]
    [InlineData("""{"amount_aud":"1","reason":"x","period":"2001-01"}""", 422, "period_unknown")]
    [InlineData("""{"amount_aud":"1","reason":"x","period":"2026-13"}""", 400, "invalid_period")]
    public async Task Adjustment_ThatIsNotValid_IsRefused(string body, int status, string code)
    {
        var answer = await _admin.Post($"{Route}/adjustments", body);

        Assert.Equal((status, code), (answer.Code, answer.Problem));
    }

    [Fact]
    public async Task Entries_OfALedger_AreListedNewestFirstPageByPage()
    {
        for (var i = 1; i <= 4; i++)
        {
            await _admin.Post($"{Route}/adjustments", $$"""{"amount_aud":"{{i}}","reason":"no {{i}}"}""");
        }

        var first = await _admin.Get($"{Route}/entries?limit=2");
        var second = await _admin.Get($"{Route}/entries?limit=2&cursor={first.Text("next_cursor")}");
        var third = await _admin.Get($"{Route}/entries?limit=2&cursor={second.Text("next_cursor")}");

        Assert.Equal([5, 4, 3, 2, 1], new[] { first, second, third }.SelectMany(page => page.Json.GetProperty("data").EnumerateArray()).Select(row => row.GetProperty("sequence").GetInt64()));
        Assert.False(third.Json.TryGetProperty("next_cursor", out _));
        var newest = first.Json.GetProperty("data")[0];
        Assert.Equal(("adjust", "no 4", "10.000000"), (newest.GetProperty("kind").GetString(), newest.GetProperty("reason").GetString(), newest.GetProperty("spent_after_aud").GetString()));
        Assert.Empty((await _admin.Get($"{Route}/entries?period=2001-01")).Json.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Holds_OfADepartment_AreListedPageByPage()
    {
        var ledger = installation.Grains.GetGrain<IDepartmentBudgetGrain>(_place.DepartmentId);
        for (var i = 0; i < 3; i++)
        {
            Assert.IsType<BudgetAccepted>(await ledger.Reserve(Batch()));
        }

        var first = await _admin.Get($"{Route}/holds?limit=2");
        var second = await _admin.Get($"{Route}/holds?limit=2&cursor={first.Text("next_cursor")}");

        var holds = first.Json.GetProperty("data").EnumerateArray().Concat(second.Json.GetProperty("data").EnumerateArray()).ToList();
        Assert.Equal(3, holds.Select(hold => hold.GetProperty("id").GetGuid()).Distinct().Count());
        Assert.All(holds, hold => Assert.Equal("1.500000", hold.GetProperty("remaining_aud").GetString()));
        Assert.Equal("4.500000", (await _admin.Get(Route)).Text("held_aud"));
    }

    [Fact]
    public async Task Read_OfAPeriod_AnswersTheMonthOrSaysThatThereIsNone()
    {
        var now = (await _admin.Get(Route)).Text("budget_period_start")[..7];

        Assert.Equal(200, (await _admin.Get($"{Route}?period={now}")).Code);
        Assert.Equal("period_unknown", (await _admin.Get($"{Route}?period=2001-01")).Problem);
        Assert.Equal("invalid_period", (await _admin.Get($"{Route}?period=november")).Problem);
        var member = installation.As("StandardUser");
        Assert.Equal("insufficient_role", (await member.Get($"/v1/departments/{installation.Acme.DepartmentId}/budget?period={now}")).Problem);
    }

    [Fact]
    public async Task Verify_OfALedger_FindsItClean()
    {
        var answer = await _admin.Post($"{Route}/verify");

        Assert.True(answer.Json.GetProperty("is_clean").GetBoolean());
        Assert.Equal(1, answer.Json.GetProperty("entries").GetInt64());
    }

    private Reserve Batch()
    {
        var id = Guid.CreateVersion7();
        return new Reserve
        {
            UserId = _adminKey.UserId,
            Lines = [new ReserveLine { HoldId = DerivedId.BatchHold(id), Ceiling = new PricedAmount(Money.FromAud(1.5m)), Batch = new BatchDraft { Id = id, ItemCount = 1 } }],
        };
    }
}
