using DonatelloAI.Testing;
namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>Runs a class of tests on an engine, each test on a database of its own.</summary>
public abstract class SchemaTestBase(PostgresFixture? postgres) : IAsyncLifetime
{
    private TestDatabase? _database;

    protected TestDatabase Database => _database ?? throw new InvalidOperationException("The database is not there yet.");

    /// <summary>True when each test begins with the newest schema.</summary>
    protected virtual bool IsMigrated => true;

    public async Task InitializeAsync() => _database = (postgres, IsMigrated) switch
    {
        (null, true) => await MigratedTemplates.SqliteAsync(),
        (null, false) => TestDatabase.Sqlite(),
        (_, true) => await TestDatabase.PostgresAsync(postgres.Server, postgres.Template),
        _ => await TestDatabase.PostgresAsync(postgres.Server),
    };

    public Task DisposeAsync()
    {
        _database?.Dispose();
        return Task.CompletedTask;
    }
}
