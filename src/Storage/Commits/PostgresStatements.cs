using System.Collections.Concurrent;

namespace DonatelloAI.Storage.Commits;

/// <summary>
/// The statements of one round trip. Rows travel as one array a column; but most columns of a large step say the same in
/// every row, such as the department, the period or nothing at all, and those travel once. The server spends about a third less
/// for such a step, because it neither unpacks nor copies what it has already.
/// </summary>
internal sealed class PostgresStatements
{
    /// <summary>
    /// From here on a step is looked at column by column. Below, a statement for each mixture of columns would cost more than it
    /// saves; a single row is a mixture of its own that needs no arrays.
    /// </summary>
    private const int ManyRows = 16;

    /// <summary>Mixtures that are kept, of all shapes: many times what the verbs make, and few enough for a server to prepare.</summary>
    private const int MaxStatements = 256;

    private readonly ConcurrentDictionary<(RowShape, ulong Same, ulong None), string> _mixtures = new();
    private readonly ConcurrentDictionary<RowShape, string> _general = new();

    /// <summary>The statement of a step and its parameters in order, without the number of rows that an update ends with.</summary>
    public (string Sql, List<object> Parameters) For(CommitStep step)
    {
        var columns = step.ToColumns(separately: step.Count is > 1 and < ManyRows);
        var key = (step.Shape, MaskOf(columns, ColumnForm.Same), MaskOf(columns, ColumnForm.None));
        if (!_mixtures.TryGetValue(key, out var sql))
        {
            if (_mixtures.Count >= MaxStatements)
            {
                columns = step.ToColumns(separately: true);
                sql = _general.GetOrAdd(step.Shape, shape => Sql(shape, columns));
            }
            else
            {
                _mixtures[key] = sql = Sql(step.Shape, columns);
            }
        }

        return (sql, [.. columns.Where(column => column.Form != ColumnForm.None).Select(column => column.Each ?? column.Same!)]);
    }

    /// <summary>The text for one mixture of columns.</summary>
    internal static string Sql(RowShape shape, IReadOnlyList<ColumnValues> columns)
    {
        var rows = Rows(shape, columns);
        return shape.Action switch
        {
            RowAction.Insert => $"INSERT INTO {shape.Table} ({Names(shape.Columns)}) SELECT {string.Join(", ", shape.Columns.Select(Value))} FROM {rows}",
            RowAction.Update => Guarded(Update(shape, rows), columns),
            RowAction.UpdateIfThere => Update(shape, rows),
            RowAction.Delete => Guarded(Delete(shape, rows), columns),
            _ => Delete(shape, rows),
        };
    }

    private static string Update(RowShape shape, string rows) => $"UPDATE {shape.Table} AS t SET {Set(shape)} FROM {rows} WHERE {Match(shape)}";

    private static string Delete(RowShape shape, string rows) => $"DELETE FROM {shape.Table} AS t USING {rows} WHERE {Match(shape)}";

    private static ulong MaskOf(IReadOnlyList<ColumnValues> columns, ColumnForm form)
    {
        var mask = 0UL;
        for (var i = 0; i < columns.Count; i++)
        {
            mask |= columns[i].Form == form ? 1UL << i : 0;
        }

        return mask;
    }

    /// <summary>An update that misses a row divides by zero, which undoes the whole batch.</summary>
    private static string Guarded(string write, IReadOnlyList<ColumnValues> columns) =>
        $"WITH done AS ({write} RETURNING 1) SELECT 1 / (count(*) = ${columns.Count(column => column.Form != ColumnForm.None) + 1})::int FROM done";

    private static string Set(RowShape shape) => string.Join(", ", shape.Values.Select(column => $"{column.Name} = {Before(column)}{Value(column)}"));

    private static string Before(RowColumn column) => column.Role == ColumnRole.Added ? $"t.{column.Name} + " : "";

    private static string Match(RowShape shape)
    {
        var keys = shape.Keys.Select(column => $"t.{column.Name} = u.{column.Name}");
        keys = shape.Version is { } version ? keys.Append($"t.{version.Name} + 1 = u.{version.Name}") : keys;
        return string.Join(" AND ", keys.Concat(shape.Guards.Select(guard => guard.Sql(StorageEngine.Postgres, $"t.{guard.Column}"))));
    }

    /// <summary>The step's rows as a table u with the shape's columns.</summary>
    private static string Rows(RowShape shape, IReadOnlyList<ColumnValues> columns)
    {
        var (values, arrays, names) = (new List<string>(), new List<string>(), new List<string>());
        var parameter = 0;
        for (var i = 0; i < columns.Count; i++)
        {
            var (name, type) = (shape.Columns[i].Name, TypeOf(shape.Columns[i]));
            if (columns[i].Form == ColumnForm.Each)
            {
                arrays.Add($"${++parameter}::{type}[]");
                names.Add(name);
                values.Add(name);
            }
            else
            {
                values.Add(columns[i].Form == ColumnForm.Same ? $"${++parameter}::{type} AS {name}" : $"NULL::{type} AS {name}");
            }
        }

        var source = arrays.Count == 0 ? "" : $" FROM unnest({string.Join(", ", arrays)}) AS a({string.Join(", ", names)})";
        return $"(SELECT {string.Join(", ", values)}{source}) AS u";
    }

    private static string Names(IEnumerable<RowColumn> columns) => string.Join(", ", columns.Select(column => column.Name));

    /// <summary>
    /// Without length or precision, which the table's own column sees to. JSON travels as text: the driver's arrays of documents
    /// would be parsed twice.
    /// </summary>
    private static string TypeOf(RowColumn column) => column.ProviderType == typeof(string) ? "text" : column.StoreType.Split('(')[0];

    private static string Value(RowColumn column) => column switch
    {
        { Role: ColumnRole.FromNow } => DatabaseClock.After(StorageEngine.Postgres, $"u.{column.Name}"),
        { StoreType: "json" or "jsonb" } => $"u.{column.Name}::{column.StoreType}",
        _ => $"u.{column.Name}",
    };
}
