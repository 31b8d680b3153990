using System.Globalization;
using System.Text;
using System.Text.Json;
using DonatelloAI.Grains.Budgets;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Commits;

/// <summary>
/// One round trip: one batch with its own transaction; the rows of a step travel as one JSON document, which needs no table
/// types in the database. An update that misses a row throws a number of its own, which undoes everything.
/// </summary>
internal sealed class SqlServerCommitWriter(int commandTimeoutSeconds) : ICommitWriter
{
    public async Task<CommitReply> Write(DonatelloContext context, CommitPlan plan)
    {
        var connection = (SqlConnection)context.Database.GetDbConnection();
        try
        {
            await connection.OpenAsync();
        }
        catch (Exception unreachable) when (unreachable is SqlException or InvalidOperationException)
        {
            // The driver speaks of a pool without a free connection as an invalid operation.
            return new CommitReply(CommitResult.Unavailable, unreachable.Message);
        }

        try
        {
            return await Run(connection, plan);
        }
        catch (SqlException failed)
        {
            return new CommitReply(SqlServerErrors.Outcome(failed, [.. plan.Steps.Select(step => step.Otherwise)]));
        }
        catch (ArgumentException unwritable)
        {
            return new CommitReply(CommitResult.RowRefused, unwritable.Message);
        }
        finally
        {
            await connection.CloseAsync();
        }
    }

    internal static string Sql(CommitPlan plan)
    {
        var sql = new StringBuilder("SET NOCOUNT ON;\nSET XACT_ABORT ON;\nBEGIN TRANSACTION;\n");
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            sql.Append(Write(step.Shape, Parameter(i))).Append(";\n");
            if (step.Shape.IsCounted)
            {
                sql.Append(CultureInfo.InvariantCulture, $"IF @@ROWCOUNT <> {step.Count} THROW {SqlServerErrors.FirstStepError + i}, N'A row was not found.', 1;\n");
            }
        }

        for (var i = 0; i < plan.Answers.Count; i++)
        {
            sql.Append(plan.Answers[i].Query.Sql(i)).Append(";\n");
        }

        return sql.Append("COMMIT TRANSACTION;\n").ToString();
    }

    private async Task<CommitReply> Run(SqlConnection connection, CommitPlan plan)
    {
        await using var command = new SqlCommand(Sql(plan), connection) { CommandTimeout = commandTimeoutSeconds };
        for (var step = 0; step < plan.Steps.Count; step++)
        {
            command.Parameters.Add(new SqlParameter(Parameter(step), System.Data.SqlDbType.NVarChar, -1) { Value = Json(plan.Steps[step]) });
        }

        for (var i = 0; i < plan.Answers.Count; i++)
        {
            AddParameters(command, plan.Answers[i], i);
        }

        await using var reader = await command.ExecuteReaderAsync();
        return await ReadAnswers(reader);
    }

    private static void AddParameters(SqlCommand command, RowAnswer answer, int place)
    {
        for (var i = 0; i < answer.Values.Count; i++)
        {
            command.Parameters.AddWithValue(answer.Query.Parameter(place, i), answer.Values[i]);
        }
    }

    /// <summary>To the end: the commit comes after the answers, and so does its error.</summary>
    private static async Task<CommitReply> ReadAnswers(SqlDataReader reader)
    {
        var answers = new List<RowState>();
        do
        {
            while (await reader.ReadAsync())
            {
                answers.Add(new RowState(reader.GetInt64(0), reader.GetDateTimeOffset(1)));
            }
        }
        while (await reader.NextResultAsync());
        return new CommitReply(CommitOutcome.Committed, answers);
    }

    private static string Write(RowShape shape, string parameter)
    {
        var table = $"[{shape.Schema}].[{shape.Table}]";
        return shape.Action switch
        {
            RowAction.Insert => $"INSERT INTO {table} ({Names(shape)}) SELECT {string.Join(", ", shape.Columns.Select(Read))} FROM {Rows(shape, parameter)}",
            RowAction.Update or RowAction.UpdateIfThere => $"UPDATE t SET {string.Join(", ", shape.Values.Select(Set))} FROM {table} AS t INNER JOIN {Rows(shape, parameter)} ON {Match(shape)}",
            _ => $"DELETE t FROM {table} AS t INNER JOIN {Rows(shape, parameter)} ON {Match(shape)}",
        };
    }

    private static string Set(RowColumn column) =>
        $"[{column.Name}] = {(column.Role == ColumnRole.Added ? $"t.[{column.Name}] + " : "")}{Read(column)}";

    private static string Names(RowShape shape) => string.Join(", ", shape.Columns.Select(column => $"[{column.Name}]"));

    private static string Rows(RowShape shape, string parameter) =>
        $"OPENJSON({parameter}) WITH ({string.Join(", ", shape.Columns.Select((column, i) => $"[{column.Name}] {JsonType(column)} '$[{i}]'"))}) AS u";

    private static string Match(RowShape shape)
    {
        var keys = shape.Keys.Select(column => $"t.[{column.Name}] = u.[{column.Name}]");
        keys = shape.Version is { } version ? keys.Append($"t.[{version.Name}] + 1 = u.[{version.Name}]") : keys;
        return string.Join(" AND ", keys.Concat(shape.Guards.Select(guard => guard.Sql(StorageEngine.SqlServer, $"t.[{guard.Column}]"))));
    }

    /// <summary>Bytes travel as hexadecimal text; text of any length travels whole, so that the table's own type refuses what is too long.</summary>
    private static string JsonType(RowColumn column) =>
        column.ProviderType == typeof(byte[]) || column.ProviderType == typeof(string) ? "nvarchar(max)" : column.StoreType;

    private static string Read(RowColumn column) => column switch
    {
        { Role: ColumnRole.FromNow } => DatabaseClock.After(StorageEngine.SqlServer, $"u.[{column.Name}]"),
        _ when column.ProviderType == typeof(byte[]) => $"CONVERT({column.StoreType}, u.[{column.Name}], 2)",
        _ => $"u.[{column.Name}]",
    };

    private static string Parameter(int step) => $"@p{step}";

    private static string Json(CommitStep step)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            for (var row = 0; row < step.Count; row++)
            {
                json.WriteStartArray();
                for (var column = 0; column < step.Shape.Columns.Count; column++)
                {
                    Write(json, StorableText.Checked(step.ValueOf(row, column)));
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case byte[] bytes:
                json.WriteStringValue(Convert.ToHexString(bytes));
                break;
            case DateTimeOffset moment:
                json.WriteStringValue(moment.ToString("O", CultureInfo.InvariantCulture));
                break;
            case DateOnly date:
                json.WriteStringValue(date.ToString("O", CultureInfo.InvariantCulture));
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case long or int or short:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }
}
