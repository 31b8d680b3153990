using System.Data;
using System.Data.Common;
using System.Text;
using DonatelloAI.Storage.Engines;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>Notes what EF Core would send to SQL Server, and sends nothing.</summary>
internal sealed class SentCommands : DbCommandInterceptor
{
    private readonly List<string> _batches = [];

    public IReadOnlyList<string> Batches => _batches;

    /// <summary>A context that needs no server; its updates find one row, its inserts no answer.</summary>
    public SqlServerDonatelloContext NewContext()
    {
        var options = new DbContextOptionsBuilder<SqlServerDonatelloContext>(DonatelloContexts.SqlServerOptions("Server=127.0.0.1"))
            .AddInterceptors(this, new NoConnection())
            .Options;
        var context = new SqlServerDonatelloContext(options);
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        return context;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return ValueTask.FromResult(InterceptionResult<int>.SuppressWithResult(1));
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Note(command);
        return ValueTask.FromResult(InterceptionResult<DbDataReader>.SuppressWithResult(new DataTable().CreateDataReader()));
    }

    /// <summary>The batch as it can be run by hand: its parameters declared first.</summary>
    private void Note(DbCommand command)
    {
        var batch = new StringBuilder();
        foreach (SqlParameter parameter in command.Parameters)
        {
            batch.Append("DECLARE ").Append(parameter.ParameterName).Append(' ').Append(TypeOf(parameter)).AppendLine(";");
        }

        _batches.Add(batch.Append(command.CommandText).ToString());
    }

    private static string TypeOf(SqlParameter parameter) => parameter.SqlDbType switch
    {
        SqlDbType.NVarChar => "nvarchar(max)",
        SqlDbType.VarChar => "varchar(max)",
        SqlDbType.VarBinary or SqlDbType.Binary => "varbinary(max)",
        SqlDbType.Decimal => "decimal(19, 6)",
        var other => Enum.GetName(other)!,
    };

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult.Suppress());
    }
}
