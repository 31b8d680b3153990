using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Storage.Commits;

/// <summary>The steps of one transaction, in the order in which references allow them.</summary>
internal sealed class CommitPlan
{
    private readonly List<CommitStep> _steps = [];
    private readonly List<RowAnswer> _answers = [];

    public IReadOnlyList<CommitStep> Steps => _steps;

    /// <summary>What to read after the steps.</summary>
    public IReadOnlyList<RowAnswer> Answers => _answers;

    /// <summary>One plan of several whose rows do not refer to each other's: rows of one shape become one step, answers keep their order.</summary>
    public static CommitPlan Join(IReadOnlyList<CommitPlan> plans)
    {
        if (plans is [var only])
        {
            return only;
        }

        var joined = new CommitPlan();
        joined._steps.AddRange(plans.SelectMany(plan => plan._steps).GroupBy(step => step.Shape).Select(alike => alike.First().With([.. alike.Skip(1)])));
        joined._answers.AddRange(plans.SelectMany(plan => plan._answers));
        return joined;
    }

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
        _answers.Add(new RowAnswer(query, values));
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

    /// <summary>A step with the rows of others of its shape.</summary>
    public abstract CommitStep With(IReadOnlyList<CommitStep> others);
}

/// <inheritdoc/>
internal sealed class CommitStep<TSource>(RowShape<TSource> shape, IReadOnlyList<TSource> rows, CommitResult otherwise)
    : CommitStep(shape, rows.Count, otherwise)
{
    private IReadOnlyList<TSource> Rows => rows;

    public override IReadOnlyList<ColumnValues> ToColumns(bool separately) =>
        [.. shape.TypedColumns.Select(column => separately ? new ColumnValues(column.ToArray(rows), null) : column.ToValues(rows))];

    public override object? ValueOf(int row, int column) => shape.TypedColumns[column].ValueOf(rows[row]);

    public override CommitStep With(IReadOnlyList<CommitStep> others) =>
        new CommitStep<TSource>(shape, [.. others.Cast<CommitStep<TSource>>().Aggregate(rows.AsEnumerable(), (all, other) => all.Concat(other.Rows))], Otherwise);
}

/// <summary>Writes a plan in one transaction, as one engine does it best.</summary>
internal interface ICommitWriter
{
    /// <summary>Never throws for what a database does; the outcome says it.</summary>
    Task<CommitReply> Write(DonatelloContext context, CommitPlan plan);
}
