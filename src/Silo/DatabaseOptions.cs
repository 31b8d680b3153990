using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Silo;

/// <summary>Which database holds everything that must not be lost.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Key of <see cref="ConnectionString"/> in the configuration.</summary>
    public const string ConnectionStringKey = "ConnectionStrings:Database";

    /// <summary>Key of <see cref="Engine"/> in the configuration.</summary>
    public const string EngineKey = "Storage:Engine";

    /// <summary>How to reach the database; no default.</summary>
    [Required(ErrorMessage = $"{ConnectionStringKey} is missing: set it to the connection string of the database.")]
    public string? ConnectionString { get; set; }

    /// <summary>Which engine it is, <c>Sqlite</c>, <c>Postgres</c> or <c>SqlServer</c>; no default.</summary>
    [Required(ErrorMessage = $"{EngineKey} is missing: set it to Sqlite, Postgres or SqlServer.")]
    [AllowedValues("Sqlite", "Postgres", "SqlServer", null, ErrorMessage = $"{EngineKey} is not a known engine: set it to Sqlite, Postgres or SqlServer.")]
    public string? Engine { get; set; }
}
