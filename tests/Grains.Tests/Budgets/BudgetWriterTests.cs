using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>The group commit and its bounds.</summary>
public sealed class BudgetWriterTests
{
    [Fact]
    public async Task Operations_ThatWaitForACommit_ShareTheNext()
    {
        var (desk, gate, first) = await BeginGated(new BudgetOptions());
        var rest = desk.AskAll(Enumerable.Range(2, 50).Select(generation => Work.Reserve(generation, 1)));

        gate.Open();

        Assert.All(await rest, reply => Assert.IsType<BudgetAccepted>(reply));
        Assert.IsType<BudgetAccepted>(await first);
        Assert.Equal([1, 50], desk.Store.CommitSizes);
        desk.AssertClean();
    }

    [Fact]
    public async Task Operations_BeyondTheCommitSize_WaitForTheCommitAfter()
    {
        var (desk, gate, _) = await BeginGated(new BudgetOptions { CommitSize = 8 });
        var rest = desk.AskAll(Enumerable.Range(2, 20).Select(generation => Work.Reserve(generation, 1)));

        gate.Open();
        await rest;

        Assert.Equal([1, 8, 8, 4], desk.Store.CommitSizes);
    }

    [Fact]
    public async Task Operation_BeyondTheQueue_IsTurnedAwayAtOnce()
    {
        var (desk, gate, _) = await BeginGated(new BudgetOptions { QueueLength = 4 });
        var queued = desk.AskAll(Enumerable.Range(2, 4).Select(generation => Work.Reserve(generation, 1)));

        var turnedAway = desk.Ask(Work.Reserve(6, 1));

        Assert.True(turnedAway.IsCompleted);
        Assert.Equal(BudgetOutage.Overloaded, Assert.IsType<BudgetUnavailable>(await turnedAway).Outage);
        gate.Open();
        Assert.All(await queued, reply => Assert.IsType<BudgetAccepted>(reply));
        Assert.IsType<BudgetAccepted>(await desk.Ask(Work.Reserve(6, 1)));
    }

    [Fact]
    public async Task Row_ThatTheDatabaseRefuses_IsFoundAmongAHundredInFewCommits()
    {
        var (desk, gate, _) = await BeginGated(new BudgetOptions());
        var rest = desk.AskAll(Enumerable.Range(2, 100).Select(generation =>
            Work.Reserve([Work.Line(generation, 0.5m)], generation == 77 ? MemoryBudgetStore.UnknownUser : Work.User(1))));

        gate.Open();

        var refused = Assert.Single((await rest).OfType<BudgetRefused>());
        Assert.Equal(BudgetRefusal.RowRefused, refused.Reason);
        Assert.Equal(99, (await rest).OfType<BudgetAccepted>().Count());
        Assert.InRange(gate.Attempts, 1, 1 + 15); // one for the first, then two for each halving of a hundred
        desk.AssertClean();
    }

    [Fact]
    public async Task Writers_AtTheSameTime_SpendTheBudgetOnce()
    {
        var desk = new Desk(100, options: new BudgetOptions { CommitSize = 7, MaxReloads = 100 });
        BudgetWriter[] writers = [desk.Writer, desk.NewWriter(), desk.NewWriter()];

        var replies = await Task.WhenAll(Enumerable.Range(1, 300).Select(generation => writers[generation % 3].Submit(Work.Reserve(generation, 1))));

        Assert.Equal(100, replies.OfType<BudgetAccepted>().Count());
        Assert.Equal(200, replies.Count(reply => reply is BudgetRefused { Reason: BudgetRefusal.InsufficientBudget }));
        Assert.Equal((0m, 100m), desk.Sums);
        desk.AssertClean();
    }

    [Fact]
    public async Task Read_WhileACommitRuns_ShowsWhatIsDurable()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 4));
        var gate = new CommitGate(desk.Store);
        var running = desk.Ask(Work.Reserve(2, 5));
        await gate.Reached;

        Assert.Equal(4, (await desk.Writer.Read())!.Held.Aud);

        gate.Open();
        await running;
        Assert.Equal(9, (await desk.Writer.Read())!.Held.Aud);
    }

    /// <summary>A desk whose first Reserve is being written and stays so until the gate opens.</summary>
    private static async Task<(Desk Desk, CommitGate Gate, Task<BudgetReply> First)> BeginGated(BudgetOptions options)
    {
        var desk = new Desk(options: options);
        var gate = new CommitGate(desk.Store);
        var first = desk.Ask(Work.Reserve(1, 1));
        await gate.Reached;
        return (desk, gate, first);
    }
}
