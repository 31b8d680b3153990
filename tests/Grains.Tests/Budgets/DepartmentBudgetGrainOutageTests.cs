using DonatelloAI.Contracts.Budgets;
using Orleans.Runtime;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>Callers that give up, and silos that go.</summary>
public sealed class DepartmentBudgetGrainOutageTests(ImpatientBudgetCluster cluster) : IClassFixture<ImpatientBudgetCluster>
{
    [Fact]
    public async Task Caller_WhoGivesUp_DoesNotUndoTheCommit()
    {
        var department = await cluster.NewDepartment(10);
        await BudgetCluster.FromSilo(cluster.Silos.Silos[0], department).Read();
        var gate = cluster.Store.Close(department);

        var impatient = cluster.FromClient(department).Reserve(cluster.Reserve(1_000, 4));
        await gate.Reached;
        await Assert.ThrowsAsync<TimeoutException>(() => impatient);
        gate.Open();

        var retried = await BudgetCluster.FromSilo(cluster.Silos.Silos[0], department).Reserve(cluster.Reserve(1_000, 4));
        Assert.True(Assert.IsType<BudgetAccepted>(retried).Replayed);
        Assert.Equal(4, (await BudgetCluster.FromSilo(cluster.Silos.Silos[0], department).Read())!.Held.Aud);
    }

    [Fact]
    public async Task Operations_InFlightWhileTheirSiloStops_AllGetAnAnswer()
    {
        var department = await cluster.NewDepartment(100);
        await BudgetCluster.FromSilo(cluster.Silos.Silos[0], department).Read();
        var (host, other) = await cluster.HostOf(department);
        var grain = BudgetCluster.FromSilo(other, department);
        var gate = cluster.Store.Close(department);
        var inFlight = Enumerable.Range(2_000, 40).Select(generation => Ask(grain, cluster.Reserve(generation, 1))).ToList();
        await gate.Reached;

        var stopped = cluster.Silos.StopSiloAsync(host);
        gate.Open();
        var replies = await Task.WhenAll(inFlight);
        await stopped;

        Assert.Contains(replies, reply => reply is BudgetAccepted);
        Assert.DoesNotContain(replies, reply => reply is BudgetRefused);
        var view = (await grain.Read())!;
        Assert.Equal(replies.OfType<BudgetAccepted>().Count(), view.Held.Aud);
        Assert.IsType<BudgetAccepted>(await grain.Reserve(cluster.Reserve(2_100, 1)));
        Assert.Null((await grain.Verify())!.FirstDifference);
        await cluster.Silos.StartAdditionalSiloAsync();
    }

    /// <summary>Asks as a client does: a silo that goes is an answer too, and the same request is sent again.</summary>
    private static async Task<BudgetReply> Ask(IDepartmentBudgetGrain grain, Reserve request)
    {
        try
        {
            return await grain.Reserve(request);
        }
        catch (Exception gone) when (gone is SiloUnavailableException or OrleansMessageRejectionException)
        {
            return await grain.Reserve(request);
        }
    }
}
