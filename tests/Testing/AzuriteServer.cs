using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace DonatelloAI.Testing;

/// <summary>A throw-away Azurite, Azure Blob Storage's stand-in, on 127.0.0.1 with its data in memory.</summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    // The account and the key that every Azurite has.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private AzuriteServer(Process process, int port)
    {
        _process = process;
        ConnectionString = ConnectionStringOf(port);
    }

    /// <summary>Leads to the account.</summary>
    public string ConnectionString { get; }

    /// <summary>Leads to the account of a server that does not run.</summary>
    public static string ConnectionStringOf(int port) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{port}/{Account}";

    /// <summary>Starts a server. It ends with the process of the tests, however that ends: its input is closed then.</summary>
    public static async Task<AzuriteServer> StartAsync()
    {
        var port = FreePort();
        var script = Path.Combine(Folder, "node_modules", "azurite", "dist", "src", "blob", "main.js");
        if (!File.Exists(script))
        {
            throw new InvalidOperationException($"Azurite is not installed; run npm ci in {Folder}, or ./test.");
        }

        var start = new ProcessStartInfo(
            "sh",
            ["-c", "node \"$0\" --blobHost 127.0.0.1 --blobPort \"$1\" --inMemoryPersistence --silent --disableTelemetry --skipApiVersionCheck < /dev/null & read -r _; kill $!", script, $"{port}"])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var server = new AzuriteServer(Process.Start(start)!, port);
        await Eventually.True(() => Listens(port), StartDeadline, "Azurite listens");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Folder => typeof(AzuriteServer).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Azurite")
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
