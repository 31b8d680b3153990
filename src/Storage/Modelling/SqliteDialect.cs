using DonatelloAI.Contracts;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Modelling;

/// <summary>SQLite has neither decimals nor moments: both are INTEGER (micro-AUD, Unix microseconds), so they sum and sort.</summary>
internal sealed class SqliteDialect : Dialect
{
    public override StorageEngine Engine => StorageEngine.Sqlite;

    public override string Now => "(CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000)";

    // Upper case with dashes, as the driver writes a Guid.
    public override string NewId =>
        "(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || "
        + "substr('89AB', (random() & 3) + 1, 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";

    public override string RatioType => "REAL";

    public override string? JsonCheck(string column, bool scalars) => $"json_valid({column})";

    public override string? LengthCheck(string column, int length) => $"length({column}) <= {length}";

    public override string OnlyCharacters(string column, string characters) => $"{column} NOT GLOB '*[^{characters}]*'";

    public override string Ratio(string dividend, string divisor) => $"CAST({dividend} AS REAL) / NULLIF({divisor}, 0)";

    public override string Number(string column) => $"CAST({column} AS REAL)";

    public override void MapTypes(ModelConfigurationBuilder types)
    {
        types.Properties<Money>().HaveConversion<MoneyToMicros>();
        types.Properties<DateTimeOffset>().HaveConversion<MomentToMicros>();
    }
}
