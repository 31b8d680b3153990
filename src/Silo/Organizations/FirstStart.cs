using System.Text;
using DonatelloAI.Blobs;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Users;
using DonatelloAI.Hosting;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Silo.Organizations;

/// <summary>
/// What an empty installation begins with: an organisation, a department with a budget, and an administrator with an API
/// key. All of it is ordinary data that the administrator may rename, raise or replace.
/// </summary>
/// <remarks>
/// The key is written to its file before the one commit that makes it valid. A crash between the two leaves a key that the
/// next start takes up again; the other way round would leave an installation that nobody can enter.
/// The administrator's own key is in the database before that commit too, since their name is sealed under it.
/// </remarks>
public sealed class FirstStart(
    IDbContextFactory<DonatelloContext> contexts,
    FirstOrganization wanted,
    LookupKeys lookup,
    IPersonalSealer sealer,
    OutboxSigner outbox,
    TimeProvider time)
{
    private const string AdminName = "Administrator";
    private const string AllScopes = """["generate","read","admin"]""";

    /// <summary>Makes what is missing; answers with the new key, or null when the installation has an organisation.</summary>
    public async Task<ApiKeyToken?> Ensure(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Organizations.AnyAsync(cancellationToken))
        {
            return null;
        }

        var token = ReadOrMakeKey();
        await AddRows(context, token, time.GetUtcNow(), cancellationToken);
        await context.SaveChangesAsync(CancellationToken.None);
        return token;
    }

    private ApiKeyToken ReadOrMakeKey()
    {
        if (!File.Exists(wanted.KeyFile))
        {
            var made = ApiKeyToken.Create(Guid.CreateVersion7(time.GetUtcNow()), Guid.CreateVersion7(time.GetUtcNow()));
            PrivateFile.Create(wanted.KeyFile, Encoding.ASCII.GetBytes(made.SecretText + "\n"));
            return made;
        }

        return ApiKeyToken.TryParse(File.ReadAllText(wanted.KeyFile).Trim(), out var left)
            ? left
            : throw new StartRefusedException($"{wanted.KeyFile} holds no API key although the database is empty: remove it and start again.");
    }

    private async Task AddRows(DonatelloContext context, ApiKeyToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var organization = new OrganizationRow
        {
            Id = await OrganizationId(context, token, now, cancellationToken),
            Name = wanted.Name,
            Domain = wanted.Domain,
            CreatedAt = now,
            UpdatedAt = now,
            Settings = $$"""{"timezone":"{{wanted.Zone}}","locale":"en-AU"}""",
        };
        var department = new NewDepartment
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organization.Id,
            Name = "General",
            Code = "GEN",
            Zone = TimeZoneInfo.FindSystemTimeZoneById(wanted.Zone),
            MonthlyBudget = Money.FromAud(wanted.MonthlyBudgetAud),
        };

        context.Organizations.Add(organization);
        DepartmentFactory.Add(context, department, now);
        context.Users.Add(await Administrator(token, department, now));
        context.ApiKeys.Add(Key(token, department, now));
        context.Outbox.AddRange(
            Created("organization", organization.Id, department, now),
            Created("department", department.Id, department, now),
            Created("user", token.UserId, department, now),
            Created("api_key", token.KeyId, department, now));
    }

    /// <summary>A start that did not get to its commit has left the administrator's key, and the key knows its organisation.</summary>
    private static async Task<Guid> OrganizationId(
        DonatelloContext context, ApiKeyToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var left = await context.DataKeys.FirstOrDefaultAsync(key => key.OwnerId == token.UserId, cancellationToken);
        return left?.OrganizationId ?? Guid.CreateVersion7(now);
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
    private async Task<UserRow> Administrator(ApiKeyToken token, NewDepartment department, DateTimeOffset now) => new()
    {
        Id = token.UserId,
        OrganizationId = department.OrganizationId,
        DepartmentId = department.Id,
        AzureAdId = $"local:{token.UserId}",
        Email = await Sealed(token, department, SealedField.Email, wanted.Email),
        EmailIndex = new EmailIndex(lookup).Of(wanted.Email),
        EmailIndexVersion = EmailIndex.Version,
        DisplayName = await Sealed(token, department, SealedField.DisplayName, AdminName),
        Role = UserRole.SuperAdmin,
        CreatedAt = now,
        UpdatedAt = now,
    };

    private ValueTask<string> Sealed(ApiKeyToken token, NewDepartment department, SealedField field, string text) =>
        sealer.Seal(token.UserId, department.OrganizationId, field, token.UserId, text);

    private ApiKeyRow Key(ApiKeyToken token, NewDepartment department, DateTimeOffset now) => new()
    {
        Id = token.KeyId,
        OrganizationId = department.OrganizationId,
        UserId = token.UserId,
        KeyName = "First administrator",
        KeyHash = token.Hash(lookup.Pepper),
        KeyPrefix = token.Prefix,
        Scopes = AllScopes,
        CreatedAt = now,
    };
}
