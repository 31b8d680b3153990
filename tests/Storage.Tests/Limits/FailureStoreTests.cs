using DonatelloAI.Contracts.Limits;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Limits;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Limits;

/// <summary>What every engine must do for refused credentials.</summary>
public abstract class FailureStoreTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    private static readonly OutboxSigner Signer = new(new byte[32]);

    [EngineFact]
    public async Task Report_HandedOverTwice_IsWrittenOnce()
    {
        var store = new FailureStore(Database.Contexts, Signer, new CommitOptions());
        var count = new FailureCount { Attempts = 10_000, Addresses = 1, FirstAt = SampleRows.Moment, LastAt = SampleRows.Moment.AddMinutes(1) };
        var reach = new ReachCount
        {
            OrganizationId = OrganizationId,
            UserId = Guid.CreateVersion7(),
            Route = "GET /v1/users/{id}",
            Code = "not_found",
            Attempts = 2,
            FirstAt = SampleRows.Moment,
            LastAt = SampleRows.Moment,
        };
        var report = new FailureReport(Guid.CreateVersion7(), [count, count with { OrganizationId = OrganizationId, Reason = AuthenticationRefusal.ApiKeyRevoked }])
        {
            Reaches = [reach, reach with { OrganizationId = null, UserId = null }],
        };

        Assert.Equal(CommitOutcome.Committed, await store.Add(report));
        Assert.Equal(CommitResult.KeyExists, (await store.Add(report)).Result);

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var rows = await db.Outbox.Where(row => row.EventType == "authentication.failed").ToListAsync();
        Assert.All(rows, row => Assert.True(Signer.IsAuthentic(row)));
        Assert.Equal(new[] { Guid.Empty, OrganizationId }.Order(), rows.Select(row => row.OrganizationId).Order());
        var reaches = await db.Outbox.Where(row => row.EventType == "access.refused").ToListAsync();
        Assert.All(reaches, row => Assert.True(Signer.IsAuthentic(row)));
        Assert.Equal([(Guid.Empty, null), (OrganizationId, reach.UserId)], reaches.Select(row => (row.OrganizationId, row.UserId)).OrderBy(row => row.UserId is not null));
    }
}

public sealed class SqliteFailureStoreTests() : FailureStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresFailureStoreTests(PostgresFixture postgres) : FailureStoreTests(postgres);
