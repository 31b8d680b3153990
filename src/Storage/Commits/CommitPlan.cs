using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Storage.Commits;

/// <summary>The steps of one transaction, in the order in which references allow them.</summary>
internal sealed class CommitPlan
{
    private readonly List<CommitStep> _steps = [];

    public IReadOnlyList<CommitStep> Steps => _steps;

    /// <summary>What to read after the steps; null for nothing.</summary>
    public RowAnswer? Answer { get; private set; }

    /// <summary>Adds a step; one without rows is left out.</summary>
    /// <param name="shape">What to do with the rows.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="otherwise">What it means when not every row was found; only for updates and deletes.</param>
    public CommitPlan Add<TSource>(RowShape<TSource> shape, IReadOnlyList<TSource> rows, CommitResult otherwise = CommitResult.FenceLost)
    {
        if (rows.Count > 0)
        {
            _steps.Add(new CommitStep<TSource>(shape, rows, otherwise));
        }

        return this;
    }

    /// <summary>Reads a row in the same transaction, after all steps.</summary>
    public CommitPlan Ask(RowQuery query, params IReadOnlyList<object> values)
    {
        Answer = new RowAnswer(query, values);
        return this;
    }
}

/// <summary>Rows of one table, written by one statement where the engine can.</summary>
internal abstract class CommitStep(RowShape shape, int count, CommitResult otherwise)
{
    public RowShape Shape { get; } = shape;

    public int Count { get; } = count;

    public CommitResult Otherwise { get; } = otherwise;

    /// <summary>The columns, each as an array typed for the driver or, where all rows agree, as one value.</summary>
    /// <param name="separately">True to have an array of every column, whether its rows agree or not.</param>
    public abstract IReadOnlyList<ColumnValues> ToColumns(bool separately);

    /// <summary>One value, null for none.</summary>
    public abstract object? ValueOf(int row, int column);
}

/// <inheritdoc/>
internal sealed class CommitStep<TSource>(RowShape<TSource> shape, IReadOnlyList<TSource> rows, CommitResult otherwise)
    : CommitStep(shape, rows.Count, otherwise)
{
    public override IReadOnlyList<ColumnValues> ToColumns(bool separately) =>
        [.. shape.TypedColumns.Select(column => separately ? new ColumnValues(column.ToArray(rows), null) : column.ToValues(rows))];

    public override object? ValueOf(int row, int column) => shape.TypedColumns[column].ValueOf(rows[row]);
}

/// <summary>Writes a plan in one transaction, as one engine does it best.</summary>
internal interface ICommitWriter
{
    /// <summary>Never throws for what a database does; the outcome says it.</summary>
    Task<CommitReply> Write(DonatelloContext context, CommitPlan plan);
}
