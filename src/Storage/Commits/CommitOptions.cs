using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Storage.Commits;

/// <summary>Bounds of a group commit in the database.</summary>
public sealed class CommitOptions
{
    /// <summary>
    /// Seconds after which a commit without an answer is given up as unknown, default 15: half of a grain call's deadline, so
    /// that its callers still hear of it.
    /// </summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 15;
}

/// <summary>Picks the writer of an engine.</summary>
internal static class CommitWriters
{
    public static ICommitWriter For(StorageEngine engine, CommitOptions options) => engine switch
    {
        StorageEngine.Sqlite => new SqliteCommitWriter(options.TimeoutSeconds),
        StorageEngine.Postgres => new PostgresCommitWriter(options.TimeoutSeconds),
        StorageEngine.SqlServer => new SqlServerCommitWriter(options.TimeoutSeconds),
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "The engine is one of Sqlite, Postgres, SqlServer."),
    };
}
