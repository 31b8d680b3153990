using System.Net.Http.Headers;
using DonatelloAI.Faults;
using DonatelloAI.Testing;

namespace DonatelloAI.Cluster.Tests;

/// <summary>A cluster of real processes and somebody who may do everything; one for all tests.</summary>
public class RunningCluster : IAsyncLifetime
{
    public NativeCluster Processes => Laboratory.Cluster;

    /// <summary>Asks as the first administrator.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Hears what the processes tell of requests that bring a trace; of the others it hears metrics and logs only.</summary>
    public OtlpReceiver Telemetry { get; private set; } = null!;

    /// <summary>Where its audit log lies: database, or cosmos.</summary>
    public virtual string Audit => "database";

    /// <summary>Settings of its processes beside those of every cluster.</summary>
    protected virtual IReadOnlyDictionary<string, string> Further { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal Laboratory Laboratory { get; private set; } = null!;

    internal Experiment Experiment { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Telemetry = await OtlpReceiver.Start();
        Laboratory = await Laboratory.Open(Settings(), Audit);
        Experiment = new Experiment(Laboratory);
        Http = new HttpClient { BaseAddress = Processes.Address, Timeout = TimeSpan.FromMinutes(1) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Processes.AdminKey);
    }

    private Dictionary<string, string> Settings() => new(Telemetry.Settings.Concat(Further), StringComparer.Ordinal)
    {
        ["OTEL_TRACES_SAMPLER"] = "parentbased_always_off",
        ["Sessions__AllowHttp"] = "true",
        ["Api__TrustedProxies__0"] = "127.0.0.1",
    };

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Laboratory.DisposeAsync();
        await Telemetry.DisposeAsync();
    }
}

/// <summary>One cluster for all tests; they take turns.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<RunningCluster>
{
    public const string Name = "cluster";
}

/// <summary>A cluster whose audit log lies in Cosmos DB, and whose processes log all that they can.</summary>
public sealed class TalkativeCluster : RunningCluster
{
    public override string Audit => "cosmos";

    protected override IReadOnlyDictionary<string, string> Further { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Logging__LogLevel__Default"] = "Debug",
        ["Logging__LogLevel__DonatelloAI"] = "Trace",
        ["Logging__LogLevel__Orleans"] = "Information",
    };
}

/// <summary>Alone, after the others: two clusters at once would keep each other from answering in time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TalkativeClusterCollection : ICollectionFixture<TalkativeCluster>
{
    public const string Name = "talkative cluster";
}
