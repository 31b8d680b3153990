using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace DonatelloAI.Storage.Commits;

/// <summary>What a commit does with the rows of one table.</summary>
internal enum RowAction
{
    Insert,
    Update,

    /// <summary>An update that leaves out rows which are not there.</summary>
    UpdateIfThere,
    Delete,

    /// <summary>A delete that leaves out rows which are not there.</summary>
    DeleteIfThere,
}

/// <summary>
/// How values of one type become rows of one table: the model's names, types and conversions, compiled once for an engine.
/// A property of the source is a column when the table's row class has a property of the same name. A moment that the source
/// has as a <see cref="TimeSpan"/> is set by the database's clock, that far ahead.
/// </summary>
internal abstract class RowShape(RowAction action, string table, string? schema, IReadOnlyList<RowColumn> columns)
{
    public RowAction Action { get; } = action;

    public string Table { get; } = table;

    public string? Schema { get; } = schema;

    public IReadOnlyList<RowColumn> Columns { get; } = columns;

    /// <summary>True when each row must be found, or nothing is written.</summary>
    public bool IsCounted => Action is RowAction.Update or RowAction.Delete;

    /// <summary>What must hold of a row for it to be written, beside its key and version.</summary>
    public IReadOnlyList<RowGuard> Guards { get; protected init; } = [];

    public IEnumerable<RowColumn> Keys => Columns.Where(column => column.Role == ColumnRole.Key);

    public IEnumerable<RowColumn> Values => Columns.Where(column => column.Role != ColumnRole.Key);

    /// <summary>The column that rises by one with each write and must stand one below what is written, if there is one.</summary>
    public RowColumn? Version => Columns.FirstOrDefault(column => column.Role == ColumnRole.Version);
}

/// <inheritdoc/>
internal sealed class RowShape<TSource>(RowAction action, string table, string? schema, IReadOnlyList<RowColumn<TSource>> columns)
    : RowShape(action, table, schema, columns)
{
    public IReadOnlyList<RowColumn<TSource>> TypedColumns { get; } = columns;

    /// <summary>Inserts whole rows: every stored column but the computed ones.</summary>
    public static RowShape<TSource> Insert(IModel model) => Insert(model, typeof(TSource));

    /// <summary>Inserts rows of a table; columns that the source does not name get their default.</summary>
    public static RowShape<TSource> Insert(IModel model, Type row) => Make(model, row, RowAction.Insert, [], null);

    /// <summary>Updates rows of a table by key; a version column is compared as well, an added one is a sum that rises by the value.</summary>
    public static RowShape<TSource> Update(
        IModel model, Type row, string[] keys, string? version = null, string? added = null, params RowGuard[] guards) =>
        Make(model, row, RowAction.Update, keys, version, added, guards);

    /// <summary>Updates those of the rows that are there, and that the guards let through.</summary>
    public static RowShape<TSource> UpdateIfThere(IModel model, Type row, string[] keys, params RowGuard[] guards) =>
        Make(model, row, RowAction.UpdateIfThere, keys, null, null, guards);

    /// <summary>Deletes rows of a table by key.</summary>
    public static RowShape<TSource> Delete(IModel model, Type row, string[] keys) => Make(model, row, RowAction.Delete, keys, null);

    /// <summary>Deletes those of the rows that are there, and that the guards let through.</summary>
    public static RowShape<TSource> DeleteIfThere(IModel model, Type row, string[] keys, params RowGuard[] guards) =>
        Make(model, row, RowAction.DeleteIfThere, keys, null, null, guards);

    private static RowShape<TSource> Make(
        IModel model, Type row, RowAction action, string[] keys, string? version, string? added = null, params RowGuard[] guards)
    {
        var entity = model.FindEntityType(row) ?? throw new InvalidOperationException($"{row.Name} is not in the model.");
        var store = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
        var columns = new List<RowColumn<TSource>>();
        foreach (var source in typeof(TSource).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (entity.FindProperty(source.Name) is { } property && property.ValueGenerated != ValueGenerated.OnAddOrUpdate)
            {
                var role = keys.Contains(source.Name) ? ColumnRole.Key
                    : source.Name == version ? ColumnRole.Version
                    : source.Name == added ? ColumnRole.Added
                    : source.PropertyType == typeof(TimeSpan) ? ColumnRole.FromNow
                    : ColumnRole.Value;
                columns.Add(RowColumn<TSource>.Make(source, property, store, role));
            }
        }

        return new RowShape<TSource>(action, store.Name, store.Schema, columns) { Guards = guards };
    }
}

/// <summary>The part that a column plays in an update.</summary>
internal enum ColumnRole
{
    Value,
    Key,
    Version,
    Added,

    /// <summary>A moment by the database's clock; what travels is how many milliseconds ahead of it.</summary>
    FromNow,
}

/// <summary>How a column's values travel.</summary>
internal enum ColumnForm
{
    /// <summary>One value a row.</summary>
    Each,

    /// <summary>One value for all rows.</summary>
    Same,

    /// <summary>No row has a value.</summary>
    None,
}

/// <summary>The values of one column.</summary>
/// <param name="Each">One a row; null where all rows agree.</param>
/// <param name="Same">What all rows agree on, null for no value.</param>
internal readonly record struct ColumnValues(Array? Each, object? Same)
{
    public ColumnForm Form => Each is not null ? ColumnForm.Each : Same is not null ? ColumnForm.Same : ColumnForm.None;
}

/// <summary>A column of a shape.</summary>
internal abstract class RowColumn(string name, string storeType, Type providerType, ColumnRole role)
{
    public string Name { get; } = name;

    /// <summary>The engine's name of the type, such as <c>numeric(19,6)</c>.</summary>
    public string StoreType { get; } = storeType;

    /// <summary>The type that the driver is given, without <see cref="Nullable{T}"/>.</summary>
    public Type ProviderType { get; } = providerType;

    public ColumnRole Role { get; } = role;
}

/// <inheritdoc/>
internal abstract class RowColumn<TSource>(string name, string storeType, Type providerType, ColumnRole role)
    : RowColumn(name, storeType, providerType, role)
{
    /// <summary>The column of all rows, typed for the driver; one value where they agree.</summary>
    public abstract ColumnValues ToValues(IReadOnlyList<TSource> rows);

    /// <summary>The column of all rows, typed for the driver.</summary>
    public abstract Array ToArray(IReadOnlyList<TSource> rows);

    /// <summary>The column of one row, null for no value.</summary>
    public abstract object? ValueOf(TSource row);

    public static RowColumn<TSource> Make(PropertyInfo source, IProperty property, StoreObjectIdentifier store, ColumnRole role)
    {
        var row = Expression.Parameter(typeof(TSource), "row");
        var value = role == ColumnRole.FromNow
            ? Milliseconds(Expression.Property(row, source))
            : Convert(Expression.Property(row, source), property.GetRelationalTypeMapping());
        var column = typeof(RowColumn<,>).MakeGenericType(typeof(TSource), value.Type);
        var read = Expression.Lambda(value, row).Compile();
        var providerType = Nullable.GetUnderlyingType(value.Type) ?? value.Type;
        var storeType = role == ColumnRole.FromNow ? "int" : property.GetColumnType(store);
        return (RowColumn<TSource>)Activator.CreateInstance(column, property.GetColumnName(store), storeType, providerType, role, read)!;
    }

    private static UnaryExpression Milliseconds(Expression ahead) =>
        Expression.Convert(Expression.Property(ahead, nameof(TimeSpan.TotalMilliseconds)), typeof(int));

    /// <summary>The property's value as the driver wants it; no value stays none.</summary>
    private static Expression Convert(Expression value, RelationalTypeMapping mapping)
    {
        if (mapping.Converter is not { } converter)
        {
            return value;
        }

        var convert = converter.ConvertToProviderExpression;
        if (Nullable.GetUnderlyingType(value.Type) is null)
        {
            return Expression.Invoke(convert, value);
        }

        var converted = Expression.Invoke(convert, Expression.Property(value, nameof(Nullable<int>.Value)));
        var nullable = converted.Type.IsValueType ? typeof(Nullable<>).MakeGenericType(converted.Type) : converted.Type;
        return Expression.Condition(
            Expression.Property(value, nameof(Nullable<int>.HasValue)),
            Expression.Convert(converted, nullable),
            Expression.Constant(null, nullable));
    }
}

/// <inheritdoc/>
internal sealed class RowColumn<TSource, TValue>(string name, string storeType, Type providerType, ColumnRole role, Func<TSource, TValue> read)
    : RowColumn<TSource>(name, storeType, providerType, role)
{
    public override ColumnValues ToValues(IReadOnlyList<TSource> rows)
    {
        var first = read(rows[0]);
        for (var i = 1; i < rows.Count; i++)
        {
            if (!EqualityComparer<TValue>.Default.Equals(read(rows[i]), first))
            {
                return new ColumnValues(ToArray(rows), null);
            }
        }

        return new ColumnValues(null, first);
    }

    public override Array ToArray(IReadOnlyList<TSource> rows)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = read(rows[i]);
        }

        return values;
    }

    public override object? ValueOf(TSource row) => read(row);
}
