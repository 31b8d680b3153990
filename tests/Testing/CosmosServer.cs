namespace DonatelloAI.Testing;

/// <summary>
/// A throw-away stand-in of Azure Cosmos DB on 127.0.0.1 with its data in memory. It creates, refuses duplicates and answers queries; it
/// knows neither 429 nor batches, answers 500 where an account answers 404, and looks at the query's own filter instead of the partition
/// that a request names.
/// </summary>
public sealed class CosmosServer : IAsyncDisposable
{
    // The key that emulators of Cosmos DB have.
    private const string Key = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

    private readonly NodeServer _server;

    private CosmosServer(NodeServer server) => _server = server;

    /// <summary>The port it listens on.</summary>
    public int Port => _server.Port;

    /// <summary>Leads to the account.</summary>
    public string ConnectionString => ConnectionStringOf(Port);

    /// <summary>Leads to the account of a server that need not run.</summary>
    public static string ConnectionStringOf(int port) => $"AccountEndpoint=http://127.0.0.1:{port}/;AccountKey={Key};";

    /// <summary>Starts a server.</summary>
    public static async Task<CosmosServer> StartAsync()
    {
        // An account plans queries for its clients; the stand-in does not, so the client must do it itself.
        Environment.SetEnvironmentVariable("AZURE_COSMOS_USE_QUERY_PLAN_INTEROP_LINUX", "true");
        return new(await NodeServer.Start(
            "The stand-in of Cosmos DB", "cosmos", "@vercel/cosmosdb-server/lib/cli.js", "--no-ssl --host 127.0.0.1 -p \"$1\""));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
