using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;

namespace DonatelloAI.Testing;

/// <summary>
/// A cluster of real processes on real services, as <c>./cluster up</c> starts it, in a folder of its own. A shell keeps it: when this
/// process ends, however it ends, the shell reads the end of its input, stops the cluster and removes its folder.
/// </summary>
public sealed class NativeCluster : IAsyncDisposable
{
    private const string Keeper =
        """
        if "$0" up --no-build --data "$1" 2>&1; then echo started; read -r _; else echo failed; fi
        "$0" down --data "$1"
        rm -rf "$1"
        """;

    private static readonly string Root = Path.GetFullPath(Metadata("Root"));
    private static readonly string Script = Path.Combine(Root, "cluster");

    private readonly DirectoryInfo _temp;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private Process _keeper = null!;

    private NativeCluster(DirectoryInfo temp, IReadOnlyDictionary<string, string> environment) => (_temp, _environment) = (temp, environment);

    /// <summary>Data, keys, logs and the numbers of ports and processes.</summary>
    public string Folder => Path.Combine(_temp.FullName, "data");

    /// <summary>Where the front end listens.</summary>
    public Uri Address => new($"http://127.0.0.1:{PortOf("api")}");

    /// <summary>The API key of the first administrator.</summary>
    public string AdminKey => File.ReadAllText(Path.Combine(Folder, "first-admin-key")).Trim();

    /// <summary>Connection string of its database.</summary>
    public string Database => $"Host=127.0.0.1;Port={PortOf("postgres")};Username=postgres;Database=donatello";

    /// <summary>Starts one, and answers when its front end is ready.</summary>
    /// <param name="environment">Settings of all its processes.</param>
    /// <param name="ports">Ports that are given and not chosen, by the names of the file of ports.</param>
    /// <param name="audit">Where the audit log lies: database, or cosmos.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message holds what it said.</exception>
    public static async Task<NativeCluster> Start(
        IReadOnlyDictionary<string, string>? environment = null, IReadOnlyDictionary<string, int>? ports = null, string audit = "database")
    {
        var cluster = new NativeCluster(Directory.CreateTempSubdirectory("donatello-cluster-"), environment ?? new Dictionary<string, string>(StringComparer.Ordinal));
        cluster.LetOthersIn();
        cluster.WritePorts(ports ?? new Dictionary<string, int>(StringComparer.Ordinal));
        await File.WriteAllLinesAsync(Path.Combine(cluster.Folder, "run", "options"), [$"audit={audit}"]);
        cluster._keeper = Process.Start(cluster.Describe("setsid", ["bash", "-c", Keeper, Script, cluster.Folder], keepsInput: true))!;
        try
        {
            await cluster.UntilStarted();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
        _temp.Delete(recursive: true);
    }

    /// <summary>The port that one of its processes is reached at.</summary>
    public int PortOf(string name) => int.Parse(
        File.ReadLines(Path.Combine(Folder, "run", "ports")).Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..],
        CultureInfo.InvariantCulture);

    /// <summary>The number of one of its processes.</summary>
    public int ProcessOf(string name) =>
        int.Parse(File.ReadAllText(Path.Combine(Folder, "run", $"{name}.pid")).Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Runs the script on it; <c>up</c> and <c>start</c> start what has ended.</summary>
    /// <exception cref="InvalidOperationException">The script failed; the message holds what it said.</exception>
    public async Task<Finished> Tell(params string[] words)
    {
        string[] options = words[0] == "up" ? ["--no-build"] : [];
        var finished = await Programs.Run(Describe(Script, [.. words, "--data", Folder, .. options], keepsInput: false));
        return (finished.ExitCode, finished.Error) == (0, "")
            ? finished
            : throw new InvalidOperationException($"./cluster {string.Join(' ', words)} ended with {finished.ExitCode}: {finished.Error}");
    }

    /// <summary>Sends a signal to one of the processes and those that it started.</summary>
    public async Task Signal(string name, string signal)
    {
        var process = ProcessOf(name);
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {process} $(pgrep -P {process})"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>True while one of the processes runs.</summary>
    public bool Runs(string name)
    {
        try
        {
            using var process = Process.GetProcessById(ProcessOf(name));
            return !process.HasExited;
        }
        catch (Exception gone) when (gone is ArgumentException or IOException)
        {
            return false;
        }
    }

    /// <summary>What a process says of its health.</summary>
    public async Task<HttpStatusCode> Health(string name, string path = "/health/ready")
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{PortOf(name == "api" ? name : name + "-health")}{path}"));
        return answer.StatusCode;
    }

    /// <summary>Copies the logs of all processes to <c>artifacts/cluster-logs</c>, where they outlive the cluster; answers with the folder.</summary>
    public string KeepLogs()
    {
        var kept = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "cluster-logs"));
        foreach (var log in Directory.EnumerateFiles(Path.Combine(Folder, "logs")))
        {
            File.Copy(log, Path.Combine(kept.FullName, Path.GetFileName(log)), overwrite: true);
        }

        return kept.FullName;
    }

    /// <summary>PostgreSQL runs as another user than root, who must get in.</summary>
    private void LetOthersIn()
    {
        if (!OperatingSystem.IsWindows() && Environment.UserName == "root")
        {
            File.SetUnixFileMode(_temp.FullName, File.GetUnixFileMode(_temp.FullName) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        }
    }

    private void WritePorts(IReadOnlyDictionary<string, int> ports)
    {
        var run = Directory.CreateDirectory(Path.Combine(Folder, "run"));
        File.WriteAllLines(Path.Combine(run.FullName, "ports"), ports.Select(port => string.Create(CultureInfo.InvariantCulture, $"{port.Key}={port.Value}")));
    }

    private ProcessStartInfo Describe(string program, string[] arguments, bool keepsInput)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = keepsInput,
            RedirectStandardOutput = true,
            RedirectStandardError = !keepsInput,
            UseShellExecute = false,
        };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task UntilStarted()
    {
        var said = new List<string>();
        while (await _keeper.StandardOutput.ReadLineAsync() is { } line && line != "failed")
        {
            if (line == "started")
            {
                return;
            }

            said.Add(line);
        }

        throw new InvalidOperationException($"The cluster did not start. It said:\n{string.Join('\n', said)}");
    }

    private static string Metadata(string key) => typeof(NativeCluster).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key)
        .Value!;
}
