using System.ComponentModel.DataAnnotations;
using DonatelloAI.Storage;

namespace DonatelloAI.Silo;

/// <summary>Which database of a cluster holds everything that must not be lost.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Key of <see cref="ConnectionString"/> in the configuration.</summary>
    public const string ConnectionStringKey = "ConnectionStrings:Database";

    /// <summary>Key of <see cref="Engine"/> in the configuration.</summary>
    public const string EngineKey = "Storage:Engine";

    /// <summary>How to reach the database; no default.</summary>
    [Required(ErrorMessage = $"{ConnectionStringKey} is missing: set it to the connection string of the database.")]
    public string? ConnectionString { get; private init; }

    /// <summary>Which engine it is, <c>Postgres</c> or <c>SqlServer</c>; no default. A SQLite file has one process, and a cluster has several.</summary>
    [Required(ErrorMessage = $"{EngineKey} is missing: set it to Postgres or SqlServer.")]
    [AllowedValues(nameof(StorageEngine.Postgres), nameof(StorageEngine.SqlServer), null, ErrorMessage = $"{EngineKey} must be Postgres or SqlServer: a cluster shares a server, and Sqlite is a file of one process.")]
    public string? Engine { get; private init; }

    /// <summary>The engine, once it was found to be one.</summary>
    internal StorageEngine KnownEngine => Enum.Parse<StorageEngine>(Engine!);

    /// <summary>Reads the settings.</summary>
    public static DatabaseOptions Read(IConfiguration configuration) => new()
    {
        ConnectionString = configuration[ConnectionStringKey],
        Engine = configuration[EngineKey],
    };
}
