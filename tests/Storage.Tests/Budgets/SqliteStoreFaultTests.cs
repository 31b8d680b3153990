using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Commits;
using Microsoft.Data.Sqlite;

namespace DonatelloAI.Storage.Tests.Budgets;

/// <summary>A file that is gone, locked or full.</summary>
public sealed class SqliteStoreFaultTests() : StoreFaultTests(null)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reserve_WhileTheFolderIsGone_IsUnavailableAndWorksLater(bool isLoaded)
    {
        var writer = NewWriter();
        if (isLoaded)
        {
            await writer.Read();
            await writer.Submit(Reserve(1));
        }

        var folder = Path.GetDirectoryName(Database.File)!;
        Database.ForgetConnections();
        Directory.Move(folder, folder + "-away");
        var reply = await writer.Submit(Reserve(2));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Store.Verify(DepartmentId));
        Directory.Move(folder + "-away", folder);

        AssertUnavailable(BudgetOutage.StorageUnavailable, reply);
        Assert.IsType<BudgetAccepted>(await writer.Submit(Reserve(4)));
        await AssertHolds(isLoaded ? 2 : 1, Money.FromAud(isLoaded ? 5 : 4));
    }

    [Fact]
    public async Task Reserve_WhileTheFileIsLocked_IsUnavailableAndWorksLater()
    {
        var writer = NewWriter(store: NewStore(new CommitOptions { TimeoutSeconds = 1 }));
        await writer.Submit(Reserve(1));
        await using var other = new SqliteConnection(Database.ConnectionString + ";Pooling=False");
        await other.OpenAsync();
        await Execute(other, "BEGIN EXCLUSIVE");

        var reply = await writer.Submit(Reserve(2));
        await Execute(other, "ROLLBACK");

        AssertUnavailable(BudgetOutage.StorageUnavailable, reply);
        Assert.IsType<BudgetAccepted>(await writer.Submit(Reserve(4)));
        await AssertHolds(2, Money.FromAud(5));
    }

    [Fact]
    public async Task Reserve_WhileTheFileIsFull_IsUnavailableAndWorksAfterRoomWasMade()
    {
        var writer = NewWriter();
        await writer.Submit(Reserve(1));
        await LimitPages(1);

        var replies = new List<BudgetReply>();
        while (replies.Count < 1_000 && replies.LastOrDefault() is null or BudgetAccepted)
        {
            replies.Add(await writer.Submit(Reserve(0.01m)));
        }

        var held = Money.FromAud(1 + (0.01m * (replies.Count - 1)));
        AssertUnavailable(BudgetOutage.StorageUnavailable, replies[^1]);
        await AssertHolds(replies.Count, held);
        await LimitPages(1_000_000);
        Assert.IsType<BudgetAccepted>(await writer.Submit(Reserve(1)));
        await AssertHolds(replies.Count + 1, held + Money.FromAud(1));
    }

    /// <summary>
    /// Bounds the file by the one connection that the pool holds, which keeps the bound; below the present size SQLite takes
    /// that size.
    /// </summary>
    private Task<int> LimitPages(int pages) => Database.ExecuteAsync($"PRAGMA max_page_count = {pages}");

    private static async Task Execute(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
