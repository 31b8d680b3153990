using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Modelling;

/// <summary>The words in which mappings speak of columns.</summary>
internal static class ColumnExtensions
{
    /// <summary>Marks a JSON column: <see cref="ModelFinish"/> gives it type and check.</summary>
    public const string JsonAnnotation = "Donatello:Json";

    /// <summary>The value of <see cref="JsonAnnotation"/> for columns that hold any JSON, bare strings and numbers too.</summary>
    public const string AnyJson = "any";

    /// <summary>The value of <see cref="JsonAnnotation"/> for columns whose text is signed and must be read as it was written.</summary>
    public const string JsonAsWrittenKind = "as written";

    /// <summary>Machine text: codes, hashes, names of models. Compared byte by byte on every engine.</summary>
    public static PropertyBuilder<T> Ascii<T>(this PropertyBuilder<T> property, int maxLength) =>
        property.HasMaxLength(maxLength).IsUnicode(false);

    /// <summary>Sealed text of any length: base64, so no Unicode is needed.</summary>
    public static PropertyBuilder<T> Sealed<T>(this PropertyBuilder<T> property) => property.IsUnicode(false);

    /// <summary>JSON objects and arrays.</summary>
    public static PropertyBuilder<T> Json<T>(this PropertyBuilder<T> property) =>
        property.HasAnnotation(JsonAnnotation, "document");

    /// <summary>JSON whose text is signed, hashed or replayed, so that the engine must not reformat it.</summary>
    public static PropertyBuilder<T> JsonAsWritten<T>(this PropertyBuilder<T> property) =>
        property.HasAnnotation(JsonAnnotation, JsonAsWrittenKind);

    /// <summary>JSON of any kind.</summary>
    public static PropertyBuilder<T> JsonOfAnyKind<T>(this PropertyBuilder<T> property) =>
        property.HasAnnotation(JsonAnnotation, AnyJson);

    /// <summary>
    /// A default for writers other than this application, which always sends the value its row class holds: a false or zero
    /// that was meant is never replaced.
    /// </summary>
    public static PropertyBuilder<T> Default<T>(this PropertyBuilder<T> property, T value)
    {
        property.HasDefaultValue(value);
        property.Metadata.ValueGenerated = ValueGenerated.Never;
        return property;
    }

    /// <summary>A moment that the database fills in when the row brings none.</summary>
    public static PropertyBuilder<DateTimeOffset> DefaultNow(this PropertyBuilder<DateTimeOffset> property, Dialect sql) =>
        property.HasDefaultValueSql(sql.Now);

    /// <summary>An id that the database makes when the row brings none.</summary>
    public static PropertyBuilder<Guid> DefaultNewId(this PropertyBuilder<Guid> property, Dialect sql) =>
        property.HasDefaultValueSql(sql.NewId);

    /// <summary>Adds a named CHECK.</summary>
    public static void Check<TRow>(this EntityTypeBuilder<TRow> row, string name, string sql)
        where TRow : class => row.ToTable(table => table.HasCheckConstraint(name, sql));
}
