using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Modelling;

/// <summary>
/// Keeps former versions of slowly changing rows in <c>&lt;table&gt;_history</c>: temporal tables on SQL Server, a table of the
/// same columns filled by a trigger elsewhere.
/// </summary>
internal static class HistoryTables
{
    /// <summary>Ends the name of a table of former versions.</summary>
    public const string Suffix = "_history";

    private const string Annotation = "Donatello:History";
    private const string PeriodStart = "HistoryValidFrom";
    private const string PeriodEnd = "HistoryValidTo";

    /// <summary>
    /// The columns that say since and until when a former version held: <c>valid_from</c> and <c>valid_to</c>, or
    /// <c>history_valid_from</c> and <c>history_valid_to</c> where the table has a <c>valid_from</c> of its own.
    /// </summary>
    public static (string From, string To) PeriodOf(IReadOnlyEntityType row)
    {
        var taken = row.GetProperties().Any(property => property.GetColumnName() == "valid_from" && property.Name != PeriodStart);
        return taken ? ("history_valid_from", "history_valid_to") : ("valid_from", "valid_to");
    }

    /// <summary>Asks for a history of this table.</summary>
    public static void HasHistory<TRow>(this EntityTypeBuilder<TRow> row)
        where TRow : class => row.HasAnnotation(Annotation, true);

    /// <summary>Adds the history of every table that asks for one.</summary>
    public static void Apply(ModelBuilder builder, Dialect sql)
    {
        var kept = builder.Model.GetEntityTypes().Where(row => row.FindAnnotation(Annotation) is not null).ToList();
        foreach (var row in kept)
        {
            if (sql.Engine == StorageEngine.SqlServer)
            {
                MakeTemporal(builder.Entity(row.ClrType), row.GetTableName() + Suffix, PeriodOf(row), sql.Schema!);
            }
            else
            {
                builder.Entity(row.ClrType).ToTable(table => table.HasTrigger(Triggers.History(row.GetTableName()!)));
                AddTable(builder, row);
            }
        }
    }

    private static void MakeTemporal(EntityTypeBuilder row, string name, (string From, string To) period, string schema) =>
        row.ToTable(table => table.IsTemporal(history =>
        {
            history.UseHistoryTable(name, schema);
            history.HasPeriodStart(PeriodStart).HasColumnName(period.From);
            history.HasPeriodEnd(PeriodEnd).HasColumnName(period.To);
        }));

    private static void AddTable(ModelBuilder builder, IMutableEntityType row)
    {
        var name = row.GetTableName() + Suffix;
        var history = builder.SharedTypeEntity<Dictionary<string, object>>(name);
        history.ToTable(name, table => table.HasComment($"Former versions of {row.GetTableName()}"));
        history.HasNoKey();
        var order = 0;
        foreach (var member in row.ClrType.GetProperties())
        {
            CopyColumn(history, row.FindProperty(member)!, order++);
        }

        var period = PeriodOf(row);
        AddMoment(history, PeriodStart, period.From, order++);
        AddMoment(history, PeriodEnd, period.To, order);
        history.HasIndex("Id", PeriodStart).HasDatabaseName($"idx_{name}_id");
    }

    private static void CopyColumn(EntityTypeBuilder history, IMutableProperty property, int order)
    {
        var copy = history.IndexerProperty(property.ClrType, property.Name).Metadata;
        copy.SetColumnName(property.GetColumnName());
        copy.SetColumnType(property.GetColumnType());
        copy.SetMaxLength(property.GetMaxLength());
        copy.SetIsUnicode(property.IsUnicode());
        copy.SetIsFixedLength(property.IsFixedLength());
        copy.SetPrecision(property.GetPrecision());
        copy.SetScale(property.GetScale());
        copy.SetValueConverter(property.GetValueConverter());
        copy.IsNullable = property.IsNullable;
        copy.SetColumnOrder(order);
    }

    private static void AddMoment(EntityTypeBuilder history, string name, string column, int order) =>
        history.IndexerProperty<DateTimeOffset>(name).HasColumnName(column).HasColumnOrder(order).IsRequired();
}
