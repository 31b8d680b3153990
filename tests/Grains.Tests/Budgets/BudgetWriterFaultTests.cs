using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>What a writer makes of a database that fails it.</summary>
public sealed class BudgetWriterFaultTests
{
    [Theory]
    [InlineData("LostAfterCommit", true)]
    [InlineData("LostBeforeCommit", false)]
    public async Task LostOutcome_IsUnknown_AndTheRetryIsAnsweredRight(string fault, bool wasWritten)
    {
        var desk = new Desk();
        desk.Store.Faults.Enqueue(Enum.Parse<Fault>(fault));

        var unknown = await desk.Ask(Work.Reserve(1, 4));
        var retried = await desk.Ask(Work.Reserve(1, 4));

        Assert.Equal(BudgetOutage.OutcomeUnknown, Assert.IsType<BudgetUnavailable>(unknown).Outage);
        Assert.Equal(wasWritten, Assert.IsType<BudgetAccepted>(retried).Replayed);
        Assert.Equal((0m, 4m), desk.Sums);
        desk.AssertClean();
    }

    [Theory]
    [InlineData("LostAfterCommit", true)]
    [InlineData("LostBeforeCommit", false)]
    public async Task LostOutcomeOfASettleOrAChange_ThenARetry_CountsOnce(string fault, bool wasWritten)
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 4));
        foreach (var operation in new BudgetOperation[] { Work.Settle(1, 3), Work.Adjust(1, 2) })
        {
            desk.Store.Faults.Enqueue(Enum.Parse<Fault>(fault));
            Assert.IsType<BudgetUnavailable>(await desk.Ask(operation));
            Assert.Equal(wasWritten, Assert.IsType<BudgetAccepted>(await desk.Ask(operation)).Replayed);
        }

        Assert.Equal((5m, 0m), desk.Sums);
        desk.AssertClean();
    }

    [Fact]
    public async Task LostFence_IsDecidedAgainOnWhatTheOtherWrote()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 4));
        var other = desk.NewWriter();
        Assert.IsType<BudgetAccepted>(await other.Submit(Work.Reserve(2, 4)));

        var fits = desk.Ask(Work.Reserve(3, 2));
        var overspends = desk.Ask(Work.Reserve(4, 4));

        Assert.IsType<BudgetAccepted>(await fits);
        Assert.Equal(BudgetRefusal.InsufficientBudget, Assert.IsType<BudgetRefused>(await overspends).Reason);
        desk.AssertClean();
    }

    [Fact]
    public async Task Refusal_DecidedOnOldRows_IsDecidedAgain()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 10));
        Assert.IsType<BudgetAccepted>(await desk.NewWriter().Submit(Work.Release(1)));

        await desk.Accept(Work.Reserve(2, 10));
    }

    [Fact]
    public async Task LostFence_MoreOftenThanAllowed_IsUnavailable()
    {
        var desk = new Desk(options: new BudgetOptions { MaxReloads = 2 });
        desk.Store.Faults.Enqueue(Fault.FenceRaised);
        desk.Store.Faults.Enqueue(Fault.FenceRaised);
        Assert.IsType<BudgetAccepted>(await desk.Ask(Work.Reserve(1, 1)));
        for (var i = 0; i < 3; i++)
        {
            desk.Store.Faults.Enqueue(Fault.FenceRaised);
        }

        var reply = await desk.Ask(Work.Reserve(2, 1));

        Assert.Equal(BudgetOutage.StorageUnavailable, Assert.IsType<BudgetUnavailable>(reply).Outage);
        Assert.Single(desk.Store.Holds);
        await desk.Accept(Work.Reserve(2, 1));
    }

    [Fact]
    public async Task UnavailableCommit_WritesNothingAndTheNextGoesThrough()
    {
        var desk = new Desk();
        desk.Store.Faults.Enqueue(Fault.Unavailable);

        Assert.Equal(BudgetOutage.StorageUnavailable, Assert.IsType<BudgetUnavailable>(await desk.Ask(Work.Reserve(1, 1))).Outage);

        await desk.Accept(Work.Reserve(1, 1));
    }

    [Fact]
    public async Task UnreadableLedger_IsUnavailableUntilItCanBeRead()
    {
        var desk = new Desk();
        desk.Store.Faults.Enqueue(Fault.ReadFails);
        Assert.Equal(BudgetOutage.StorageUnavailable, Assert.IsType<BudgetUnavailable>(await desk.Ask(Work.Reserve(1, 1))).Outage);
        desk.Store.Faults.Enqueue(Fault.ReadFails);
        await Assert.ThrowsAsync<StorageUnavailableException>(desk.Writer.Read);

        await desk.Accept(Work.Reserve(1, 1));
    }

    [Fact]
    public async Task UnreadableHolds_AfterTheCommit_DoNotTouchWhatWasAccepted()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 1));
        var gate = new CommitGate(desk.Store);
        var first = desk.Ask(Work.Reserve(2, 1));
        await gate.Reached;
        desk.Store.Faults.Enqueue(Fault.None);
        desk.Store.Faults.Enqueue(Fault.None);
        desk.Store.Faults.Enqueue(Fault.ReadFails);

        var both = desk.AskAll(Work.Reserve(3, 1), Work.Reserve(4, 50));
        gate.Open();

        Assert.IsType<BudgetAccepted>(await first);
        Assert.IsType<BudgetAccepted>((await both)[0]);
        Assert.Equal(BudgetOutage.StorageUnavailable, Assert.IsType<BudgetUnavailable>((await both)[1]).Outage);
        Assert.Equal((0m, 3m), desk.Sums);
        await desk.Refuse(BudgetRefusal.InsufficientBudget, Work.Reserve(4, 50));
    }

    [Fact]
    public async Task BrokenAssumption_FailsItsCallersAndNotTheNext()
    {
        var desk = new Desk();
        desk.Store.Gate = () => throw new InvalidOperationException("A rule that nobody thought of.");

        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.Ask(Work.Reserve(1, 1)));

        desk.Store.Gate = () => Task.CompletedTask;
        await desk.Accept(Work.Reserve(1, 1));
    }

    [Fact]
    public async Task BrokenOperation_AmongOthers_FailsAlone()
    {
        var desk = new Desk();
        var broken = Work.Reserve(99, 1) with { Lines = null! };

        var before = Enumerable.Range(1, 5).Select(number => desk.Ask(Work.Reserve(number, 1))).ToList();
        var failed = desk.Ask(broken);
        var after = Enumerable.Range(6, 5).Select(number => desk.Ask(Work.Reserve(number, 1))).ToList();

        await Assert.ThrowsAsync<NullReferenceException>(() => failed);
        Assert.All(await Task.WhenAll(before.Concat(after)), reply => Assert.IsType<BudgetAccepted>(reply));
        Assert.Equal((0m, 10m), desk.Sums);
    }
}
