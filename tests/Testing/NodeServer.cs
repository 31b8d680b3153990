using System.Diagnostics;
using System.Reflection;

namespace DonatelloAI.Testing;

/// <summary>
/// A server of an npm package below <c>tools</c>, on a free port. It ends with the process of the tests, however that ends: its input is
/// closed then.
/// </summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private NodeServer(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>Starts a server, and answers when it listens.</summary>
    /// <param name="name">What it is called where it is missing, or does not listen.</param>
    /// <param name="tool">Its folder below <c>tools</c>.</param>
    /// <param name="script">Its program below the folder's packages.</param>
    /// <param name="options">Options of its command line, in which <c>$1</c> stands for the port.</param>
    public static async Task<NodeServer> Start(string name, string tool, string script, string options)
    {
        var folder = Path.GetFullPath(Path.Combine(Root, "tools", tool));
        var program = Path.Combine(folder, "node_modules", script);
        if (!File.Exists(program))
        {
            throw new InvalidOperationException($"{name} is not installed; run npm ci in {folder}, or ./test.");
        }

        var port = Ports.Free();
        var start = new ProcessStartInfo("sh", ["-c", $"node \"$0\" {options} < /dev/null > /dev/null & read -r _; kill $!", program, $"{port}"])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var server = new NodeServer(Process.Start(start)!, port);
        await Eventually.True(() => Ports.Listens(port), StartDeadline, $"{name} listens");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Root => typeof(NodeServer).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Root")
        .Value!;
}
