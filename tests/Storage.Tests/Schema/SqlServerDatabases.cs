using DonatelloAI.Testing;

namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>Databases on the SQL Server of whoever runs the tests.</summary>
public static class SqlServerDatabases
{
    /// <summary>Connection string of a login that may create databases.</summary>
    public const string Variable = "DONATELLO_SQLSERVER";

    /// <summary>A database of the newest schema.</summary>
    public static async Task<TestDatabase> MakeAsync()
    {
        var database = await TestDatabase.SqlServerAsync(Environment.GetEnvironmentVariable(Variable)!);
        await database.Migrator.UpAsync();
        return database;
    }
}
