using System.Globalization;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Storage.Commits;

/// <summary>A query for a version and a moment, written for an engine.</summary>
/// <param name="engine">The engine.</param>
/// <param name="sql">The text; its parameters stand as <c>{0}</c> and so on.</param>
/// <param name="parameters">How many there are.</param>
internal sealed class RowQuery(StorageEngine engine, string sql, int parameters)
{
    private readonly string _first = Text(engine, sql, parameters, 0);

    /// <summary>The text of one of several such queries in a transaction; only SQL Server's differ.</summary>
    public string Sql(int place) => place == 0 || engine != StorageEngine.SqlServer ? _first : Text(engine, sql, parameters, place);

    /// <summary>The name of a parameter in the text for a place.</summary>
    public string Parameter(int place, int position) => Name(engine, place, position);

    private static string Text(StorageEngine engine, string sql, int parameters, int place) =>
        string.Format(CultureInfo.InvariantCulture, sql, [.. Enumerable.Range(0, parameters).Select(position => Name(engine, place, position))]);

    private static string Name(StorageEngine engine, int place, int position) => engine switch
    {
        StorageEngine.Sqlite => $"$a{position}",
        StorageEngine.Postgres => $"${position + 1}",
        _ => $"@a{place}_{position}",
    };
}

/// <summary>One row that a transaction reads after its writes.</summary>
/// <param name="Query">The query.</param>
/// <param name="Values">What it asks for.</param>
internal sealed record RowAnswer(RowQuery Query, IReadOnlyList<object> Values);

/// <summary>What an answer says.</summary>
/// <param name="Version">Its first column.</param>
/// <param name="Moment">Its second column.</param>
internal sealed record RowState(long Version, DateTimeOffset Moment);

/// <summary>What became of a transaction.</summary>
/// <param name="Outcome">Whether its rows are durable.</param>
/// <param name="Answers">What it read, in the order in which that was asked; none unless it committed.</param>
internal sealed record CommitReply(CommitOutcome Outcome, IReadOnlyList<RowState> Answers)
{
    /// <summary>A reply without answers.</summary>
    public CommitReply(CommitOutcome outcome)
        : this(outcome, [])
    {
    }

    /// <summary>A reply without answers.</summary>
    public CommitReply(CommitResult result, string detail = "")
        : this(new CommitOutcome(result, detail))
    {
    }
}
