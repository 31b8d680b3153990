namespace DonatelloAI.Storage;

/// <summary>The database engines that the one model is migrated to.</summary>
public enum StorageEngine
{
    /// <summary>A file beside the process: what a newcomer runs.</summary>
    Sqlite = 0,

    /// <summary>PostgreSQL 15 or later.</summary>
    Postgres = 1,

    /// <summary>SQL Server 2019 or later, and Azure SQL Database.</summary>
    SqlServer = 2,
}
