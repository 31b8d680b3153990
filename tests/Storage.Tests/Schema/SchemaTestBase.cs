using DonatelloAI.Testing;

namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>Runs a class of tests on an engine, each test on a database of its own.</summary>
public abstract class SchemaTestBase(PostgresFixture? postgres) : IAsyncLifetime
{
    private TestDatabase? _database;

    protected TestDatabase Database => _database ?? throw new InvalidOperationException("The database is not there yet.");

    /// <summary>True when each test begins with the newest schema.</summary>
    protected virtual bool IsMigrated => true;

    public virtual async Task InitializeAsync() => _database = await MakeDatabaseAsync();

    public virtual Task DisposeAsync()
    {
        _database?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Makes the test's database: SQLite without a server, else PostgreSQL.</summary>
    protected virtual async Task<TestDatabase> MakeDatabaseAsync() => (postgres, IsMigrated) switch
    {
        (null, true) => await MigratedTemplates.SqliteAsync(),
        (null, false) => TestDatabase.Sqlite(),
        (_, true) => await TestDatabase.PostgresAsync(postgres.Server, postgres.Template),
        _ => await TestDatabase.PostgresAsync(postgres.Server),
    };
}
