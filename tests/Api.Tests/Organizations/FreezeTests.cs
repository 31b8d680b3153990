using DonatelloAI.Api.Tests.Generations;
using DonatelloAI.Contracts.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Api.Tests.Organizations;

/// <summary>Frozen departments and organisations: nothing new begins, nothing is lost, and the end needs nobody's help.</summary>
[Collection(InstallationCollection.Name)]
public sealed class FreezeTests(Installation installation) : GenerationTest(installation)
{
    private Client _admin = null!;
    private Client _operator = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _admin = await Person(UserRole.OrgAdmin);
        _operator = await Person(UserRole.SuperAdmin);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Freeze_WhileWorkRunsAndWaits_LetsItEndAndWaitUntilItIsLifted(bool ofOrganization)
    {
        var (path, code, actor) = ofOrganization
            ? ($"/v1/organizations/{Place.OrganizationId}", "organization_frozen", _operator)
            : ($"/v1/departments/{Place.DepartmentId}", "department_frozen", _admin);
        var running = (await Artist.Post("/v1/generations", Studio("[fault:slow] first", "studio/narrow"))).Text("id");
        await Until(running, "processing");
        var waiting = (await Artist.Post("/v1/generations", Studio("second", "studio/narrow"))).Text("id");

        var frozen = await actor.Patch(path, """{"freeze":{"reason":"An audit of its campaigns"}}""");
        Assert.Equal((200, "An audit of its campaigns"), (frozen.Code, frozen.Json.GetProperty("freeze").Text("reason")));
        Assert.Equal((403, code), Short(await Artist.Post("/v1/generations", Small)));
        Assert.Equal(200, (await Artist.Get("/v1/generations")).Code);

        Installation.Vendor.Release();
        await Until(running, "completed");
        Assert.Equal("pending", (await Artist.Get($"/v1/generations/{waiting}")).Text("status"));

        // Whoever else waits for the same account is served meanwhile.
        var other = await Installation.NewPlace("neighbour");
        var neighbour = Installation.With((await Installation.AddPerson($"{Guid.CreateVersion7()}", other, UserRole.StandardUser, other.DepartmentId)).SecretText);
        Assert.Equal("completed", (await Made(Studio("theirs", "studio/narrow"), neighbour)).Text("status"));
        Assert.Equal(("pending", ("0.100000", "0.100000")), ((await Artist.Get($"/v1/generations/{waiting}")).Text("status"), await Money()));

        var lifted = await actor.Patch(path, """{"freeze":null}""");
        Assert.Equal((200, false), (lifted.Code, lifted.Json.TryGetProperty("freeze", out _)));
        await Until(waiting, "completed");
        await Made();
        Assert.Equal(2, await Events(ofOrganization ? Place.OrganizationId : Place.DepartmentId, "frozen"));
    }

    [Fact]
    public async Task Freeze_OfAnOrganisation_IsASuperAdminsToBeginAndToLift()
    {
        var path = $"/v1/organizations/{Place.OrganizationId}";
        Assert.Equal((403, "not_allowed"), Short(await _admin.Patch(path, """{"freeze":{"reason":"Mine"}}""")));
        await _operator.Patch(path, """{"freeze":{"reason":"Unpaid"}}""");

        Assert.Equal((403, "not_allowed"), Short(await _admin.Patch(path, """{"freeze":null}""")));

        Assert.Equal("Unpaid", (await _admin.Get(path)).Json.GetProperty("freeze").Text("reason"));
    }

    [Fact]
    public async Task Freeze_ChangesTheTagOfWhatItHolds()
    {
        var path = $"/v1/departments/{Place.SecondDepartmentId}";
        var before = (await _admin.Get(path)).Headers["ETag"];
        var frozen = await _admin.Patch(path, """{"freeze":{"reason":"One"}}""", ("If-Match", before));
        Assert.NotEqual(before, frozen.Headers["ETag"]);
        Assert.Equal((412, "precondition_failed"), Short(await _admin.Patch(path, """{"freeze":null}""", ("If-Match", before))));

        var again = await _admin.Patch(path, """{"freeze":{"reason":"One"}}""");
        Assert.Equal(frozen.Body, again.Body);
        var lifted = await _admin.Patch(path, """{"freeze":null}""");
        Assert.Equal(before, lifted.Headers["ETag"]);
    }

    [Theory]
    [InlineData("""{"freeze":{"reason":" "}}""", "freeze.reason:invalid_field")]
    [InlineData("""{"freeze":true}""", "freeze:wrong_type")]
    [InlineData("""{"freeze":{"reason":"x","until":"noon"}}""", "freeze.until:unknown_field")]
    public async Task Freeze_OfWhatCannotBe_NamesTheField(string body, string errors)
    {
        var answer = await _admin.Patch($"/v1/departments/{Place.DepartmentId}", body);

        Assert.Equal((400, errors), (answer.Code, answer.Errors));
    }

    private static (int, string?) Short(Answer answer) => (answer.Code, answer.Problem);

    private async Task<int> Events(Guid subject, string word)
    {
        await using var db = await Installation.Contexts.CreateDbContextAsync();
        return await db.Outbox.CountAsync(row => row.SubjectId == subject && row.EventType.EndsWith(word));
    }
}
