using System.Data.Common;
using DonatelloAI.Grains.Budgets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Commits;

/// <summary>
/// A statement that writes one row, with the conditions under which it may; where it finds no such row, its whole transaction
/// is undone. Columns are named by the properties of the row's class, values travel as the model stores them.
/// </summary>
internal sealed class RowWrite
{
    private readonly IEntityType _table;
    private readonly StoreObjectIdentifier _store;
    private readonly StorageEngine _engine;
    private readonly string _prefix;
    private readonly List<string> _columns = [];
    private readonly List<string> _values = [];
    private readonly List<string> _conditions = [];
    private readonly List<RowParameter> _parameters = [];

    private RowWrite(DonatelloContext db, Type row, bool isInsert, int position)
    {
        _table = db.Model.FindEntityType(row) ?? throw new InvalidOperationException($"{row.Name} is not in the model.");
        _store = StoreObjectIdentifier.Create(_table, StoreObjectType.Table)!.Value;
        _engine = db.Engine;
        _prefix = $"@w{position}_";
        IsInsert = isInsert;
    }

    /// <summary>True for a new row, which needs no condition.</summary>
    public bool IsInsert { get; }

    public IReadOnlyList<RowParameter> Parameters => _parameters;

    private string Table => _store.Schema is { } schema ? $"[{schema}].[{_store.Name}]" : _store.Name;

    public static RowWrite Update<TRow>(DonatelloContext db, int position) => new(db, typeof(TRow), isInsert: false, position);

    /// <summary>Inserts a row with all its columns but the computed ones.</summary>
    /// <param name="db">Names the engine and its model.</param>
    /// <param name="row">The row.</param>
    /// <param name="position">Of the statement in its transaction.</param>
    /// <param name="fromNow">A moment that the database's clock sets, and how far ahead.</param>
    public static RowWrite Insert(DonatelloContext db, object row, int position, (string Property, TimeSpan Ahead)? fromNow = null)
    {
        var write = new RowWrite(db, row.GetType(), isInsert: true, position);
        foreach (var property in write._table.GetProperties().Where(property => property.ValueGenerated != ValueGenerated.OnAddOrUpdate))
        {
            if (fromNow is { } clock && clock.Property == property.Name)
            {
                write.SetFromNow(clock.Property, clock.Ahead);
            }
            else
            {
                write.Set(property.Name, property.PropertyInfo!.GetValue(row));
            }
        }

        return write;
    }

    public RowWrite Set(string property, object? value)
    {
        _columns.Add(ColumnOf(property));
        _values.Add(Parameter(property, value));
        return this;
    }

    /// <summary>Sets a moment by the database's clock.</summary>
    public RowWrite SetFromNow(string property, TimeSpan ahead)
    {
        _columns.Add(ColumnOf(property));
        _values.Add(DatabaseClock.After(_engine, Parameter(null, (int)ahead.TotalMilliseconds)));
        return this;
    }

    /// <summary>Compares a version, and raises it.</summary>
    public RowWrite Raise(string property, long expected)
    {
        _columns.Add(ColumnOf(property));
        _values.Add($"{ColumnOf(property)} + 1");
        return Where(property, expected);
    }

    public RowWrite Where(string property, params object[] anyOf)
    {
        var values = anyOf.Select(value => Parameter(property, value)).ToList();
        _conditions.Add(values.Count == 1 ? $"{ColumnOf(property)} = {values[0]}" : $"{ColumnOf(property)} IN ({string.Join(", ", values)})");
        return this;
    }

    /// <summary>Only where a moment has passed by the database's clock.</summary>
    public RowWrite WherePast(string property)
    {
        _conditions.Add($"{ColumnOf(property)} <= {DatabaseClock.Now(_engine)}");
        return this;
    }

    public string Sql() => IsInsert
        ? $"INSERT INTO {Table} ({string.Join(", ", _columns)}) VALUES ({string.Join(", ", _values)})"
        : $"UPDATE {Table} SET {string.Join(", ", _columns.Zip(_values, (column, value) => $"{column} = {value}"))} WHERE {string.Join(" AND ", _conditions)}";

    private string ColumnOf(string property) =>
        _table.FindProperty(property)?.GetColumnName(_store) ?? throw new InvalidOperationException($"{_table.Name} has no {property}.");

    private string Parameter(string? property, object? value)
    {
        var name = $"{_prefix}{_parameters.Count}";
        _parameters.Add(new RowParameter(name, property is null ? null : _table.FindProperty(property), StorableText.Checked(value)));
        return name;
    }
}

/// <summary>A value on its way to the database.</summary>
/// <param name="Name">As the statement names it.</param>
/// <param name="Column">Decides how it is stored; null for a plain number.</param>
/// <param name="Value">The value.</param>
internal sealed record RowParameter(string Name, IProperty? Column, object? Value)
{
    /// <summary>Makes the driver's parameter.</summary>
    public DbParameter ToParameter(DbCommand command)
    {
        if (Column is not null)
        {
            return Column.GetRelationalTypeMapping().CreateParameter(command, Name, Value, Column.IsNullable);
        }

        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (Name, Value);
        return parameter;
    }
}

/// <summary>One row that a transaction reads after its writes: a version and a moment.</summary>
/// <param name="Sql">The query.</param>
/// <param name="Parameters">Its values.</param>
internal sealed record RowAnswer(string Sql, IReadOnlyList<RowParameter> Parameters);

/// <summary>What became of a transaction.</summary>
/// <param name="Outcome">As for a group commit.</param>
/// <param name="Version">What the answer's first column says.</param>
/// <param name="Moment">What the answer's second column says.</param>
internal sealed record RowResult(CommitOutcome Outcome, long Version = 0, DateTimeOffset? Moment = null);

/// <summary>Writes rows in one transaction, as one engine does it best.</summary>
internal interface IRowWriter
{
    /// <summary>Never throws for what a database does; the outcome says it.</summary>
    Task<RowResult> Write(DonatelloContext context, IReadOnlyList<RowWrite> writes, RowAnswer? answer);
}

/// <summary>Picks the writer of an engine.</summary>
internal static class RowWriters
{
    public static IRowWriter For(StorageEngine engine, CommitOptions options) => engine switch
    {
        StorageEngine.Sqlite => new SqliteRowWriter(options.TimeoutSeconds),
        StorageEngine.Postgres => new PostgresRowWriter(options.TimeoutSeconds),
        StorageEngine.SqlServer => new SqlServerRowWriter(options.TimeoutSeconds),
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "The engine is one of Sqlite, Postgres, SqlServer."),
    };
}
