using DonatelloAI.Grains.Budgets;
using Microsoft.Data.Sqlite;

namespace DonatelloAI.Storage.Commits;

/// <summary>What SQLite's errors mean for a transaction.</summary>
internal static class SqliteErrors
{
    /// <summary>An error before COMMIT is a rollback; one of the disk during COMMIT leaves the outcome open.</summary>
    public static CommitOutcome Outcome(SqliteException failed, bool isCommitting) => failed.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_CONSTRAINT when failed.SqliteExtendedErrorCode
            is SQLitePCL.raw.SQLITE_CONSTRAINT_PRIMARYKEY or SQLitePCL.raw.SQLITE_CONSTRAINT_UNIQUE => new CommitOutcome(CommitResult.KeyExists, failed.Message),
        SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_TOOBIG or SQLitePCL.raw.SQLITE_MISMATCH => new CommitOutcome(CommitResult.RowRefused, failed.Message),
        SQLitePCL.raw.SQLITE_IOERR when isCommitting => new CommitOutcome(CommitResult.Unknown, failed.Message),
        _ => new CommitOutcome(CommitResult.Unavailable, failed.Message),
    };
}
