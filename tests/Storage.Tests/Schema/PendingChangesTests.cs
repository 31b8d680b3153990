using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Schema;

public sealed class PendingChangesTests
{
    [Theory]
    [InlineData(StorageEngine.Sqlite, "Data Source=:memory:")]
    [InlineData(StorageEngine.Postgres, "Host=127.0.0.1")]
    [InlineData(StorageEngine.SqlServer, "Server=127.0.0.1")]
    public void Model_ComparedWithItsNewestMigration_HasNoPendingChange(StorageEngine engine, string connectionString)
    {
        using var context = DonatelloContexts.Open(engine, connectionString);

        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Fact]
    public void Migrations_OfTheThreeEngines_HaveTheSameNames()
    {
        using var sqlite = DonatelloContexts.Open(StorageEngine.Sqlite, "Data Source=:memory:");
        using var postgres = DonatelloContexts.Open(StorageEngine.Postgres, "Host=127.0.0.1");
        using var sqlServer = DonatelloContexts.Open(StorageEngine.SqlServer, "Server=127.0.0.1");

        Assert.Equal(sqlite.Database.GetMigrations(), postgres.Database.GetMigrations());
        Assert.Equal(sqlite.Database.GetMigrations(), sqlServer.Database.GetMigrations());
    }
}
