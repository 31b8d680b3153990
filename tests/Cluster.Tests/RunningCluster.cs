using System.Net.Http.Headers;
using DonatelloAI.Faults;
using DonatelloAI.Testing;

namespace DonatelloAI.Cluster.Tests;

/// <summary>A cluster of real processes and somebody who may do everything; one for all tests.</summary>
public sealed class RunningCluster : IAsyncLifetime
{
    public NativeCluster Processes => Laboratory.Cluster;

    /// <summary>Asks as the first administrator.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Hears what the processes tell of requests that bring a trace; of the others it hears metrics and logs only.</summary>
    public OtlpReceiver Telemetry { get; private set; } = null!;

    internal Laboratory Laboratory { get; private set; } = null!;

    internal Experiment Experiment { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Telemetry = await OtlpReceiver.Start();
        Laboratory = await Laboratory.Open(
            new Dictionary<string, string>(Telemetry.Settings, StringComparer.Ordinal) { ["OTEL_TRACES_SAMPLER"] = "parentbased_always_off" });
        Experiment = new Experiment(Laboratory);
        Http = new HttpClient { BaseAddress = Processes.Address, Timeout = TimeSpan.FromMinutes(1) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Processes.AdminKey);
    }

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
