using DonatelloAI.Storage.Modelling;

namespace DonatelloAI.Storage.Commits;

/// <summary>
/// The database's clock in SQL: leases are granted and judged by one clock, whichever silo asks. SQLite's is the machine's,
/// to the millisecond; it is read in SQL all the same, so that it is read while the file is locked and not before.
/// </summary>
internal static class DatabaseClock
{
    /// <summary>The present at the moment of the write, even when that waited for a lock.</summary>
    public static string Now(StorageEngine engine) => engine switch
    {
        StorageEngine.Sqlite => new SqliteDialect().Now,
        StorageEngine.Postgres => "clock_timestamp()",
        _ => "TODATETIMEOFFSET(SYSUTCDATETIME(), 0)",
    };

    /// <summary>The present of a query: one value for all of it, so that an index can be searched by it.</summary>
    public static string NowOfQuery(StorageEngine engine) => engine == StorageEngine.Postgres ? "statement_timestamp()" : Now(engine);

    /// <summary>The present plus a parameter's milliseconds.</summary>
    public static string After(StorageEngine engine, string milliseconds) => engine switch
    {
        StorageEngine.Sqlite => $"{Now(engine)} + {milliseconds} * 1000",
        StorageEngine.Postgres => $"{Now(engine)} + {milliseconds} * interval '1 millisecond'",
        _ => $"DATEADD(millisecond, {milliseconds}, {Now(engine)})",
    };
}

/// <summary>Names and literals that hand-written SQL must say differently to each engine.</summary>
internal static class EngineWords
{
    /// <summary>A table as statements name it.</summary>
    public static string Table(this StorageEngine engine, string name) => engine == StorageEngine.SqlServer ? $"[dbo].[{name}]" : name;

    /// <summary>False as filtered indexes say it: to SQLite another word for it is another condition.</summary>
    public static string False(this StorageEngine engine) => engine == StorageEngine.SqlServer ? "0" : "FALSE";

    /// <summary>The first rows of an ordered query.</summary>
    public static string First(this StorageEngine engine, string count) =>
        engine == StorageEngine.Sqlite ? $"LIMIT {count}" : $"OFFSET 0 ROWS FETCH NEXT {count} ROWS ONLY";
}
