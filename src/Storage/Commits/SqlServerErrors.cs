using DonatelloAI.Grains.Budgets;
using Microsoft.Data.SqlClient;

namespace DonatelloAI.Storage.Commits;

/// <summary>What SQL Server's errors mean for a transaction that was sent as one batch.</summary>
internal static class SqlServerErrors
{
    /// <summary>A step that misses a row throws this number plus its position; user-defined errors begin at 50,000.</summary>
    public const int FirstStepError = 51_000;

    private const int Timeout = -2;
    private const int UniqueIndex = 2601;
    private const int UniqueConstraint = 2627;
    private const int Reference = 547;
    private const int Null = 515;
    private const int Truncated = 2628;
    private const int TruncatedBefore2019 = 8152;
    private const int Overflow = 8115;
    private const int NotConvertible = 8114;
    private const int Deadlock = 1205;
    private const int LockTimeout = 1222;
    private const int LogFull = 9002;
    private const int FileGroupFull = 1105;

    /// <summary>The outcome of a transaction; <paramref name="otherwise"/> says of each step what it means that it missed a row.</summary>
    public static CommitOutcome Outcome(SqlException failed, IReadOnlyList<CommitResult> otherwise)
    {
        var step = failed.Number - FirstStepError;
        return failed.Number switch
        {
            _ when step >= 0 && step < otherwise.Count => new CommitOutcome(otherwise[step]),
            UniqueIndex or UniqueConstraint => new CommitOutcome(CommitResult.KeyExists, failed.Message),
            Reference or Null or Truncated or TruncatedBefore2019 or Overflow or NotConvertible => new CommitOutcome(CommitResult.RowRefused, failed.Message),
            Deadlock or LockTimeout or LogFull or FileGroupFull => new CommitOutcome(CommitResult.Unavailable, failed.Message),
            Timeout => new CommitOutcome(CommitResult.Unknown, failed.Message),
            _ => new CommitOutcome(failed.Class >= 20 ? CommitResult.Unknown : CommitResult.Unavailable, failed.Message),
        };
    }
}
