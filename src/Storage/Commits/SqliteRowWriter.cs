using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Modelling;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Commits;

/// <summary>Statement by statement, in process; the driver blocks while the disk syncs, so it runs on the thread pool.</summary>
internal sealed class SqliteRowWriter(int commandTimeoutSeconds) : IRowWriter
{
    public async Task<RowResult> Write(DonatelloContext context, IReadOnlyList<RowWrite> writes, RowAnswer? answer)
    {
        using var turn = await SqliteTurn.TakeAsync(context);
        return await Task.Run(() => WriteBlocking(context, writes, answer));
    }

    private RowResult WriteBlocking(DonatelloContext context, IReadOnlyList<RowWrite> writes, RowAnswer? answer)
    {
        var isCommitting = false;
        try
        {
            context.Database.OpenConnection();
            var connection = (SqliteConnection)context.Database.GetDbConnection();
            connection.DefaultTimeout = commandTimeoutSeconds;
            using var transaction = connection.BeginTransaction(deferred: false);
            if (!TryRun(writes, connection, transaction))
            {
                return new RowResult(new CommitOutcome(CommitResult.FenceLost));
            }

            var result = answer is null ? new RowResult(CommitOutcome.Committed) : Read(answer, connection, transaction);
            isCommitting = true;
            transaction.Commit();
            return result;
        }
        catch (SqliteException failed)
        {
            return new RowResult(SqliteErrors.Outcome(failed, isCommitting));
        }
    }

    private bool TryRun(IReadOnlyList<RowWrite> writes, SqliteConnection connection, SqliteTransaction transaction)
    {
        foreach (var write in writes)
        {
            using var command = Command(write.Sql(), write.Parameters, connection, transaction);
            if (command.ExecuteNonQuery() != 1)
            {
                return false;
            }
        }

        return true;
    }

    private RowResult Read(RowAnswer answer, SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = Command(answer.Sql, answer.Parameters, connection, transaction);
        using var reader = command.ExecuteReader();
        reader.Read();
        return new RowResult(CommitOutcome.Committed, reader.GetInt64(0), Moment.FromMicros(reader.GetInt64(1)));
    }

    private SqliteCommand Command(string sql, IReadOnlyList<RowParameter> values, SqliteConnection connection, SqliteTransaction transaction)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandTimeout = commandTimeoutSeconds;
        command.CommandText = sql;
        foreach (var value in values)
        {
            command.Parameters.Add(value.ToParameter(command));
        }

        return command;
    }
}
