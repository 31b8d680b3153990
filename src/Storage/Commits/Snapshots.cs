using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace DonatelloAI.Storage.Commits;

/// <summary>Several reads that see one state of the database, without holding up its writers.</summary>
internal static class Snapshots
{
    /// <summary>Begins such a view; it ends when disposed.</summary>
    public static async Task<IDbContextTransaction> BeginSnapshotAsync(this DonatelloContext context)
    {
        switch (context.Engine)
        {
            case StorageEngine.Sqlite:
                await context.Database.OpenConnectionAsync();
                var connection = (SqliteConnection)context.Database.GetDbConnection();
                return (await context.Database.UseTransactionAsync(connection.BeginTransaction(deferred: true)))!;
            case StorageEngine.SqlServer:
                return await context.Database.BeginTransactionAsync(IsolationLevel.Snapshot);
            default:
                return await context.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        }
    }
}
