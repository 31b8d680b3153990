using System.Collections.Concurrent;
using DonatelloAI.Grains.Budgets;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DonatelloAI.Storage.Commits;

/// <summary>
/// One round trip: all steps travel as one batch, which PostgreSQL runs as one transaction. Rows travel as one array a
/// column. An update that misses a row divides by zero, which undoes the whole batch.
/// </summary>
internal sealed class PostgresCommitWriter(int commandTimeoutSeconds) : ICommitWriter
{
    private readonly ConcurrentDictionary<RowShape, string> _sql = new();

    public async Task<CommitOutcome> Write(DonatelloContext context, CommitPlan plan)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        try
        {
            await connection.OpenAsync();
        }
        catch (Exception unreachable) when (unreachable is NpgsqlException or TimeoutException)
        {
            return new CommitOutcome(CommitResult.Unavailable, unreachable.Message);
        }

        try
        {
            return await Run(connection, plan);
        }
        catch (UnstorableTextException unstorable)
        {
            return new CommitOutcome(CommitResult.RowRefused, unstorable.Message);
        }
        finally
        {
            await connection.CloseAsync();
        }
    }

    /// <summary>The statement of a shape; its parameters are the columns' arrays and, for updates and deletes, the number of rows.</summary>
    internal static string Sql(RowShape shape) => shape.Action switch
    {
        RowAction.Insert => Insert(shape),
        RowAction.Update => Guarded(Update(shape), shape),
        RowAction.UpdateIfThere => Update(shape),
        _ => Guarded(Delete(shape), shape),
    };

    private async Task<CommitOutcome> Run(NpgsqlConnection connection, CommitPlan plan)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = commandTimeoutSeconds };
        foreach (var step in plan.Steps)
        {
            batch.BatchCommands.Add(Command(step));
        }

        try
        {
            await batch.ExecuteNonQueryAsync();
            return CommitOutcome.Committed;
        }
        catch (NpgsqlException failed)
        {
            return PostgresErrors.Outcome(failed, plan, batch);
        }
    }

    /// <summary>Text is checked here: an error of the driver's own encoder would leave its connection unusable.</summary>
    private NpgsqlBatchCommand Command(CommitStep step)
    {
        var command = new NpgsqlBatchCommand(_sql.GetOrAdd(step.Shape, Sql));
        foreach (var column in step.ToColumns())
        {
            command.Parameters.Add(new NpgsqlParameter { Value = StorableText.Checked(column) });
        }

        if (step.Shape.IsCounted)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = step.Count });
        }

        return command;
    }

    private static string Insert(RowShape shape) =>
        $"INSERT INTO {shape.Table} ({Names(shape)}) SELECT {string.Join(", ", shape.Columns.Select(Cast))} FROM {Rows(shape)}";

    private static string Update(RowShape shape)
    {
        var set = shape.Values.Select(column => $"{column.Name} = {Cast(column)}");
        return $"UPDATE {shape.Table} AS t SET {string.Join(", ", set)} FROM {Rows(shape)} WHERE {Match(shape)}";
    }

    private static string Delete(RowShape shape) => $"DELETE FROM {shape.Table} AS t USING {Rows(shape)} WHERE {Match(shape)}";

    private static string Guarded(string write, RowShape shape) =>
        $"WITH done AS ({write} RETURNING 1) SELECT 1 / (count(*) = ${shape.Columns.Count + 1})::int FROM done";

    private static string Match(RowShape shape)
    {
        var keys = shape.Keys.Select(column => $"t.{column.Name} = u.{column.Name}");
        keys = shape.Version is { } version ? keys.Append($"t.{version.Name} + 1 = u.{version.Name}") : keys;
        return string.Join(" AND ", shape.Guard is { } guard ? keys.Append(guard.Sql($"t.{guard.Column}")) : keys);
    }

    private static string Names(RowShape shape) => string.Join(", ", shape.Columns.Select(column => column.Name));

    private static string Rows(RowShape shape) =>
        $"unnest({string.Join(", ", shape.Columns.Select((column, i) => $"${i + 1}::{ArrayType(column)}[]"))}) AS u({Names(shape)})";

    /// <summary>JSON travels as text: the driver's arrays of documents would be parsed twice.</summary>
    private static string ArrayType(RowColumn column) => column.ProviderType == typeof(string) ? "text" : column.StoreType;

    private static string Cast(RowColumn column) => column.StoreType is "json" or "jsonb" ? $"u.{column.Name}::{column.StoreType}" : $"u.{column.Name}";
}
