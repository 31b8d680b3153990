using DonatelloAI.Storage;
using Orleans.Configuration;

namespace DonatelloAI.Silo.Persistence;

/// <summary>Grain state and reminders in the database that holds everything else.</summary>
public static class SiloDatabase
{
    /// <summary>
    /// Keeps grain state (as the default provider) and reminders in tables beside our own, which the schema's migrations made
    /// before the silo starts. What is cleared leaves no row. Grain state may be lost or rebuilt: what must not is a row of the
    /// model, written in one transaction with its events.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="engine">Which database.</param>
    /// <param name="connectionString">How to reach it.</param>
    public static ISiloBuilder UseDonatelloDatabase(this ISiloBuilder silo, StorageEngine engine, string connectionString)
    {
        var invariant = InvariantOf(engine);
        silo.AddAdoNetGrainStorageAsDefault(storage =>
        {
            storage.Invariant = invariant;
            storage.ConnectionString = connectionString;
            storage.DeleteStateOnClear = true;
        });
        return silo.UseAdoNetReminderService(reminders => reminders.Configure(table =>
        {
            table.Invariant = invariant;
            table.ConnectionString = connectionString;
        }));
    }

    // The names by which Orleans finds the driver. It knows SQLite by that of another driver, and loads Microsoft.Data.Sqlite.
    private static string InvariantOf(StorageEngine engine) => engine switch
    {
        StorageEngine.Sqlite => "System.Data.SQLite",
        StorageEngine.Postgres => "Npgsql",
        StorageEngine.SqlServer => "Microsoft.Data.SqlClient",
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "The engine is one of Sqlite, Postgres, SqlServer."),
    };
}
