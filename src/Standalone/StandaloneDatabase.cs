using DonatelloAI.Hosting;
using DonatelloAI.Silo;
using DonatelloAI.Storage;

namespace DonatelloAI.Standalone;

/// <summary>Which database one process works on: a file in its data folder, unless it is told of a server.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="ConnectionString">How to reach it.</param>
internal sealed record StandaloneDatabase(StorageEngine Engine, string ConnectionString)
{
    /// <summary>Reads the configuration; the keys are those of a silo in a cluster.</summary>
    /// <exception cref="StartRefusedException">One of the two keys is missing, or the engine is unknown.</exception>
    public static StandaloneDatabase Read(IConfiguration configuration, DataFolder folder)
    {
        var (engine, connection) = (configuration[DatabaseOptions.EngineKey], configuration[DatabaseOptions.ConnectionStringKey]);
        if (engine is null && connection is null)
        {
            return new StandaloneDatabase(StorageEngine.Sqlite, $"Data Source={folder.MakeDatabase()}");
        }

        if (!Enum.TryParse<StorageEngine>(engine, out var known) || !Enum.IsDefined(known))
        {
            throw new StartRefusedException($"{DatabaseOptions.EngineKey} must be Sqlite, Postgres or SqlServer where {DatabaseOptions.ConnectionStringKey} is set.");
        }

        return connection is { Length: > 0 }
            ? new StandaloneDatabase(known, connection)
            : throw new StartRefusedException($"{DatabaseOptions.ConnectionStringKey} is missing: set it to the connection string of the database.");
    }
}
