using DonatelloAI.Grains.Budgets;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DonatelloAI.Storage.Commits;

/// <summary>One round trip: one batch, which PostgreSQL runs as one transaction; an update that misses its row divides by zero.</summary>
internal sealed class PostgresRowWriter(int commandTimeoutSeconds) : IRowWriter
{
    public async Task<RowResult> Write(DonatelloContext context, IReadOnlyList<RowWrite> writes, RowAnswer? answer)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        try
        {
            await connection.OpenAsync();
        }
        catch (Exception unreachable) when (unreachable is NpgsqlException or TimeoutException)
        {
            return new RowResult(new CommitOutcome(CommitResult.Unavailable, unreachable.Message));
        }

        try
        {
            return await Run(connection, writes, answer);
        }
        catch (NpgsqlException failed)
        {
            return new RowResult(PostgresErrors.Outcome(failed, static _ => CommitResult.FenceLost));
        }
        finally
        {
            await connection.CloseAsync();
        }
    }

    private async Task<RowResult> Run(NpgsqlConnection connection, IReadOnlyList<RowWrite> writes, RowAnswer? answer)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = commandTimeoutSeconds };
        await using var parameters = connection.CreateCommand();
        foreach (var write in writes)
        {
            batch.BatchCommands.Add(Command(write.IsInsert ? write.Sql() : Guarded(write.Sql()), write.Parameters, parameters));
        }

        if (answer is not null)
        {
            batch.BatchCommands.Add(Command(answer.Sql, answer.Parameters, parameters));
        }

        await using var reader = await batch.ExecuteReaderAsync();
        var result = new RowResult(CommitOutcome.Committed);
        do
        {
            if (await reader.ReadAsync() && reader.FieldCount == 2)
            {
                result = result with { Version = reader.GetInt64(0), Moment = await reader.GetFieldValueAsync<DateTimeOffset>(1) };
            }
        }
        while (await reader.NextResultAsync());
        return result;
    }

    private static NpgsqlBatchCommand Command(string sql, IReadOnlyList<RowParameter> values, NpgsqlCommand parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value.ToParameter(parameters));
        }

        return command;
    }

    private static string Guarded(string update) => $"WITH done AS ({update} RETURNING 1) SELECT 1 / (count(*) = 1)::int FROM done";
}
