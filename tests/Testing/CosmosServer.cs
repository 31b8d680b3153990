using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

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

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private CosmosServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>Leads to the account.</summary>
    public string ConnectionString => ConnectionStringOf(Port);

    /// <summary>Leads to the account of a server that need not run.</summary>
    public static string ConnectionStringOf(int port) => $"AccountEndpoint=http://127.0.0.1:{port}/;AccountKey={Key};";

    /// <summary>Starts a server. It ends with the process of the tests, however that ends: its input is closed then.</summary>
    public static async Task<CosmosServer> StartAsync()
    {
        // An account plans queries for its clients; the stand-in does not, so the client must do it itself.
        Environment.SetEnvironmentVariable("AZURE_COSMOS_USE_QUERY_PLAN_INTEROP_LINUX", "true");
        var port = FreePort();
        var script = Path.Combine(Folder, "node_modules", "@vercel", "cosmosdb-server", "lib", "cli.js");
        if (!File.Exists(script))
        {
            throw new InvalidOperationException($"The stand-in of Cosmos DB is not installed; run npm ci in {Folder}, or ./test.");
        }

        var start = new ProcessStartInfo(
            "sh", ["-c", "node \"$0\" --no-ssl --host 127.0.0.1 -p \"$1\" < /dev/null > /dev/null & read -r _; kill $!", script, $"{port}"])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var server = new CosmosServer(Process.Start(start)!, port);
        await Eventually.True(() => Listens(port), StartDeadline, "the stand-in of Cosmos DB listens");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Folder => typeof(CosmosServer).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Cosmos")
        .Value!;

    private static async Task<bool> Listens(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
