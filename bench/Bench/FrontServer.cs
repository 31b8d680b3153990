using System.Diagnostics;
using System.Net.Http.Headers;
using DonatelloAI.Storage;
using DonatelloAI.Testing;

namespace DonatelloAI.Bench;

/// <summary>Standalone as a process of its own, as users run it, on a database of the bench's.</summary>
internal sealed class FrontServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // One key sends here what a thousand people would.
    private static readonly string[] NoLimits = ["--Limits:UserPerMinute", "0", "--Limits:OrganizationPerMinute", "0"];

    private readonly Process _process;
    private readonly string _data;

    private FrontServer(Process process, string data, Uri address) => (_process, _data, Address) = (process, data, address);

    public Uri Address { get; }

    public string Key => File.ReadAllText(Path.Combine(_data, "first-admin-key")).Trim();

    /// <summary>Resident memory in megabytes.</summary>
    public double MemoryMb
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Its number, for those who look at it from outside.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Processor time so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<FrontServer> Start(TestDatabase database, string vendorUrl, string data, params string[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{Ports.Free()}");
        var program = Path.Combine(Root(), "src/Standalone/bin/Release/net10.0/DonatelloAI.Standalone.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet",
        [
            program,
            "--urls", address.ToString(),
            "--data", data,
            "--Storage:Engine", database.Engine == StorageEngine.Sqlite ? "Sqlite" : "Postgres",
            "--ConnectionStrings:Database", database.ConnectionString,
            $"--Providers:OpenAiCompatible:{FrontModels.Provider}:BaseUrl", vendorUrl,
            $"--Providers:OpenAiCompatible:{FrontModels.Provider}:ApiKey", "bench",
            $"--Providers:OpenAiCompatible:{FrontModels.Provider}:AllowPrivateAddresses", "true",
            "--Logging:LogLevel:Default", "Warning",
            .. NoLimits,
            .. settings,
        ])
        { RedirectStandardOutput = true, UseShellExecute = false })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var server = new FrontServer(process, data, address);
        await server.UntilReady();
        return server;
    }

    /// <summary>A client with as many connections as callers.</summary>
    public HttpClient Client(int connections)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromMinutes(2),
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "DonatelloAI.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The bench runs inside the repository.");
        }

        return folder;
    }

    private async Task UntilReady()
    {
        using var http = new HttpClient();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                if ((await http.GetAsync(new Uri(Address, "/health/ready"))).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(started) < Patience && !_process.HasExited)
            {
                // Not yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
