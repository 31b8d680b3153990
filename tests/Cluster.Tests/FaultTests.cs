using DonatelloAI.Faults;
using Xunit.Abstractions;

namespace DonatelloAI.Cluster.Tests;

/// <summary>The short form of <c>./cluster faults</c>, once each: whatever breaks, money, work and answers keep their promises.</summary>
[Collection(ClusterCollection.Name)]
public sealed class FaultTests(RunningCluster cluster, ITestOutputHelper output)
{
    public static TheoryData<string> Faults { get; } = [.. Fault.Short.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_UnderLoad_BreaksNoPromise(string name)
    {
        var outcome = await cluster.Experiment.Run(Fault.All.Single(fault => fault.Name == name));

        output.WriteLine($"{outcome.Orders}, answered again within {outcome.Recovery.TotalSeconds:N1} s, ended within {outcome.Drained.TotalSeconds:N1} s");
        var logs = outcome.Broken.Count > 0 ? cluster.Processes.KeepLogs() : "";
        Assert.True(outcome.Broken.Count == 0, $"{string.Join("; ", outcome.Broken)}. Logs: {logs}");
        Assert.True(outcome.Orders.Accepted > 0 && outcome.Samples > 0, "nobody ordered, or nobody looked");
    }
}
