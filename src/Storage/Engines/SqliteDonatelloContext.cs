using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Engines;

/// <summary>The model on SQLite; its migrations lie under Migrations/Sqlite.</summary>
public sealed class SqliteDonatelloContext(DbContextOptions<SqliteDonatelloContext> options) : DonatelloContext(options)
{
    private protected override Dialect Dialect => new SqliteDialect();
}
