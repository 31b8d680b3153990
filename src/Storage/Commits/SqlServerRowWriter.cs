using System.Globalization;
using System.Text;
using DonatelloAI.Grains.Budgets;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Commits;

/// <summary>One round trip: one batch with its own transaction; an update that misses its row throws, which undoes everything.</summary>
internal sealed class SqlServerRowWriter(int commandTimeoutSeconds) : IRowWriter
{
    public async Task<RowResult> Write(DonatelloContext context, IReadOnlyList<RowWrite> writes, RowAnswer? answer)
    {
        var connection = (SqlConnection)context.Database.GetDbConnection();
        try
        {
            await connection.OpenAsync();
        }
        catch (Exception unreachable) when (unreachable is SqlException or InvalidOperationException)
        {
            // The driver speaks of a pool without a free connection as an invalid operation.
            return new RowResult(new CommitOutcome(CommitResult.Unavailable, unreachable.Message));
        }

        try
        {
            return await Run(connection, writes, answer);
        }
        catch (SqlException failed)
        {
            return new RowResult(SqlServerErrors.Outcome(failed, [CommitResult.FenceLost]));
        }
        finally
        {
            await connection.CloseAsync();
        }
    }

    internal static string Sql(IReadOnlyList<RowWrite> writes, RowAnswer? answer)
    {
        var sql = new StringBuilder("SET NOCOUNT ON;\nSET XACT_ABORT ON;\nBEGIN TRANSACTION;\n");
        foreach (var write in writes)
        {
            sql.Append(write.Sql()).Append(";\n");
            if (!write.IsInsert)
            {
                sql.Append(CultureInfo.InvariantCulture, $"IF @@ROWCOUNT <> 1 THROW {SqlServerErrors.FirstStepError}, N'A row was not found.', 1;\n");
            }
        }

        return sql.Append(answer is null ? "" : $"{answer.Sql};\n").Append("COMMIT TRANSACTION;\n").ToString();
    }

    private async Task<RowResult> Run(SqlConnection connection, IReadOnlyList<RowWrite> writes, RowAnswer? answer)
    {
        await using var command = new SqlCommand(Sql(writes, answer), connection) { CommandTimeout = commandTimeoutSeconds };
        foreach (var value in writes.SelectMany(write => write.Parameters).Concat(answer?.Parameters ?? []))
        {
            command.Parameters.Add(value.ToParameter(command));
        }

        await using var reader = await command.ExecuteReaderAsync();
        var result = new RowResult(CommitOutcome.Committed);
        if (await reader.ReadAsync())
        {
            result = result with { Version = reader.GetInt64(0), Moment = reader.GetDateTimeOffset(1) };
        }

        // The commit comes after the answer, and so does its error.
        while (await reader.NextResultAsync())
        {
        }

        return result;
    }
}
