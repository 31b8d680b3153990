using System.Net;
using System.Net.Sockets;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DonatelloAI.Storage.Tests.Budgets;

/// <summary>A server that is not there, or that answers too late.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresStoreFaultTests(PostgresFixture postgres) : StoreFaultTests(postgres)
{
    [Fact]
    public async Task Reserve_WhileNothingListens_IsUnavailable()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Port = UnusedPort() };
        var store = NewStore(contexts: DonatelloContexts.Factory(StorageEngine.Postgres, nowhere.ConnectionString));
        var writer = NewWriter(store: store);

        AssertUnavailable(BudgetOutage.StorageUnavailable, await writer.Submit(Reserve(1)));
        await Assert.ThrowsAsync<StorageUnavailableException>(writer.Read);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Verify(DepartmentId));
        await AssertHolds(0, Money.Zero);
    }

    [Fact]
    public async Task Reserve_WhileAnotherTransactionHoldsTheDepartment_IsUnknownAndRepeatedOnce()
    {
        var writer = NewWriter(store: NewStore(new CommitOptions { TimeoutSeconds = 1 }));
        await writer.Submit(Reserve(1));
        var slow = Reserve(2);
        await using var db = await Database.Contexts.CreateDbContextAsync();
        await using var other = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlRawAsync("SELECT 1 FROM department_budgets FOR UPDATE");

        var late = await writer.Submit(slow);
        await other.RollbackAsync();
        var repeated = await writer.Submit(slow);

        AssertUnavailable(BudgetOutage.OutcomeUnknown, late);
        Assert.IsType<BudgetAccepted>(repeated);
        await AssertHolds(2, Money.FromAud(3));
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
