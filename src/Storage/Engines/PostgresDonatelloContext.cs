using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Engines;

/// <summary>The model on PostgreSQL; its migrations lie under Migrations/Postgres.</summary>
public sealed class PostgresDonatelloContext(DbContextOptions<PostgresDonatelloContext> options) : DonatelloContext(options)
{
    private protected override Dialect Dialect => new PostgresDialect();
}
