using System.Data.Common;
using DonatelloAI.Storage.Engines;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace DonatelloAI.Storage;

/// <summary>Opens the model on an engine. The one place that knows how a connection to each engine is set up.</summary>
public static class DonatelloContexts
{
    /// <summary>Statements a connection to PostgreSQL keeps prepared: more than the stores issue, few enough for its memory.</summary>
    private const int PreparedStatements = 100;

    /// <summary>
    /// Connections to PostgreSQL that a process opens, unless its connection string says otherwise: two silos then fit into the 100 that a server
    /// takes by default, where the driver's own 100 for each end in refusals under load.
    /// </summary>
    private const int PoolSize = 40;

    /// <summary>Contexts at rest that a factory keeps: more than connections, which are what a read or a write waits for.</summary>
    private const int ContextsAtRest = 256;

    /// <summary>
    /// A factory of contexts for an engine and its connection string. Contexts are short-lived and used anew: setting one up
    /// costs more than most of what is asked of it.
    /// </summary>
    public static IDbContextFactory<DonatelloContext> Factory(StorageEngine engine, string connectionString) => engine switch
    {
        StorageEngine.Sqlite => new ContextPool<SqliteDonatelloContext>(SqliteOptions(connectionString)),
        StorageEngine.Postgres => new ContextPool<PostgresDonatelloContext>(PostgresOptions(connectionString)),
        StorageEngine.SqlServer => new ContextPool<SqlServerDonatelloContext>(SqlServerOptions(connectionString)),
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "The engine is one of Sqlite, Postgres, SqlServer."),
    };

    /// <summary>One context for an engine and its connection string.</summary>
    public static DonatelloContext Open(StorageEngine engine, string connectionString) =>
        Factory(engine, connectionString).CreateDbContext();

    /// <summary>Options of SQLite: write-ahead log, full durability, foreign keys, five seconds of patience with a lock.</summary>
    public static DbContextOptions<SqliteDonatelloContext> SqliteOptions(string connectionString) =>
        new DbContextOptionsBuilder<SqliteDonatelloContext>()
            .UseSqlite(connectionString)
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(SqliteConnectionSetup.Instance)
            .Options;

    /// <summary>
    /// Options of PostgreSQL. A failed batch says which of its commands failed, which is how a commit tells a lost fence from
    /// a generation that moved on; statements that repeat are prepared, unless the connection string says otherwise; and a
    /// connection is not reset between uses, because nothing here changes a session.
    /// </summary>
    public static DbContextOptions<PostgresDonatelloContext> PostgresOptions(string connectionString) =>
        new DbContextOptionsBuilder<PostgresDonatelloContext>()
            .UseNpgsql(PostgresConnection(connectionString), engine => engine.ExecutionStrategy(AsItCame))
            .UseSnakeCaseNamingConvention()
            .Options;

    /// <summary>Options of SQL Server.</summary>
    public static DbContextOptions<SqlServerDonatelloContext> SqlServerOptions(string connectionString) =>
        new DbContextOptionsBuilder<SqlServerDonatelloContext>()
            .UseSqlServer(connectionString, engine => engine.ExecutionStrategy(AsItCame))
            .UseSnakeCaseNamingConvention()
            .Options;

    /// <summary>
    /// Stores decide themselves what an outage means, so the driver's error comes as it is; the engines' own default wraps it
    /// into advice to retry.
    /// </summary>
    private static NonRetryingExecutionStrategy AsItCame(ExecutionStrategyDependencies dependencies) => new(dependencies);

    private static string PostgresConnection(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString) { IncludeFailedBatchedCommand = true, NoResetOnClose = true };
        if (connection.MaxAutoPrepare == 0)
        {
            connection.MaxAutoPrepare = PreparedStatements;
        }

        if (!NamesPoolSize(connectionString))
        {
            connection.MaxPoolSize = PoolSize;
        }

        return connection.ConnectionString;
    }

    private static bool NamesPoolSize(string connectionString)
    {
        var named = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return named.ContainsKey("Maximum Pool Size") || named.ContainsKey("MaxPoolSize");
    }

    private sealed class ContextPool<TContext>(DbContextOptions<TContext> options) : IDbContextFactory<DonatelloContext>
        where TContext : DonatelloContext
    {
        private readonly PooledDbContextFactory<TContext> _contexts = new(options, ContextsAtRest);

        public DonatelloContext CreateDbContext() => _contexts.CreateDbContext();
    }
}
