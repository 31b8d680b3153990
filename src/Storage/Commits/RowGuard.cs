namespace DonatelloAI.Storage.Commits;

/// <summary>A condition on a row that the written values do not name.</summary>
/// <param name="Column">The column it is about.</param>
internal abstract record RowGuard(string Column)
{
    /// <summary>The column has one of some values.</summary>
    public static RowGuard AnyOf(string column, params string[] values) => new OneOf(column, values);

    /// <summary>The column's moment has passed by the database's clock.</summary>
    public static RowGuard Past(string column) => new InThePast(column);

    /// <summary>The column has no value yet.</summary>
    public static RowGuard Unset(string column) => new WithoutValue(column);

    /// <summary>The column has a value.</summary>
    public static RowGuard Given(string column) => new WithValue(column);

    /// <summary>The column names nothing that is frozen at the moment of the write.</summary>
    public static RowGuard NotFrozen(string column) => new NotFrozenNow(column);

    /// <summary>The condition, with the column as the statement names it.</summary>
    public abstract string Sql(StorageEngine engine, string column);

    private sealed record OneOf(string Column, IReadOnlyList<string> Values) : RowGuard(Column)
    {
        public override string Sql(StorageEngine engine, string column) => $"{column} IN ({string.Join(", ", Values.Select(value => $"'{value}'"))})";
    }

    private sealed record NotFrozenNow(string Column) : RowGuard(Column)
    {
        public override string Sql(StorageEngine engine, string column) => $"{column} NOT IN ({Freezes.FreezeQueries.Frozen(engine)})";
    }

    private sealed record InThePast(string Column) : RowGuard(Column)
    {
        public override string Sql(StorageEngine engine, string column) => $"{column} <= {DatabaseClock.Now(engine)}";
    }

    private sealed record WithoutValue(string Column) : RowGuard(Column)
    {
        public override string Sql(StorageEngine engine, string column) => $"{column} IS NULL";
    }

    private sealed record WithValue(string Column) : RowGuard(Column)
    {
        public override string Sql(StorageEngine engine, string column) => $"{column} IS NOT NULL";
    }
}
