using System.Collections.Concurrent;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Modelling;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Commits;

/// <summary>
/// One prepared statement a table, run row by row: in process that is faster than shipping rows as one value. SQLite has one
/// writer, so commits of this process queue here instead of polling the file's lock; the driver blocks while the disk syncs,
/// so it runs on the thread pool and never on a grain's turn.
/// </summary>
internal sealed class SqliteCommitWriter(int commandTimeoutSeconds) : ICommitWriter
{
    private readonly ConcurrentDictionary<RowShape, string> _sql = new();

    public async Task<CommitReply> Write(DonatelloContext context, CommitPlan plan)
    {
        using var turn = await SqliteTurn.TakeAsync(context);
        return await Task.Run(() => WriteBlocking(context, plan));
    }

    /// <summary>The statement for one row of a shape; its parameters are the columns in order.</summary>
    internal static string Sql(RowShape shape) => shape.Action switch
    {
        RowAction.Insert => $"INSERT INTO {shape.Table} ({string.Join(", ", shape.Columns.Select(column => column.Name))}) VALUES ({string.Join(", ", shape.Columns.Select(column => Value(shape, column)))})",
        RowAction.Update or RowAction.UpdateIfThere => $"UPDATE {shape.Table} SET {string.Join(", ", shape.Values.Select(column => Set(shape, column)))} WHERE {Match(shape)}",
        _ => $"DELETE FROM {shape.Table} WHERE {Match(shape)}",
    };

    private static string Set(RowShape shape, RowColumn column) =>
        $"{column.Name} = {(column.Role == ColumnRole.Added ? $"{column.Name} + " : "")}{Value(shape, column)}";

    private static string Value(RowShape shape, RowColumn column) => column.Role == ColumnRole.FromNow
        ? DatabaseClock.After(StorageEngine.Sqlite, ParameterOf(shape, column))
        : ParameterOf(shape, column);

    private CommitReply WriteBlocking(DonatelloContext context, CommitPlan plan)
    {
        var isCommitting = false;
        try
        {
            context.Database.OpenConnection();
            var connection = (SqliteConnection)context.Database.GetDbConnection();
            connection.DefaultTimeout = commandTimeoutSeconds;
            using var transaction = connection.BeginTransaction(deferred: false);
            foreach (var step in plan.Steps)
            {
                if (!TryRun(step, connection, transaction))
                {
                    return new CommitReply(step.Otherwise);
                }
            }

            var answers = plan.Answers.Select(answer => Read(answer, connection, transaction)).ToList();
            isCommitting = true;
            transaction.Commit();
            return new CommitReply(CommitOutcome.Committed, answers);
        }
        catch (SqliteException failed)
        {
            return new CommitReply(SqliteErrors.Outcome(failed, isCommitting));
        }
        catch (UnstorableTextException unstorable)
        {
            return new CommitReply(CommitResult.RowRefused, unstorable.Message);
        }
    }

    private bool TryRun(CommitStep step, SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = Command(_sql.GetOrAdd(step.Shape, Sql), connection, transaction);
        for (var column = 0; column < step.Shape.Columns.Count; column++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = Parameter(column) });
        }

        command.Prepare();
        for (var row = 0; row < step.Count; row++)
        {
            for (var column = 0; column < step.Shape.Columns.Count; column++)
            {
                command.Parameters[column].Value = StorableText.Checked(step.ValueOf(row, column)) ?? DBNull.Value;
            }

            if (command.ExecuteNonQuery() != 1 && step.Shape.IsCounted)
            {
                return false;
            }
        }

        return true;
    }

    private RowState Read(RowAnswer answer, SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = Command(answer.Query.Sql(0), connection, transaction);
        for (var i = 0; i < answer.Values.Count; i++)
        {
            command.Parameters.Add(new SqliteParameter(answer.Query.Parameter(0, i), answer.Values[i]));
        }

        using var reader = command.ExecuteReader();
        reader.Read();
        return new RowState(reader.GetInt64(0), Moment.FromMicros(reader.GetInt64(1)));
    }

    private SqliteCommand Command(string sql, SqliteConnection connection, SqliteTransaction transaction)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandTimeout = commandTimeoutSeconds;
        command.CommandText = sql;
        return command;
    }

    private static string Match(RowShape shape)
    {
        var keys = shape.Keys.Select(column => $"{column.Name} = {ParameterOf(shape, column)}");
        keys = shape.Version is { } version ? keys.Append($"{version.Name} + 1 = {ParameterOf(shape, version)}") : keys;
        return string.Join(" AND ", keys.Concat(shape.Guards.Select(guard => guard.Sql(StorageEngine.Sqlite, guard.Column))));
    }

    private static string ParameterOf(RowShape shape, RowColumn wanted)
    {
        for (var i = 0; i < shape.Columns.Count; i++)
        {
            if (shape.Columns[i] == wanted)
            {
                return Parameter(i);
            }
        }

        throw new InvalidOperationException($"{wanted.Name} is no column of {shape.Table}.");
    }

    private static string Parameter(int column) => $"$p{column}";
}
