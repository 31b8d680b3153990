using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using DonatelloAI.Testing;

namespace DonatelloAI.Standalone.Tests;

/// <summary>Standalone as a process of its own, on a free port.</summary>
internal sealed partial class RunningStandalone : IAsyncDisposable
{
    private const string Listening = "0A";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };

    private RunningStandalone(string dataFolder, string[] arguments)
    {
        _process = Process.Start(Programs.Describe(Programs.Standalone, ["--urls", "http://127.0.0.1:0", "--data", dataFolder, .. arguments]))!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = null!;

    public string Output => string.Join('\n', _output);

    /// <summary>Starts a process and waits until it is ready.</summary>
    public static async Task<RunningStandalone> Start(string dataFolder, params string[] arguments)
    {
        var running = new RunningStandalone(dataFolder, arguments);
        try
        {
            await running.UntilReady();
            return running;
        }
        catch (Exception e)
        {
            await running.DisposeAsync();
            throw new InvalidOperationException($"Standalone did not become ready. It said:\n{running.Output}", e);
        }
    }

    public async Task<(HttpStatusCode Status, string Body)> Get(string path)
    {
        using var answer = await _http.GetAsync(new Uri(Address, path));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Asks the process to end, as Ctrl-C and a service manager do, and waits for it.</summary>
    public async Task<int> Stop(string signal = "TERM")
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync();
        using var deadline = new CancellationTokenSource(StopDeadline);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>Pulls the plug: the process gets no chance to do anything more.</summary>
    public async Task PullThePlug()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>The TCP ports that the process listens on, from the tables of the Linux kernel.</summary>
    public IReadOnlyList<int> OpenPorts()
    {
        var sockets = Directory.EnumerateFiles($"/proc/{_process.Id}/fd")
            .Select(file => new FileInfo(file).LinkTarget ?? "")
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1])
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from file in new[] { "tcp", "tcp6" }
               from line in File.ReadLines($"/proc/{_process.Id}/net/{file}").Skip(1)
               let columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where columns[3] == Listening && sockets.Contains(columns[9])
               select int.Parse(columns[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private async Task UntilReady()
    {
        await Eventually.True(() => Output.Contains("Ctrl-C", StringComparison.Ordinal) || _process.HasExited, StartDeadline, "the welcome is printed");
        Address = new Uri(AddressLine().Match(Output).Groups["address"].Value);
        await Eventually.True(async () => (await Get("/health/ready")).Status == HttpStatusCode.OK, StartDeadline, "/health/ready answers 200");
    }

    [GeneratedRegex(@"Address:\s+(?<address>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AddressLine();
}
