using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Modelling;

/// <summary>
/// The triggers of the schema. Mappings declare them, so the model and its snapshots know their names;
/// <see cref="TriggerScript"/> writes their SQL.
/// </summary>
internal static class Triggers
{
    private const string Prefix = "trg_";
    private const string HistorySuffix = "_history";
    private const string NoUpdateSuffix = "_no_update";
    private const string NoDeleteSuffix = "_no_delete";

    /// <summary>Name of the trigger that writes former versions of a table's rows.</summary>
    public static string History(string table) => Prefix + table + HistorySuffix;

    /// <summary>Rows of this table are never changed.</summary>
    public static void RefusesUpdate<TRow>(this EntityTypeBuilder<TRow> row)
        where TRow : class => row.ToTable(table => table.HasTrigger(Prefix + row.Metadata.GetTableName() + NoUpdateSuffix));

    /// <summary>Rows of this table are never deleted.</summary>
    public static void RefusesDelete<TRow>(this EntityTypeBuilder<TRow> row)
        where TRow : class => row.ToTable(table => table.HasTrigger(Prefix + row.Metadata.GetTableName() + NoDeleteSuffix));

    /// <summary>Every trigger that a model declares, in the order of table names.</summary>
    public static IEnumerable<DeclaredTrigger> Of(IReadOnlyModel model) =>
        from row in model.GetEntityTypes().OrderBy(row => row.GetTableName(), StringComparer.Ordinal)
        from trigger in row.GetDeclaredTriggers().OrderBy(trigger => trigger.ModelName, StringComparer.Ordinal)
        select new DeclaredTrigger(trigger.ModelName, KindOf(trigger.ModelName), row);

    private static TriggerKind KindOf(string name) => name switch
    {
        _ when name.EndsWith(NoUpdateSuffix, StringComparison.Ordinal) => TriggerKind.RefuseUpdate,
        _ when name.EndsWith(NoDeleteSuffix, StringComparison.Ordinal) => TriggerKind.RefuseDelete,
        _ when name.EndsWith(HistorySuffix, StringComparison.Ordinal) => TriggerKind.History,
        _ => throw new InvalidOperationException($"The name of trigger '{name}' does not end in the name of its kind."),
    };
}

/// <summary>What a trigger does.</summary>
internal enum TriggerKind
{
    History,
    RefuseUpdate,
    RefuseDelete,
}

/// <summary>A trigger as the model declares it.</summary>
internal sealed record DeclaredTrigger(string Name, TriggerKind Kind, IReadOnlyEntityType Row)
{
    /// <summary>The table it belongs to.</summary>
    public string Table => Row.GetTableName()!;

    /// <summary>The table's columns in the order of the model, without those that the database computes.</summary>
    public IReadOnlyList<string> Columns => [.. Row.GetProperties().Select(property => property.GetColumnName())];
}
