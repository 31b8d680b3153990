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

    /// <summary>Writes of generations that go into one transaction at most, default 64.</summary>
    [Range(1, 512)]
    public int GroupSize { get; set; } = 64;

    /// <summary>
    /// Transactions with writes of generations at the same time, default 2: more make smaller groups, which cost more, and with one
    /// alone a row that somebody locks would hold up everybody. SQLite has one.
    /// </summary>
    [Range(1, 64)]
    public int Lanes { get; set; } = 2;

    /// <summary>Writes of generations that may wait for one lane, default 4,096; one more is turned away as unavailable.</summary>
    [Range(1, 1_000_000)]
    public int QueueLength { get; set; } = 4_096;
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
