using DonatelloAI.Storage;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DonatelloAI.Testing;

/// <summary>An empty database of one engine, and what tests ask of it beside the model.</summary>
public sealed class TestDatabase : IDisposable
{
    private readonly string? _folder;

    private TestDatabase(StorageEngine engine, string connectionString, string? folder)
    {
        Engine = engine;
        ConnectionString = connectionString;
        _folder = folder;
        Contexts = DonatelloContexts.Factory(engine, connectionString);
        Migrator = new SchemaMigrator(Contexts);
    }

    public StorageEngine Engine { get; }

    public string ConnectionString { get; }

    public IDbContextFactory<DonatelloContext> Contexts { get; }

    public SchemaMigrator Migrator { get; }

    /// <summary>The file behind a SQLite database.</summary>
    public string? File => _folder is null ? null : Path.Combine(_folder, "test.db");

    public static TestDatabase On(StorageEngine engine, string connectionString) => new(engine, connectionString, folder: null);

    public static TestDatabase Sqlite(string? template = null)
    {
        var folder = Directory.CreateTempSubdirectory("donatello-schema-").FullName;
        var file = Path.Combine(folder, "test.db");
        if (template is not null)
        {
            System.IO.File.Copy(template, file);
        }

        return new TestDatabase(StorageEngine.Sqlite, $"Data Source={file}", folder);
    }

    public static async Task<TestDatabase> PostgresAsync(PostgresServer server, string? template = null) =>
        new(StorageEngine.Postgres, await server.CreateDatabaseAsync(template), folder: null);

    /// <summary>A new database on a SQL Server, dropped when disposed.</summary>
    /// <param name="server">Connection string of a login that may create databases.</param>
    public static async Task<TestDatabase> SqlServerAsync(string server)
    {
        var name = $"donatello_test_{Guid.CreateVersion7():n}";
        await using var connection = new SqlConnection(server);
        await connection.OpenAsync();
        await using var command = new SqlCommand($"CREATE DATABASE [{name}]", connection);
        await command.ExecuteNonQueryAsync();
        return new TestDatabase(StorageEngine.SqlServer, new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ConnectionString, folder: null);
    }

    /// <summary>Adds rows in one commit.</summary>
    public async Task AddAsync(params object[] rows)
    {
        await using var context = await Contexts.CreateDbContextAsync();
        context.AddRange(rows);
        await context.SaveChangesAsync();
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var context = await Contexts.CreateDbContextAsync();
        return await context.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>The first column of a query's rows, as text.</summary>
    public async Task<List<string>> QueryAsync(string sql)
    {
        await using var context = await Contexts.CreateDbContextAsync();
        return await context.Database.SqlQueryRaw<string>(sql).ToListAsync();
    }

    /// <summary>Closes pooled connections, which a crash of the server has made useless.</summary>
    public void ForgetConnections()
    {
        using var context = Contexts.CreateDbContext();
        switch (context.Database.GetDbConnection())
        {
            case NpgsqlConnection postgres:
                NpgsqlConnection.ClearPool(postgres);
                break;
            case SqliteConnection sqlite:
                SqliteConnection.ClearPool(sqlite);
                break;
            case SqlConnection sqlServer:
                SqlConnection.ClearPool(sqlServer);
                break;
        }
    }

    public void Dispose()
    {
        ForgetConnections();
        if (Engine == StorageEngine.SqlServer)
        {
            using var context = Contexts.CreateDbContext();
            context.Database.EnsureDeleted();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
