using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Users;

/// <summary>What every engine must do for people and their keys.</summary>
public abstract class UserStoreTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    private static readonly OutboxSigner Signer = new(new byte[32]);

    private UserStore Users { get; set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Users = new UserStore(Database.Contexts, Signer, new CommitOptions());
    }

    [EngineFact]
    public async Task Load_OfSomebody_ReadsThemWithTheirKeys()
    {
        var key = NewKey();
        Assert.Equal(CommitOutcome.Committed, await Users.AddKey((await Users.Load(UserId))!, key));

        var account = (await Users.Load(UserId))!;

        Assert.Equal((OrganizationId, (Guid?)DepartmentId, UserRole.StandardUser), (account.OrganizationId, account.DepartmentId, account.Role));
        Assert.True(account is { IsActive: true, IsDepartmentActive: true, IsOrganizationActive: true });
        Assert.Equal(key, Assert.Single(account.Keys));
        Assert.Null(await Users.Load(Guid.CreateVersion7()));
    }

    [EngineFact]
    public async Task Load_WhereDepartmentAndOrganisationAreClosed_SaysSo()
    {
        await using (var db = await Database.Contexts.CreateDbContextAsync())
        {
            (await db.Departments.SingleAsync()).IsActive = false;
            (await db.Organizations.SingleAsync()).IsActive = false;
            await db.SaveChangesAsync();
        }

        var account = (await Users.Load(UserId))!;

        Assert.Equal((false, false, true), (account.IsDepartmentActive, account.IsOrganizationActive, account.IsActive));
    }

    [EngineFact]
    public async Task Load_OfSomebodyWithoutADepartment_FindsThem()
    {
        var homeless = NewUser(Guid.CreateVersion7());
        homeless.DepartmentId = null;
        await Database.AddAsync(homeless);

        Assert.True((await Users.Load(homeless.Id))!.IsDepartmentActive);
    }

    [EngineFact]
    public async Task Key_AddedTwice_IsAddedOnce()
    {
        var (account, key) = ((await Users.Load(UserId))!, NewKey());
        await Users.AddKey(account, key);

        Assert.Equal(CommitResult.KeyExists, (await Users.AddKey(account, key)).Result);
        Assert.Single((await Users.Load(UserId))!.Keys);
    }

    [EngineFact]
    public async Task Key_Revoked_LeavesItsEventsInTheSameCommits()
    {
        var (account, key) = ((await Users.Load(UserId))!, NewKey());
        await Users.AddKey(account, key);
        var revoked = key with { IsActive = false, RevokedAt = key.CreatedAt.AddMinutes(1) };

        Assert.Equal(CommitOutcome.Committed, await Users.RevokeKey(account, revoked));
        Assert.Equal(CommitResult.KeyExists, (await Users.RevokeKey(account, revoked)).Result);

        Assert.Equal(revoked, Assert.Single((await Users.Load(UserId))!.Keys));
        await using var db = await Database.Contexts.CreateDbContextAsync();
        var events = await db.Outbox.OrderBy(row => row.SubjectVersion).ToListAsync();
        Assert.Equal(["api_key.created", "api_key.revoked"], events.Select(row => row.EventType));
        Assert.All(events, row => Assert.True(Signer.IsAuthentic(row)));
        Assert.All(events, row => Assert.DoesNotContain(key.Hash, row.Payload, StringComparison.Ordinal));
    }

    [EngineFact]
    public async Task Key_Used_SaysWhenAndKeepsTheRest()
    {
        var (account, key) = ((await Users.Load(UserId))!, NewKey());
        await Users.AddKey(account, key);

        Assert.Equal(CommitOutcome.Committed, await Users.MarkUsed(key.Id, SampleRows.Moment));
        Assert.Equal(CommitResult.FenceLost, (await Users.MarkUsed(Guid.CreateVersion7(), SampleRows.Moment)).Result);

        Assert.Equal(key with { LastUsedAt = SampleRows.Moment }, Assert.Single((await Users.Load(UserId))!.Keys));
    }

    internal static ApiKeyState NewKey() => new()
    {
        Id = Guid.CreateVersion7(),
        Name = "build Ü",
        Hash = $"{Guid.CreateVersion7():n}{Guid.CreateVersion7():n}",
        Prefix = "dnt_0123456789",
        Scopes = KeyScopes.Generate | KeyScopes.Read,
        SpendLimit = Money.FromAud(12.345678m),
        RateLimitPerMinute = 60,
        IsActive = true,
        ExpiresAt = SampleRows.Moment.AddYears(1),
        CreatedAt = SampleRows.Moment,
    };
}

public sealed class SqliteUserStoreTests() : UserStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresUserStoreTests(PostgresFixture postgres) : UserStoreTests(postgres);
