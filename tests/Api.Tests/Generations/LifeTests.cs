using DonatelloAI.Contracts.Users;
using DonatelloAI.Testing;

namespace DonatelloAI.Api.Tests.Generations;

/// <summary>Calling off, deleting, listing.</summary>
[Collection(InstallationCollection.Name)]
public sealed class LifeTests(Installation installation) : GenerationTest(installation)
{
    [Fact]
    public async Task Cancel_WhileItWaits_EndsItAndReleasesItsMoney()
    {
        var running = (await Artist.Post("/v1/generations", Studio("[fault:slow] first", "studio/narrow"))).Text("id");
        await Until(running, "processing");
        var waiting = (await Artist.Post("/v1/generations", Studio("second", "studio/narrow"))).Text("id");
        Assert.Equal(("0.000000", "0.200000"), await Money());

        var answer = await Artist.Post($"/v1/generations/{waiting}/cancel");

        Assert.Equal((200, "cancelled", "0.000000"), (answer.Code, answer.Text("status"), answer.Text("held_aud")));
        Assert.Equal(("0.000000", "0.100000"), await Money());
        var repeated = await Artist.Post($"/v1/generations/{waiting}/cancel");
        Assert.Equal((200, "cancelled", waiting), (repeated.Code, repeated.Text("status"), repeated.Text("id")));
        Installation.Vendor.Release();
        await Until(running, "completed");
        Assert.DoesNotContain(Installation.Vendor.Calls, call => call.Prompt == "second");
    }

    [Fact]
    public async Task Cancel_WhileAProviderWorks_IsNotedAndItsImageIsKeptAndCharged()
    {
        var id = (await Artist.Post("/v1/generations", Studio("[fault:slow] a barn"))).Text("id");
        await Until(id, "processing");
        await Eventually.True(() => Installation.Vendor.Calls.Count > 0, TimeSpan.FromSeconds(30), "the vendor was called");

        Assert.Equal(202, (await Artist.Post($"/v1/generations/{id}/cancel")).Code);
        Assert.Equal(202, (await Artist.Post($"/v1/generations/{id}/cancel")).Code);
        Installation.Vendor.Release();

        await Until(id, "completed");
        Assert.Equal(("0.100000", "0.000000"), await Money());
    }

    [Fact]
    public async Task Cancel_AfterTheEnd_IsRefused()
    {
        var id = (await Made()).Text("id");

        var answer = await Artist.Post($"/v1/generations/{id}/cancel");
        Assert.Equal((409, "already_ended"), (answer.Code, answer.Problem));
    }

    [Fact]
    public async Task Delete_OfAnEndedOne_HidesItAndKeepsTheMoney()
    {
        var id = (await Made()).Text("id");

        Assert.Equal(204, (await Artist.Delete($"/v1/generations/{id}")).Code);
        Assert.Equal(204, (await Artist.Delete($"/v1/generations/{id}")).Code);

        foreach (var route in new[] { "", "/image", "/thumbnail", "/metadata", "/events" })
        {
            var answer = await Artist.Get($"/v1/generations/{id}{route}");
            Assert.Equal((route, 410, "generation_deleted"), (route, answer.Code, answer.Problem));
        }

        Assert.Equal(0, (await Artist.Get("/v1/generations")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal((Price, "0.000000"), await Money());
    }

    [Fact]
    public async Task Delete_OfOneThatHasNotEnded_IsRefused()
    {
        var id = (await Artist.Post("/v1/generations", Studio("[fault:slow] a lane"))).Text("id");

        var answer = await Artist.Delete($"/v1/generations/{id}");
        Assert.Equal((409, "not_ended"), (answer.Code, answer.Problem));
    }

    [Fact]
    public async Task List_WithEachFilter_FindsWhatItSays()
    {
        var one = await Made();
        var failed = await Made(Studio("[fault:moderation_blocked] a thing"));
        var manager = await Person(UserRole.DeptManager);
        var (user, created) = (one.Text("user_id"), one.Text("created_at"));

        async Task<string[]> Found(string query) =>
            [.. (await manager.Get($"/v1/generations?{query}")).Json.GetProperty("data").EnumerateArray().Select(row => row.Text("id"))];

        Assert.Equal([failed.Text("id"), one.Text("id")], await Found(""));
        Assert.Equal([one.Text("id")], await Found("status=completed"));
        Assert.Equal([failed.Text("id")], await Found("model=studio/paint"));
        Assert.Equal([one.Text("id")], await Found("model=canvas"));
        Assert.Equal(2, (await Found($"user_id={user}&department_id={Place.DepartmentId}&include_archived=true")).Length);
        Assert.Equal(2, (await Found($"from={Uri.EscapeDataString(created)}")).Length);
        Assert.Empty(await Found($"to={Uri.EscapeDataString(created)}"));
        Assert.Empty(await Found($"batch_id={Guid.CreateVersion7()}"));
        Assert.Empty(await Found($"group_id={Guid.CreateVersion7()}"));
        Assert.Empty(await Found($"user_id={Guid.CreateVersion7()}"));
    }

    [Fact]
    public async Task List_InPages_ShowsEachOnceAndItsCursorsOpenNothingElse()
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var generation in (await Made(Order("\"n\":5"))).GetProperty("data").EnumerateArray())
        {
            made.Add(generation.Text("id"));
        }

        var (seen, path) = (new List<string>(), "/v1/generations?limit=2");
        for (var page = await Artist.Get(path); ; page = await Artist.Get(path))
        {
            seen.AddRange(page.Json.GetProperty("data").EnumerateArray().Select(row => row.Text("id")));
            if (!page.Json.TryGetProperty("next_cursor", out var next))
            {
                break;
            }

            path = $"/v1/generations?limit=2&cursor={next.GetString()}";
        }

        Assert.Equal((5, true), (seen.Count, made.SetEquals(seen)));
        var stranger = Installation.As("OtherOrgAdmin");
        Assert.Equal("invalid_cursor", (await stranger.Get(path)).Problem);
    }

    [Theory]
    [InlineData("colour=red", "colour:unknown_parameter")]
    [InlineData("Status=completed", "Status:unknown_parameter")]
    [InlineData("status=done", "status:wrong_type")]
    [InlineData("status=2", "status:wrong_type")]
    [InlineData("status=completed&status=failed", "status:duplicate_parameter")]
    [InlineData("department_id=x", "department_id:wrong_type")]
    [InlineData("user_id={0}", "user_id:wrong_type")]
    [InlineData("from=yesterday&to=2026-01-01T00:00:00", "from:wrong_type to:wrong_type")]
    [InlineData("include_archived=yes", "include_archived:wrong_type")]
    [InlineData("limit=0", "limit:invalid_limit")]
    [InlineData("cursor=x", "cursor:invalid_cursor")]
    public async Task List_AskedForWhatItDoesNotKnow_NamesIt(string query, string errors)
    {
        var answer = await Artist.Get($"/v1/generations?{query}");

        Assert.Equal((400, errors), (answer.Code, answer.Errors));
    }
}
