using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage.Events;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Users;

[Collection(InstallationCollection.Name)]
public sealed class ErasureTests(Installation installation) : IAsyncLifetime
{
    private Place _place = null!;
    private ApiKeyToken _adminKey = null!;
    private Client _admin = null!;

    public async Task InitializeAsync()
    {
        _place = await installation.NewPlace("erasure");
        _adminKey = await Key(UserRole.OrgAdmin);
        _admin = installation.With(_adminKey.SecretText);
    }

    public Task DisposeAsync()
    {
        installation.Vendor.Release();
        installation.Vendor.Reset();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Erasure_OfAPersonWithAnImage_RemovesItAndAnswersOneCertificate()
    {
        var key = await Key(UserRole.PowerUser);
        var person = installation.With(key.SecretText);
        var made = await person.Post("/v1/generations", """{"prompt":"a lighthouse that nobody remembers","model":"local/canvas"}""", ("Prefer", "wait=60"));
        Assert.True(made.Code == 200, made.Body);

        var done = await Erased(key.UserId);

        Assert.Equal("completed", done.Text("state"));
        Assert.Equal((1, 1, 1, 0), (Number(done, "images_removed"), Number(done, "generations_erased"), Number(done, "api_keys_revoked"), Number(done, "generations_left")));
        Assert.Equal((_adminKey.UserId.ToString(), 32), (done.Text("requested_by"), done.Json.GetProperty("data_keys_destroyed")[0].GetProperty("fingerprint").GetString()!.Length));
        Assert.Equal(["money", "audit"], done.Json.GetProperty("kept").EnumerateArray().Select(kept => kept.GetProperty("what").GetString()));
        Assert.Equal((200, done.Body), await Post(_admin, key.UserId));
        Assert.Equal(401, (await person.Get("/v1/me")).Code);
        Assert.Equal(410, (await _admin.Get($"/v1/generations/{made.Text("id")}/image")).Code);
    }

    [Fact]
    public async Task Erasure_Completed_LeavesListsAndSumsThatReadAsBefore()
    {
        var key = await Key(UserRole.PowerUser);
        await installation.With(key.SecretText).Post("/v1/generations", """{"prompt":"a lighthouse","model":"local/canvas"}""", ("Prefer", "wait=60"));

        await Erased(key.UserId);

        var read = await _admin.Get($"/v1/users/{key.UserId}");
        Assert.Equal((200, false), (read.Code, read.Json.GetProperty("is_active").GetBoolean()));
        Assert.False(read.Json.TryGetProperty("email", out _) || read.Json.TryGetProperty("display_name", out _) || read.Json.TryGetProperty("azure_ad_id", out _));
        Assert.Contains(key.UserId.ToString(), (await _admin.Get("/v1/users")).Body, StringComparison.Ordinal);
        Assert.Equal((200, 0), ((await _admin.Get($"/v1/generations?user_id={key.UserId}")) is { Code: var code } list ? (code, list.Json.GetProperty("data").GetArrayLength()) : default));
        Assert.True((await _admin.Post($"/v1/departments/{_place.DepartmentId}/budget/verify")).Json.GetProperty("is_clean").GetBoolean());
        Assert.Equal((404, "not_found"), Short(await _admin.Patch($"/v1/users/{key.UserId}", """{"is_active":true}""")));
    }

    [Fact]
    public async Task Erasure_WhileAVendorWorks_RunsUntilItHasAnswered()
    {
        var key = await Key(UserRole.PowerUser);
        var person = installation.With(key.SecretText);
        var made = await person.Post("/v1/generations", """{"prompt":"[fault:slow] a lighthouse","model":"studio/paint","size":"1024x1024"}""");
        Assert.True(made.Code == 202, made.Body);
        await Eventually.True(
            async () => (await _admin.Get($"/v1/generations/{made.Text("id")}")).Text("status") == "processing", TimeSpan.FromMinutes(1), "the vendor works");

        var running = await _admin.Post($"/v1/users/{key.UserId}/erasure");
        installation.Vendor.Release();

        Assert.Equal((202, "running", 1), (running.Code, running.Text("state"), Number(running, "generations_left")));
        Assert.Equal("completed", (await Erased(key.UserId)).Text("state"));
    }

    [Fact]
    public async Task Erasure_OfTheLastAdministrator_IsRefusedWhoeverAsks()
    {
        foreach (var client in new[] { _admin, installation.As("OtherSuperAdmin") })
        {
            Assert.Equal((409, "last_org_admin"), Short(await client.Post($"/v1/users/{_adminKey.UserId}/erasure")));
        }

        await Key(UserRole.OrgAdmin);
        Assert.Equal("completed", (await _admin.Post($"/v1/users/{_adminKey.UserId}/erasure")).Text("state"));
        Assert.Equal(401, (await _admin.Get("/v1/me")).Code);
    }

    [Fact]
    public async Task Erasure_ByWhomItIsNotFor_IsRefused()
    {
        var key = await Key(UserRole.PowerUser);
        var (manager, root) = (await Key(UserRole.DeptManager), await Key(UserRole.SuperAdmin));

        Assert.Equal((403, "insufficient_role"), Short(await installation.With(manager.SecretText).Post($"/v1/users/{key.UserId}/erasure")));
        Assert.Equal((404, "not_found"), Short(await installation.As("OtherOrgAdmin").Post($"/v1/users/{key.UserId}/erasure")));
        Assert.Equal((403, "role_above_own"), Short(await _admin.Post($"/v1/users/{root.UserId}/erasure")));
        Assert.Equal((404, "not_found"), Short(await _admin.Post($"/v1/users/{Guid.CreateVersion7()}/erasure")));
        Assert.Equal(200, (await installation.With(key.SecretText).Get("/v1/me")).Code);
    }

    [Fact]
    public async Task Address_OfAnErasedPerson_IsFreeAgain()
    {
        var body = $$"""{"email":"mary.{{Guid.CreateVersion7():n}}@acme.com.au","azure_ad_id":"{{Guid.CreateVersion7()}}"}""";
        var first = await _admin.Post("/v1/users", body);
        Assert.Equal(409, (await _admin.Post("/v1/users", body)).Code);

        await Erased(Guid.Parse(first.Text("id")));

        var second = await _admin.Post("/v1/users", body);
        Assert.True(second.Code == 201, second.Body);
        Assert.NotEqual(first.Text("id"), second.Text("id"));
    }

    [Fact]
    public async Task Erasure_Completed_LeavesItsEventsSignedAndWithoutText()
    {
        var key = await Key(UserRole.PowerUser);

        await Erased(key.UserId);

        await using var db = await installation.Contexts.CreateDbContextAsync();
        var rows = await db.Outbox.Where(row => row.SubjectId == key.UserId || row.SubjectId == key.KeyId).OrderBy(row => row.EventType).ToListAsync();
        Assert.Equal(["api_key.revoked", "user.erased", "user.erasure_completed"], rows.Select(row => row.EventType));
        Assert.All(rows, row => Assert.True(installation.App.Services.GetRequiredService<OutboxSigner>().IsAuthentic(row)));
        Assert.All(rows, row => Assert.Equal(_adminKey.UserId, row.UserId));
    }

    private static int Number(Answer answer, string field) => answer.Json.GetProperty(field).GetInt32();

    private static (int, string?) Short(Answer answer) => (answer.Code, answer.Problem);

    private static async Task<(int, string)> Post(Client client, Guid userId) =>
        await client.Post($"/v1/users/{userId}/erasure") is { } answer ? (answer.Code, answer.Body) : default;

    private async Task<Answer> Erased(Guid userId)
    {
        Answer? last = null;
        await Eventually.True(
            async () => (last = await _admin.Post($"/v1/users/{userId}/erasure")).Code == 200, TimeSpan.FromMinutes(1), "the erasure is completed");
        return last!;
    }

    private Task<ApiKeyToken> Key(UserRole role) =>
        installation.AddPerson($"{role}{Guid.CreateVersion7():n}", _place, role, _place.DepartmentId);
}
