using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using DonatelloAI.Testing;

namespace DonatelloAI.Cluster.Tests;

/// <summary>
/// A cluster of real processes on real services, as <c>./cluster up</c> starts it; one for all tests. A shell keeps it: when this
/// process ends, however it ends, the shell reads the end of its input, stops the cluster and removes its folder.
/// </summary>
public sealed class RunningCluster : IAsyncLifetime
{
    private const string Keeper =
        """
        "$0" up --no-build --data "$1" || { echo failed; exit 1; }
        echo started
        read -r _
        "$0" down --data "$1"
        rm -rf "$1"
        """;

    private static readonly string Script = Path.GetFullPath(Path.Combine(Metadata("Root"), "cluster"));

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-cluster-");
    private Process _keeper = null!;

    public string Folder => Path.Combine(_temp.FullName, "data");

    public Uri Address => new($"http://127.0.0.1:{PortOf("api")}");

    /// <summary>Asks as the first administrator.</summary>
    public HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsWindows() && Environment.UserName == "root")
        {
            // PostgreSQL runs as another user, who must get in.
            File.SetUnixFileMode(_temp.FullName, File.GetUnixFileMode(_temp.FullName) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        }

        _keeper = Process.Start(new ProcessStartInfo("setsid", ["bash", "-c", Keeper, Script, Folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        await UntilStarted();
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(1) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(Folder, "first-admin-key"))).Trim());
    }

    public async Task DisposeAsync()
    {
        Http?.Dispose();
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
        _temp.Delete(recursive: true);
    }

    public int PortOf(string name) => int.Parse(
        File.ReadLines(Path.Combine(Folder, "run", "ports")).Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..],
        CultureInfo.InvariantCulture);

    public int ProcessOf(string name) =>
        int.Parse(File.ReadAllText(Path.Combine(Folder, "run", $"{name}.pid")).Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Runs the script on this cluster; <c>up</c> starts what was stopped.</summary>
    public async Task<Finished> Tell(string verb)
    {
        var finished = await Programs.Run(new ProcessStartInfo(Script, [verb, "--data", Folder, "--no-build"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        });
        Assert.Equal((0, ""), (finished.ExitCode, finished.Error));
        return finished;
    }

    /// <summary>Sends a signal to one of the processes.</summary>
    public async Task Signal(string name, string signal)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {ProcessOf(name)}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<HttpStatusCode> Health(string name, string path = "/health/ready")
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{PortOf(name == "api" ? name : name + "-health")}{path}"));
        return answer.StatusCode;
    }

    private async Task UntilStarted()
    {
        var said = new List<string>();
        while (await _keeper.StandardOutput.ReadLineAsync() is { } line && line != "started")
        {
            said.Add(line);
            Assert.True(line != "failed", $"The cluster did not start. It said:\n{string.Join('\n', said)}");
        }
    }

    private static string Metadata(string key) => typeof(RunningCluster).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key)
        .Value!;
}

/// <summary>One cluster for all tests; they take turns.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<RunningCluster>
{
    public const string Name = "cluster";
}
