using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace DonatelloAI.Storage.Modelling;

/// <summary>What holds for every column of a kind, applied once the mappings have spoken: enums, JSON, machine text, lengths.</summary>
internal static class ModelFinish
{
    private const int EnumLength = 20;

    public static void Apply(IMutableModel model, Dialect sql)
    {
        foreach (var row in model.GetEntityTypes().ToList())
        {
            foreach (var property in row.GetProperties().ToList())
            {
                FinishEnum(row, property);
                FinishJson(row, property, sql);
                FinishAscii(property, sql);
                FinishLength(row, property, sql);
            }
        }
    }

    private static void FinishEnum(IMutableEntityType row, IMutableProperty property)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (!type.IsEnum)
        {
            return;
        }

        property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(SnakeCaseEnum<>).MakeGenericType(type))!);
        property.SetMaxLength(property.GetMaxLength() ?? EnumLength);
        property.SetIsUnicode(false);
        var names = string.Join(", ", SnakeCase.NamesOf(type).Select(name => $"'{name}'"));
        row.AddCheckConstraint(CheckName(row, property), $"{property.GetColumnName()} IN ({names})");
    }

    private static void FinishJson(IMutableEntityType row, IMutableProperty property, Dialect sql)
    {
        if (property.FindAnnotation(ColumnExtensions.JsonAnnotation)?.Value is not string kind)
        {
            return;
        }

        property.SetColumnType(kind == ColumnExtensions.JsonAsWrittenKind ? sql.JsonAsWrittenType : sql.JsonType);
        if (sql.JsonCheck(property.GetColumnName(), kind == ColumnExtensions.AnyJson) is { } check)
        {
            row.AddCheckConstraint(CheckName(row, property), check);
        }
    }

    private static void FinishAscii(IMutableProperty property, Dialect sql)
    {
        if (sql.AsciiCollation is { } collation && property.ClrType != typeof(byte[]) && property.IsUnicode() == false)
        {
            property.SetCollation(collation);
        }
    }

    private static void FinishLength(IMutableEntityType row, IMutableProperty property, Dialect sql)
    {
        var isEnum = (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType).IsEnum;
        if (!isEnum && property.GetMaxLength() is { } length && sql.LengthCheck(property.GetColumnName(), length) is { } check)
        {
            row.AddCheckConstraint(CheckName(row, property) + "_length", check);
        }
    }

    private static string CheckName(IMutableEntityType row, IMutableProperty property) =>
        $"chk_{row.GetTableName()}_{property.GetColumnName()}";
}
