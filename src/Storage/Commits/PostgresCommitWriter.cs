using DonatelloAI.Grains.Budgets;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DonatelloAI.Storage.Commits;

/// <summary>
/// One round trip: all steps travel as one batch, which PostgreSQL runs as one transaction.
/// </summary>
internal sealed class PostgresCommitWriter(int commandTimeoutSeconds) : ICommitWriter
{
    private readonly PostgresStatements _statements = new();

    public async Task<CommitReply> Write(DonatelloContext context, CommitPlan plan)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        try
        {
            await connection.OpenAsync();
        }
        catch (Exception unreachable) when (unreachable is NpgsqlException or TimeoutException)
        {
            return new CommitReply(CommitResult.Unavailable, unreachable.Message);
        }

        try
        {
            return await Run(connection, plan);
        }
        catch (UnstorableTextException unstorable)
        {
            return new CommitReply(CommitResult.RowRefused, unstorable.Message);
        }
        finally
        {
            await connection.CloseAsync();
        }
    }

    private async Task<CommitReply> Run(NpgsqlConnection connection, CommitPlan plan)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = commandTimeoutSeconds };
        foreach (var step in plan.Steps)
        {
            batch.BatchCommands.Add(Command(step));
        }

        foreach (var answer in plan.Answers)
        {
            batch.BatchCommands.Add(Command(answer));
        }

        try
        {
            return await Execute(batch, plan);
        }
        catch (NpgsqlException failed)
        {
            return new CommitReply(PostgresErrors.Outcome(failed, plan, batch));
        }
    }

    private static async Task<CommitReply> Execute(NpgsqlBatch batch, CommitPlan plan)
    {
        if (plan.Answers.Count == 0)
        {
            await batch.ExecuteNonQueryAsync();
            return new CommitReply(CommitOutcome.Committed);
        }

        await using var reader = await batch.ExecuteReaderAsync();
        return await ReadAnswers(reader);
    }

    /// <summary>Answers have two columns; the count of an update before them has one.</summary>
    private static async Task<CommitReply> ReadAnswers(NpgsqlDataReader reader)
    {
        var answers = new List<RowState>();
        do
        {
            if (reader.FieldCount == 2 && await reader.ReadAsync())
            {
                answers.Add(new RowState(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1)));
            }
        }
        while (await reader.NextResultAsync());
        return new CommitReply(CommitOutcome.Committed, answers);
    }

    private static NpgsqlBatchCommand Command(RowAnswer answer)
    {
        var command = new NpgsqlBatchCommand(answer.Query.Sql(0));
        foreach (var value in answer.Values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    /// <summary>Text is checked here: an error of the driver's own encoder would leave its connection unusable.</summary>
    private NpgsqlBatchCommand Command(CommitStep step)
    {
        var (sql, parameters) = _statements.For(step);
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = StorableText.Checked(parameter) });
        }

        if (step.Shape.IsCounted)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = step.Count });
        }

        return command;
    }
}
