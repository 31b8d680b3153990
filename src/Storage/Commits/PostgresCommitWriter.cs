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
