using DonatelloAI.Testing;

namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>A database of the newest schema for each engine, migrated once a run and copied for each test.</summary>
public static class MigratedTemplates
{
    private static readonly Lazy<Task<string>> SqliteFile = new(MigrateSqliteAsync);

    /// <summary>A SQLite database of the newest schema.</summary>
    public static async Task<TestDatabase> SqliteAsync() => TestDatabase.Sqlite(await SqliteFile.Value);

    /// <summary>Makes the template of a PostgreSQL server and answers its connection string.</summary>
    public static async Task<string> MigrateAsync(PostgresServer server)
    {
        var template = await server.CreateDatabaseAsync();
        using var database = TestDatabase.On(StorageEngine.Postgres, template);
        await database.Migrator.UpAsync();
        return template;
    }

    private static async Task<string> MigrateSqliteAsync()
    {
        using var database = TestDatabase.Sqlite();
        await database.Migrator.UpAsync();
        database.ForgetConnections();
        var copy = Path.Combine(Directory.CreateTempSubdirectory("donatello-schema-template-").FullName, "template.db");
        File.Copy(database.File!, copy);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(copy)!, recursive: true);
        return copy;
    }
}
