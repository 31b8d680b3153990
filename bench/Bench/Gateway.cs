using System.Diagnostics;
using DonatelloAI.Testing;

namespace DonatelloAI.Bench;

/// <summary>A well-known gateway without budgets, on the same vendor, as what the synchronous route is measured against.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly Process _process;
    private readonly int _port;

    private Gateway(Process process, int port) => (_process, _port) = (process, port);

    /// <summary>Installs it when missing, and starts it.</summary>
    public static async Task<Gateway> Start()
    {
        var folder = Path.Combine(FrontServer.Root(), "bench/gateway");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            using var install = Process.Start(new ProcessStartInfo("npm", ["ci", "--silent"]) { WorkingDirectory = folder })!;
            await install.WaitForExitAsync();
        }

        var port = Ports.Free();
        var process = Process.Start(new ProcessStartInfo("node", ["node_modules/@portkey-ai/gateway/build/start-server.js", "--headless", $"--port={port}"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var gateway = new Gateway(process, port);
        await gateway.UntilReady();
        return gateway;
    }

    /// <summary>Processor time so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public HttpClient Client(int connections, string vendorUrl)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{_port}"),
        };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer bench");
        http.DefaultRequestHeaders.Add("x-portkey-provider", "openai");
        http.DefaultRequestHeaders.Add("x-portkey-custom-host", vendorUrl);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task UntilReady()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}") };
        for (var tries = 0; tries < 600 && !_process.HasExited; tries++)
        {
            try
            {
                await http.GetAsync("/");
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }

        throw new InvalidOperationException("The gateway did not start: run npm ci in bench/gateway.");
    }
}
