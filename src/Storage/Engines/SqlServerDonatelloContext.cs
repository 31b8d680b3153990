using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Engines;

/// <summary>The model on SQL Server; its migrations lie under Migrations/SqlServer.</summary>
public sealed class SqlServerDonatelloContext(DbContextOptions<SqlServerDonatelloContext> options) : DonatelloContext(options)
{
    private protected override Dialect Dialect => new SqlServerDialect();
}
