using System.Diagnostics;
using System.Net.Http.Headers;
using DonatelloAI.Storage;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Bench;

/// <summary>
/// Acceptance by a cluster (two silos, a front end, PostgreSQL, Redis, Azurite, each a process) beside Standalone on PostgreSQL, and
/// the processor time of every process for one request.
/// </summary>
internal sealed class FrontCluster(TimeSpan duration, Report report)
{
    private const int Submitters = 64;
    private const string Engine = "PostgreSQL";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);
    private static readonly string[] Programs = ["api", "silo-1", "silo-2", "redis"];

    /// <summary>Standalone first, then the cluster.</summary>
    public async Task Run(TestDatabase database)
    {
        await new Front(duration, report).RunAcceptance(Engine, database);
        await using var vendor = await FakeImageVendor.Start();
        await using var cluster = await NativeCluster.Start(Settings(vendor));
        await FrontModels.Add(DonatelloContexts.Factory(StorageEngine.Postgres, cluster.Database));
        await Measure(cluster);
    }

    private async Task Measure(NativeCluster cluster)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Submitters, UseProxy = false }) { BaseAddress = cluster.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.AdminKey);
        await Front.RaiseBudget(http);
        await Eventually.True(
            async () => (await http.GetStringAsync(new Uri("/v1/models", UriKind.Relative))).Contains(FrontModels.Waiting, StringComparison.Ordinal),
            TimeSpan.FromMinutes(1),
            "the silos read the catalogue again");
        Load.DatabasePort = cluster.PortOf("postgres");
        await Load.Run(Submitters, WarmUp, () => Front.Submit(http, FrontModels.Waiting, wait: false));
        var before = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var measured = await Load.Run(Submitters, duration, () => Front.Submit(http, FrontModels.Waiting, wait: false), () => Read(cluster, before));
        var after = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        Read(cluster, after);
        report.AddRequests(Engine, "POST /v1/generations to 202, cluster of two silos", measured, null, null, null, null);
        foreach (var program in Programs)
        {
            report.AddProcess(program, (after[program] - before[program]).TotalMicroseconds / Math.Max(1, measured.PerSecond * measured.Seconds));
        }

        report.AddProcess("postgres", measured.DatabaseMicros);
        report.AddProcess("the load itself", measured.OwnMicros);
    }

    private static void Read(NativeCluster cluster, Dictionary<string, TimeSpan> times)
    {
        foreach (var program in Programs)
        {
            using var process = Process.GetProcessById(cluster.ProcessOf(program));
            times[program] = process.TotalProcessorTime;
        }
    }

    private static Dictionary<string, string> Settings(FakeImageVendor vendor) => new(StringComparer.Ordinal)
    {
        [$"Providers__OpenAiCompatible__{FrontModels.Provider}__BaseUrl"] = vendor.BaseUrl,
        [$"Providers__OpenAiCompatible__{FrontModels.Provider}__ApiKey"] = "bench",
        [$"Providers__OpenAiCompatible__{FrontModels.Provider}__AllowPrivateAddresses"] = "true",
        ["Limits__UserPerMinute"] = "0",
        ["Limits__OrganizationPerMinute"] = "0",
        ["Logging__LogLevel__Default"] = "Warning",
    };
}
