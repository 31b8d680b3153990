using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

public sealed class BudgetWriterStopTests
{
    [Fact]
    public async Task Stop_AnswersWhatIsQueuedAndTakesNothingMore()
    {
        var desk = new Desk();
        var gate = new CommitGate(desk.Store);
        var first = desk.Ask(Work.Reserve(1, 1));
        await gate.Reached;
        var queued = desk.AskAll(Work.Reserve(2, 1), Work.Reserve(3, 1));

        var stopped = desk.Writer.Stop();
        var late = await desk.Ask(Work.Reserve(4, 1));
        gate.Open();
        await stopped;
        var later = await desk.Ask(Work.Reserve(4, 1));

        Assert.All([await first, .. await queued], reply => Assert.IsType<BudgetAccepted>(reply));
        Assert.All([late, later], reply => Assert.Contains("moving to another server", Assert.IsType<BudgetUnavailable>(reply).Message, StringComparison.Ordinal));
        Assert.Equal((0m, 3m), desk.Sums);
    }

    [Fact]
    public async Task Stop_LongerThanItsBound_AnswersTheQueueAndLeavesTheRunningCommit()
    {
        var desk = new Desk(options: new BudgetOptions { DrainSeconds = 0 });
        var gate = new CommitGate(desk.Store);
        var running = desk.Ask(Work.Reserve(1, 1));
        await gate.Reached;
        var queued = desk.Ask(Work.Reserve(2, 1));

        await desk.Writer.Stop();

        Assert.Equal(BudgetOutage.StorageUnavailable, Assert.IsType<BudgetUnavailable>(await queued).Outage);
        Assert.False(running.IsCompleted);
        gate.Open();
        Assert.IsType<BudgetAccepted>(await running);
        Assert.Equal((0m, 1m), desk.Sums);
    }

    [Fact]
    public async Task Stop_OfAnIdleWriter_IsDoneAtOnceAndMayBeRepeated()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 1));

        await desk.Writer.Stop();
        await desk.Writer.Stop();

        Assert.IsType<BudgetUnavailable>(await desk.Ask(Work.Reserve(1, 1)));
    }
}
