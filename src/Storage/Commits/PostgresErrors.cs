using DonatelloAI.Grains.Budgets;
using Npgsql;

namespace DonatelloAI.Storage.Commits;

/// <summary>What PostgreSQL's errors mean for a commit that was sent as one batch.</summary>
internal static class PostgresErrors
{
    public static CommitOutcome Outcome(NpgsqlException failed, CommitPlan plan, NpgsqlBatch batch) => failed is PostgresException said
        ? Outcome(said, plan, batch)
        : new CommitOutcome(CommitResult.Unknown, failed.Message);

    private static CommitOutcome Outcome(PostgresException said, CommitPlan plan, NpgsqlBatch batch)
    {
        if (said.SqlState == PostgresErrorCodes.DivisionByZero && said.BatchCommand is NpgsqlBatchCommand missed)
        {
            return new CommitOutcome(plan.Steps[batch.BatchCommands.IndexOf(missed)].Otherwise);
        }

        var rule = said.ConstraintName ?? said.MessageText;
        return said.SqlState[..2] switch
        {
            "23" when said.SqlState == PostgresErrorCodes.UniqueViolation => new CommitOutcome(CommitResult.KeyExists, rule),
            "22" or "23" => new CommitOutcome(CommitResult.RowRefused, rule),
            "57" or "08" when said.SqlState != PostgresErrorCodes.QueryCanceled => new CommitOutcome(CommitResult.Unknown, said.MessageText),
            _ => new CommitOutcome(CommitResult.Unavailable, said.MessageText),
        };
    }
}
