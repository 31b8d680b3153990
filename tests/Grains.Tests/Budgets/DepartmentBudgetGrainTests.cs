using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>The grain on real silos and a real database. Each test has its department and a thousand generation numbers.</summary>
public sealed class DepartmentBudgetGrainTests(BudgetCluster cluster) : IClassFixture<BudgetCluster>
{
    [Fact]
    public async Task Reserve_FourHundredAtOnceForAHundred_AcceptsAHundredAndStaysCleanThroughAMove()
    {
        var department = await cluster.NewDepartment(100);
        var grain = cluster.FromClient(department);

        var replies = await Task.WhenAll(Enumerable.Range(1_000, 400).Select(generation => grain.Reserve(cluster.Reserve(generation, 1))));

        Assert.Equal(100, replies.OfType<BudgetAccepted>().Count());
        Assert.Equal(300, replies.Count(reply => reply is BudgetRefused { Reason: BudgetRefusal.InsufficientBudget }));
        var accepted = Enumerable.Range(1_000, 400).Where((_, i) => replies[i] is BudgetAccepted).ToList();
        var firstHalf = accepted.Take(50).Select(generation => grain.Settle(Work.Settle(generation, 0.5m))).ToList();
        await cluster.Silos.DeactivateAsync(grain);
        var settled = await Task.WhenAll(firstHalf.Concat(accepted.Skip(50).Select(generation => grain.Settle(Work.Settle(generation, 0.5m)))));

        Assert.All(settled, reply => Assert.IsType<BudgetAccepted>(reply));
        var view = (await grain.Read())!;
        Assert.Equal((50m, 0m, 50m), (view.Spent.Aud, view.Held.Aud, view.Left.Aud));
        var report = (await grain.Verify())!;
        Assert.Null(report.FirstDifference);
        Assert.Equal((201L, 100L, 100L), (report.Entries, report.Holds, report.CostEvents));
    }

    [Fact]
    public async Task EveryMessage_FromAClientAndFromBothSilos_SurvivesTheWire()
    {
        var department = await cluster.NewDepartment(100);
        await cluster.FromClient(department).Read();
        var (host, other) = await cluster.HostOf(department);
        IDepartmentBudgetGrain[] callers = [cluster.FromClient(department), BudgetCluster.FromSilo(host, department), BudgetCluster.FromSilo(other, department)];

        for (var i = 0; i < callers.Length; i++)
        {
            await AssertEveryVerb(callers[i], first: 2_000 + (i * 10));
        }

        Assert.Null((await callers[2].Verify())!.FirstDifference);
    }

    [Fact]
    public async Task AnyVerb_OfAnUnknownDepartment_IsRefused()
    {
        var grain = cluster.FromClient(Guid.CreateVersion7());

        Assert.Equal(BudgetRefusal.DepartmentUnknown, Assert.IsType<BudgetRefused>(await grain.Reserve(cluster.Reserve(3_000, 1))).Reason);
        Assert.Null(await grain.Read());
        Assert.Null(await grain.Verify());
    }

    [Fact]
    public async Task Read_WhileACommitRuns_DoesNotWaitForIt()
    {
        var department = await cluster.NewDepartment(10);
        var grain = cluster.FromClient(department);
        var gate = cluster.Store.Close(department);
        var running = grain.Reserve(cluster.Reserve(4_000, 4));
        await gate.Reached;

        Assert.Equal(0, (await grain.Read())!.Held.Aud);

        gate.Open();
        Assert.IsType<BudgetAccepted>(await running);
        Assert.Equal(4, (await grain.Read())!.Held.Aud);
    }

    private async Task AssertEveryVerb(IDepartmentBudgetGrain grain, int first)
    {
        var reserved = Assert.IsType<BudgetAccepted>(await grain.Reserve(cluster.Reserve(first, 2)));
        Assert.Equal((HoldState.Open, 2m), (reserved.Holds[0].State, reserved.Holds[0].Remaining.Aud));
        Assert.IsType<BudgetAccepted>(await grain.TopUp(Work.TopUp(first, 2, 1)));
        Assert.IsType<BudgetAccepted>(await grain.Release(Work.Release(first, hold: 2, ends: false)));
        Assert.Equal(1, Assert.IsType<BudgetAccepted>(await grain.Settle(Work.Settle(first, 1))).Holds[0].Charged.Aud);
        Assert.IsType<BudgetAccepted>(await grain.Reserve(Work.ReserveBatch(first, 5) with { UserId = cluster.UserId }));
        Assert.IsType<BudgetAccepted>(await grain.Draw(Work.Draw(first, first + 1, 2)));
        Assert.IsType<BudgetAccepted>(await grain.SetBudget(Work.SetBudget(first, 90, EnforcementMode.Hard, [40, 90])));
        Assert.IsType<BudgetAccepted>(await grain.SetLimit(Work.LimitUser(first + 1, first, 30)));
        Assert.IsType<BudgetAccepted>(await grain.Adjust(Work.Adjust(first + 2, 0.25m)));
        var refused = Assert.IsType<BudgetRefused>(await grain.Reserve(cluster.Reserve(first + 2, 1_000)));
        Assert.Equal((BudgetRefusal.InsufficientBudget, 1_000m), (refused.Reason, refused.Asked.Aud));
        var view = (await grain.Read())!;
        Assert.Equal((90m, EnforcementMode.Hard), (view.MonthlyBudget.Aud, view.Mode));
        Assert.Equal([40, 90], view.Thresholds);
        Assert.Contains(view.Limits, limit => limit.SubjectId == Work.User(first) && limit.Amount.Aud == 30);
    }
}
