using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Tests.Generations;

/// <summary>Every role against every route of a generation that is its own, its department's, its organisation's, or another one's.</summary>
[Collection(InstallationCollection.Name)]
public sealed class AccessTests(Installation installation) : GenerationTest(installation)
{
    private static readonly string[] Reads = ["", "/image", "/thumbnail", "/metadata", "/events"];

    [Fact]
    public async Task EveryRole_AtEveryDistance_SeesWhatTheTableSays()
    {
        foreach (var role in Enum.GetValues<UserRole>())
        {
            var reader = await Person(role);
            var own = (await Made(client: reader)).Text("id");
            var (ownDepartment, ownOrganization) = (await Of(Place.DepartmentId), await Of(Place.SecondDepartmentId));
            var stranger = (await Made(client: Installation.As("OtherStandardUser"))).Text("id");

            await AssertSees(reader, role, own, true);
            await AssertSees(reader, role, ownDepartment, role >= UserRole.DeptManager);
            await AssertSees(reader, role, ownOrganization, role >= UserRole.OrgAdmin);
            await AssertSees(reader, role, stranger, role == UserRole.SuperAdmin);
        }
    }

    [Fact]
    public async Task OthersIds_InFilters_FindNothing()
    {
        var mine = await Made(Order("\"n\":2"));
        var first = mine.GetProperty("data")[0];
        var outsiders = new[] { Installation.As("OtherOrgAdmin"), Installation.As("OtherDeptManager"), Installation.As("OtherStandardUser"), await Person(UserRole.StandardUser) };
        foreach (var outsider in outsiders)
        {
            foreach (var query in new[] { $"group_id={first.Text("group_id")}", $"user_id={first.Text("user_id")}", $"department_id={Place.DepartmentId}&user_id={first.Text("user_id")}" })
            {
                var answer = await outsider.Get($"/v1/generations?{query}");
                Assert.Equal((200, 0), (answer.Code, answer.Json.GetProperty("data").GetArrayLength()));
            }
        }

        var byName = await Installation.As("OtherOrgAdmin").Get($"/v1/generations?organization_id={Place.OrganizationId}");
        Assert.Equal((200, 0), (byName.Code, byName.Json.GetProperty("data").GetArrayLength()));
        Assert.Equal(2, (await Installation.As("SuperAdmin").Get($"/v1/generations?organization_id={Place.OrganizationId}")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task SomebodyElsesKey_WithTheSameIdempotencyKey_LeadsToAnotherGeneration()
    {
        var mine = await Artist.Post("/v1/generations", Small, ("Idempotency-Key", "shared"));
        var theirs = await Installation.As("OtherStandardUser").Post("/v1/generations", Small, ("Idempotency-Key", "shared"));

        Assert.NotEqual(mine.Text("id"), theirs.Text("id"));
    }

    private async Task<string> Of(Guid departmentId) => (await Made(client: await Person(UserRole.StandardUser, departmentId))).Text("id");

    private async Task AssertSees(Client reader, UserRole role, string id, bool sees)
    {
        foreach (var route in Reads)
        {
            var read = await reader.Get($"/v1/generations/{id}{route}");
            Assert.Equal((role, route, sees ? 200 : 404), (role, route, read.Code));
        }

        Assert.Equal((role, sees ? 409 : 404), (role, (await reader.Post($"/v1/generations/{id}/cancel")).Code));
        Assert.Equal((role, sees), (role, await IsListed(reader, id)));
        Assert.Equal((role, sees ? 204 : 404), (role, (await reader.Delete($"/v1/generations/{id}")).Code));
    }

    // Of other organisations, super_admin lists the one that is named.
    private async Task<bool> IsListed(Client reader, string id)
    {
        foreach (var query in new[] { "", $"&organization_id={Installation.Other.OrganizationId}" })
        {
            var list = (await reader.Get($"/v1/generations?limit=200{query}")).Json.GetProperty("data").EnumerateArray();
            if (list.Any(row => row.Text("id") == id))
            {
                return true;
            }
        }

        return false;
    }
}
