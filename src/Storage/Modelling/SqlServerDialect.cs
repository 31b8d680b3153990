using DonatelloAI.Contracts;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Modelling;

/// <summary>SQL Server: decimal, datetimeoffset, uniqueidentifier, JSON in nvarchar(max).</summary>
internal sealed class SqlServerDialect : Dialect
{
    public override StorageEngine Engine => StorageEngine.SqlServer;

    public override string True => "1";

    public override string False => "0";

    public override string Now => "SYSUTCDATETIME()";

    public override string NewId => "NEWSEQUENTIALID()";

    public override string? JsonType => "nvarchar(max)";

    public override string? AsciiCollation => "Latin1_General_100_BIN2";

    // Named, because temporal tables must name the schema of their history.
    public override string? Schema => "dbo";

    public override string RatioType => "decimal(28,9)";

    // ISJSON alone refuses scalars before SQL Server 2022.
    public override string? JsonCheck(string column, bool scalars) =>
        scalars ? $"ISJSON(CONCAT(N'{{\"v\":', {column}, N'}}')) = 1" : $"ISJSON({column}) = 1";

    public override string OnlyCharacters(string column, string characters) =>
        $"{column} COLLATE {AsciiCollation} NOT LIKE '%[^{characters}]%'";

    // A persisted column needs a type that is exact and wide enough for the largest sum over the smallest budget.
    public override string Ratio(string dividend, string divisor) =>
        $"CAST({base.Ratio(dividend, divisor)} AS {RatioType})";

    public override void MapTypes(ModelConfigurationBuilder types)
    {
        types.Properties<Money>().HaveConversion<MoneyToAud>().HavePrecision(19, 6);
        types.Properties<DateTimeOffset>().HaveConversion<MomentToUtc>().HavePrecision(6);
    }
}
