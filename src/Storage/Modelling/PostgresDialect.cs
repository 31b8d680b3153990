using DonatelloAI.Contracts;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Modelling;

/// <summary>PostgreSQL: numeric, timestamptz, uuid, jsonb.</summary>
internal sealed class PostgresDialect : Dialect
{
    public override StorageEngine Engine => StorageEngine.Postgres;

    public override string Now => "CURRENT_TIMESTAMP";

    public override string NewId => "gen_random_uuid()";

    public override string? JsonType => "jsonb";

    // jsonb sorts keys and drops spaces, which would break a signature over the text.
    public override string? JsonAsWrittenType => "json";

    public override string? JsonCheck(string column, bool scalars) => null;

    public override string OnlyCharacters(string column, string characters) => $"{column} !~ '[^{characters}]'";

    public override void MapTypes(ModelConfigurationBuilder types)
    {
        types.Properties<Money>().HaveConversion<MoneyToAud>().HavePrecision(19, 6);
        types.Properties<DateTimeOffset>().HaveConversion<MomentToUtc>();
    }
}
