using Microsoft.EntityFrameworkCore.Design;

namespace DonatelloAI.Storage.Engines;

/// <summary>Lets <c>dotnet ef</c> build the SQLite model; no connection is opened.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteDonatelloContext>
{
    public SqliteDonatelloContext CreateDbContext(string[] args) => new(DonatelloContexts.SqliteOptions("Data Source=:memory:"));
}

/// <summary>Lets <c>dotnet ef</c> build the PostgreSQL model; no connection is opened.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresDonatelloContext>
{
    public PostgresDonatelloContext CreateDbContext(string[] args) => new(DonatelloContexts.PostgresOptions("Host=127.0.0.1"));
}

/// <summary>Lets <c>dotnet ef</c> build the SQL Server model; no connection is opened.</summary>
internal sealed class SqlServerDesignTimeFactory : IDesignTimeDbContextFactory<SqlServerDonatelloContext>
{
    public SqlServerDonatelloContext CreateDbContext(string[] args) => new(DonatelloContexts.SqlServerOptions("Server=127.0.0.1"));
}
