namespace DonatelloAI.Testing;

/// <summary>A throw-away Azurite, Azure Blob Storage's stand-in, on 127.0.0.1 with its data in memory.</summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    // The account and the key that every Azurite has.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly NodeServer _server;

    private AzuriteServer(NodeServer server) => _server = server;

    /// <summary>Leads to the account.</summary>
    public string ConnectionString => ConnectionStringOf(_server.Port);

    /// <summary>Leads to the account of a server that does not run.</summary>
    public static string ConnectionStringOf(int port) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{port}/{Account}";

    /// <summary>Starts a server.</summary>
    public static async Task<AzuriteServer> StartAsync() => new(await NodeServer.Start(
        "Azurite",
        "azurite",
        "azurite/dist/src/blob/main.js",
        "--blobHost 127.0.0.1 --blobPort \"$1\" --inMemoryPersistence --silent --disableTelemetry --skipApiVersionCheck"));

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
