using DonatelloAI.Contracts.Users;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Api.Tests.Access;

[Collection(InstallationCollection.Name)]
public sealed class AuthenticationTests(Installation installation)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Me_WithAKey_SaysWhoAsks()
    {
        var answer = await installation.As("DeptManager").Get("/v1/me");

        Assert.Equal(200, answer.Code);
        Assert.Equal("dept_manager", answer.Text("role"));
        Assert.Equal($"{installation.KeyOf("DeptManager").UserId}", answer.Text("id"));
        Assert.Equal($"{installation.Acme.OrganizationId}", answer.Text("organization_id"));
        Assert.Equal($"{installation.Acme.DepartmentId}", answer.Text("department_id"));
        Assert.StartsWith("DeptManager@acme", answer.Text("email"), StringComparison.Ordinal);
        Assert.Equal("DeptManager", answer.Text("display_name"));
        Assert.False(answer.Json.GetProperty("mfa_enabled").GetBoolean());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer something-else")]
    public async Task Request_WithoutACredential_IsRefusedWithAChallenge(string? header)
    {
        var answer = await installation.As().Get("/v1/me", header is null ? [] : [("Authorization", header)]);

        Assert.Equal((401, "unauthorized"), (answer.Code, answer.Problem));
        Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
    }

    [Fact]
    public async Task Key_ThatIsMistypedUnknownOrOfNobody_GetsOneAnswer()
    {
        var known = installation.KeyOf("PowerUser");
        string[] keys =
        [
            known.SecretText[..^1],
            known.SecretText[..^1] + (known.SecretText[^1] == 'a' ? 'b' : 'a'),
            ApiKeyToken.Create(known.UserId, known.KeyId).SecretText,
            ApiKeyToken.Create(known.UserId, Guid.CreateVersion7()).SecretText,
            ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7()).SecretText,
        ];

        foreach (var key in keys)
        {
            var answer = await installation.With(key).Get("/v1/me");
            Assert.Equal((401, "invalid_api_key"), (answer.Code, answer.Problem));
        }
    }

    [Fact]
    public async Task Key_OfSomebodyOrSomethingDeactivated_IsRefusedByName()
    {
        var closed = await installation.NewPlace("closed", organization => organization.IsActive = false);
        var shut = await installation.NewPlace("shut");
        await Change(async db => (await db.Departments.SingleAsync(row => row.Id == shut.DepartmentId)).IsActive = false);
        await installation.AddPerson("Expired", installation.Acme, UserRole.PowerUser, null, change: (_, key) => key.ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(-1));
        await installation.AddPerson("Revoked", installation.Acme, UserRole.PowerUser, null, change: (_, key) => key.IsActive = false);
        await installation.AddPerson("Gone", installation.Acme, UserRole.PowerUser, null, change: (user, _) => user.IsActive = false);
        await installation.AddPerson("Closed", closed, UserRole.OrgAdmin, null);
        await installation.AddPerson("Shut", shut, UserRole.DeptManager, shut.DepartmentId);
        await installation.AddPerson("ShutAdmin", shut, UserRole.OrgAdmin, shut.DepartmentId);
        await installation.AddPerson("ClosedOperator", closed, UserRole.SuperAdmin, null);

        Assert.Equal((401, "api_key_expired"), await Me("Expired"));
        Assert.Equal((401, "api_key_revoked"), await Me("Revoked"));
        Assert.Equal((403, "user_inactive"), await Me("Gone"));
        Assert.Equal((403, "organization_inactive"), await Me("Closed"));
        Assert.Equal((403, "department_inactive"), await Me("Shut"));
        Assert.Equal((200, null), await Me("ShutAdmin"));
        Assert.Equal((200, null), await Me("ClosedOperator"));
    }

    [Fact]
    public async Task Key_Used_LeavesANoteOfIt()
    {
        var token = await installation.AddPerson("Noted", installation.Acme, UserRole.PowerUser, null);

        await installation.With(token.SecretText).Get("/v1/me");

        await Eventually.True(
            async () =>
            {
                await using var db = await installation.Contexts.CreateDbContextAsync();
                return (await db.ApiKeys.SingleAsync(key => key.Id == token.KeyId)).LastUsedAt is not null;
            },
            Soon,
            "last_used_at is written");
    }

    [Fact]
    public async Task Keys_InUse_NeverAppearInALog()
    {
        var client = installation.As("PowerUser");
        var made = await client.Post("/v1/api-keys", """{"name":"quiet"}""");
        var secret = made.Text("key");
        await installation.With(secret).Get("/v1/me");
        await installation.With(secret).Post("/v1/api-keys", "{");
        await installation.With(secret[..^1]).Get("/v1/me");

        string[] secrets = [secret[50..90], installation.KeyOf("PowerUser").SecretText[50..90]];
        Assert.NotEmpty(installation.Log);
        Assert.DoesNotContain(installation.Log, line => secrets.Any(hidden => line.Contains(hidden, StringComparison.Ordinal)));
    }

    private async Task<(int, string?)> Me(string person)
    {
        var answer = await installation.As(person).Get("/v1/me");
        return (answer.Code, answer.Problem);
    }

    private async Task Change(Func<Storage.DonatelloContext, Task> change)
    {
        await using var db = await installation.Contexts.CreateDbContextAsync();
        await change(db);
        await db.SaveChangesAsync();
    }
}
