using System.Globalization;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Storage.Commits;

/// <summary>A query for a version and a moment, written once for an engine.</summary>
internal sealed class RowQuery
{
    private readonly StorageEngine _engine;

    /// <summary>Names the parameters, which stand as <c>{0}</c> and so on, as the engine does.</summary>
    public RowQuery(StorageEngine engine, string sql, int parameters)
    {
        _engine = engine;
        Sql = string.Format(CultureInfo.InvariantCulture, sql, [.. Enumerable.Range(0, parameters).Select(Parameter)]);
    }

    public string Sql { get; }

    public string Parameter(int position) => _engine switch
    {
        StorageEngine.Sqlite => $"$a{position}",
        StorageEngine.Postgres => $"${position + 1}",
        _ => $"@a{position}",
    };
}

/// <summary>One row that a transaction reads after its writes: a version and a moment.</summary>
/// <param name="Query">The query.</param>
/// <param name="Values">What it asks for.</param>
internal sealed record RowAnswer(RowQuery Query, IReadOnlyList<object> Values);

/// <summary>What became of a transaction, and what its answer says.</summary>
/// <param name="Outcome">Whether its rows are durable.</param>
/// <param name="Version">The answer's first column.</param>
/// <param name="Moment">The answer's second column.</param>
internal readonly record struct CommitReply(CommitOutcome Outcome, long Version = 0, DateTimeOffset? Moment = null);
