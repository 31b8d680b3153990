using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Blobs;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Standalone;

/// <summary>
/// What an empty installation begins with: an organisation, a department with a budget, and an administrator with an API
/// key. All of it is ordinary data that the administrator may rename, raise or replace.
/// </summary>
/// <remarks>
/// The key is written to its file before the one commit that makes it valid. A crash between the two leaves a key that the
/// next start takes up again; the other way round would leave an installation that nobody can enter.
/// </remarks>
public sealed class FirstStart(IDbContextFactory<DonatelloContext> contexts, DataFolder folder, KeyRing keys, OutboxSigner outbox, TimeProvider time)
{
    private const string OrganizationName = "My organisation";
    private const string OrganizationDomain = "example.org";
    private const string OrganizationZone = "Australia/Sydney";
    private const string AdminEmail = "admin@example.org";
    private const string AllScopes = """["generate","read","admin"]""";
    private const decimal MonthlyBudgetAud = 100m;

    /// <summary>Makes what is missing; answers with the new key, or null when the installation has an organisation.</summary>
    public async Task<ApiKeyToken?> Ensure(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Organizations.AnyAsync(cancellationToken))
        {
            return null;
        }

        var token = ReadOrMakeKey();
        AddRows(context, token, time.GetUtcNow());
        await context.SaveChangesAsync(CancellationToken.None);
        return token;
    }

    private ApiKeyToken ReadOrMakeKey()
    {
        if (!File.Exists(folder.FirstAdminKey))
        {
            var made = ApiKeyToken.Create(Guid.CreateVersion7(time.GetUtcNow()), Guid.CreateVersion7(time.GetUtcNow()));
            PrivateFile.Create(folder.FirstAdminKey, Encoding.ASCII.GetBytes(made.SecretText + "\n"));
            return made;
        }

        return ApiKeyToken.TryParse(File.ReadAllText(folder.FirstAdminKey).Trim(), out var left)
            ? left
            : throw new StartRefusedException($"{folder.FirstAdminKey} holds no API key although the database is empty: remove it and start again.");
    }

    private void AddRows(DonatelloContext context, ApiKeyToken token, DateTimeOffset now)
    {
        var organization = new OrganizationRow
        {
            Id = Guid.CreateVersion7(now),
            Name = OrganizationName,
            Domain = OrganizationDomain,
            CreatedAt = now,
            UpdatedAt = now,
            Settings = $$"""{"timezone":"{{OrganizationZone}}","locale":"en-AU"}""",
        };
        var department = new NewDepartment
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organization.Id,
            Name = "General",
            Code = "GEN",
            Zone = TimeZoneInfo.FindSystemTimeZoneById(OrganizationZone),
            MonthlyBudget = Money.FromAud(MonthlyBudgetAud),
        };

        context.Organizations.Add(organization);
        DepartmentFactory.Add(context, department, now);
        context.Users.Add(Administrator(token, department, now));
        context.ApiKeys.Add(Key(token, department, now));
        context.Outbox.AddRange(
            Created("organization", organization.Id, department, now),
            Created("department", department.Id, department, now),
            Created("user", token.UserId, department, now),
            Created("api_key", token.KeyId, department, now));
    }

    /// <summary>Nobody asked for these rows but the installation itself, so the events belong to the organisation's own chain.</summary>
    private OutboxRow Created(string subject, Guid id, NewDepartment department, DateTimeOffset now) => outbox.Seal(new OutboxRow
    {
        Id = Guid.CreateVersion7(now),
        Shard = 0,
        OrganizationId = department.OrganizationId,
        DepartmentId = department.Id,
        SubjectType = subject,
        SubjectId = id,
        SubjectVersion = 0,
        EventType = $"{subject}.created",
        Payload = """{"reason":"first_start"}""",
        CreatedAt = now,
        Mac = [],
    });

    // Nobody's mail address and no identity provider's account: the first administrator comes with a key, and is given both
    // when the organisation connects its people.
    private UserRow Administrator(ApiKeyToken token, NewDepartment department, DateTimeOffset now) => new()
    {
        Id = token.UserId,
        OrganizationId = department.OrganizationId,
        DepartmentId = department.Id,
        AzureAdId = $"local:{token.UserId}",
        Email = $"plain:{AdminEmail}",
        EmailIndex = HMACSHA256.HashData(keys.Pepper, Encoding.UTF8.GetBytes(AdminEmail)),
        EmailIndexVersion = 1,
        DisplayName = "plain:Administrator",
        Role = UserRole.SuperAdmin,
        CreatedAt = now,
        UpdatedAt = now,
    };

    private ApiKeyRow Key(ApiKeyToken token, NewDepartment department, DateTimeOffset now) => new()
    {
        Id = token.KeyId,
        OrganizationId = department.OrganizationId,
        UserId = token.UserId,
        KeyName = "First administrator",
        KeyHash = token.Hash(keys.Pepper),
        KeyPrefix = token.Prefix,
        Scopes = AllScopes,
        CreatedAt = now,
    };
}
