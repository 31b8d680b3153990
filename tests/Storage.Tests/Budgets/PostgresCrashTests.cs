using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Budgets;

/// <summary>A server that dies in the middle of work, on a disk that keeps what was committed.</summary>
public sealed class PostgresCrashTests() : BudgetStoreTestBase(null)
{
    private const int Rounds = 4;
    private const int CallersOfARound = 120;
    private const int AnswersBeforeTheCrash = 30;
    private const decimal Aud = 0.1m;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private PostgresServer _server = null!;
    private int _answers;
    private int _outages;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Server_KilledWhileTwoWritersWork_LosesNothingAndAppliesNothingTwice()
    {
        var writers = new[] { NewWriter(commitSize: 5, store: NewStore()), NewWriter(commitSize: 8, store: NewStore()) };
        var replies = new List<BudgetReply>();

        for (var round = 0; round < Rounds; round++)
        {
            replies.AddRange(await RunRound(writers));
        }

        Assert.NotEqual(0, _outages);
        Assert.All(replies, reply => Assert.IsType<BudgetAccepted>(reply));
        Assert.Null((await Verify()).FirstDifference);
        await using var db = await Database.Contexts.CreateDbContextAsync();
        Assert.Equal(Rounds * CallersOfARound, await db.BudgetHolds.CountAsync(hold => hold.State == HoldState.Settled));
        Assert.Equal(Rounds * CallersOfARound, await db.CostEvents.CountAsync());
        Assert.Equal(Money.FromAud(Rounds * CallersOfARound * Aud), (await db.DepartmentBudgets.SingleAsync()).CurrentSpendAud);
    }

    protected override async Task<TestDatabase> MakeDatabaseAsync()
    {
        _server = await PostgresServer.StartAsync(fsync: true);
        return await TestDatabase.PostgresAsync(_server, await MigratedTemplates.MigrateAsync(_server));
    }

    private async Task<BudgetReply[]> RunRound(BudgetWriter[] writers)
    {
        _answers = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, CallersOfARound).Select(i => ReserveAndSettle(writers[i % 2], enough)).ToList();
        await enough.Task;
        await _server.CrashAsync();
        await _server.StartAgainAsync();
        return await Task.WhenAll(callers);
    }

    private async Task<BudgetReply> ReserveAndSettle(BudgetWriter writer, TaskCompletionSource enough)
    {
        var line = NewLine(Aud);
        var reserved = await SubmitUntilDefinite(writer, line.ToReserve(UserId), enough);
        return reserved is BudgetAccepted ? await SubmitUntilDefinite(writer, line.ToSettle(Aud), enough) : reserved;
    }

    /// <summary>Repeats the same operation as a caller would, and lets the crash happen once enough were answered.</summary>
    private async Task<BudgetReply> SubmitUntilDefinite(BudgetWriter writer, BudgetOperation operation, TaskCompletionSource enough)
    {
        BudgetReply? reply = null;
        await Eventually.True(
            async () =>
            {
                reply = await writer.Submit(operation);
                return reply is not BudgetUnavailable || Interlocked.Increment(ref _outages) < 0;
            },
            Deadline,
            "an operation was answered");
        if (Interlocked.Increment(ref _answers) == AnswersBeforeTheCrash)
        {
            enough.SetResult();
        }

        return reply!;
    }
}
