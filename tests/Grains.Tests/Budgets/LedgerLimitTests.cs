using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

public sealed class LedgerLimitTests
{
    [Fact]
    public async Task LimitsOfPersonAndKey_BindIndependently()
    {
        var desk = new Desk();
        await desk.Accept(Work.LimitUser(1, user: 1, 5));
        await desk.Accept(Work.LimitKey(2, key: 1, 3));

        var byUser = await desk.Refuse(BudgetRefusal.UserLimitExceeded, Work.Reserve(1, 5.000001m));
        var byKey = await desk.Refuse(BudgetRefusal.ApiKeyLimitExceeded, Work.Reserve(1, 3.000001m, user: 2, key: 1));
        await desk.Accept(Work.Reserve(1, 3, user: 2, key: 1));
        await desk.Refuse(BudgetRefusal.ApiKeyLimitExceeded, Work.Reserve(2, 1, user: 1, key: 1));
        await desk.Accept(Work.Reserve(2, 5));

        Assert.Equal((5m, 3m), (byUser.Left.Aud, byKey.Left.Aud));
        Assert.Equal((0m, 8m), desk.Sums);
        await desk.Accept(Work.Reserve(3, 50, user: 2, key: 2));
    }

    [Theory]
    [InlineData(EnforcementMode.Soft)]
    [InlineData(EnforcementMode.Warn)]
    public async Task Limit_InEveryMode_StaysHard(EnforcementMode mode)
    {
        var desk = new Desk(0, mode);
        await desk.Accept(Work.LimitUser(1, user: 1, 5));
        await desk.Accept(Work.Reserve(1, 5));

        await desk.Refuse(BudgetRefusal.UserLimitExceeded, Work.Reserve(2, 0.000001m));
        await desk.Refuse(BudgetRefusal.UserLimitExceeded, Work.TopUp(1, 2, 0.000001m));
    }

    [Fact]
    public async Task Limit_BelowWhatIsSpentAndHeld_IsSetAndRefusesNewWork()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 4));
        await desk.Accept(Work.Settle(1, 4));
        await desk.Accept(Work.Reserve(2, 3));

        await desk.Accept(Work.LimitUser(1, user: 1, 5));

        var refused = await desk.Refuse(BudgetRefusal.UserLimitExceeded, Work.Reserve(3, 0.000001m));
        Assert.Equal((4m, 3m, -2m), (refused.Spent.Aud, refused.Held.Aud, refused.Left.Aud));
    }

    [Fact]
    public async Task Limit_SetInTheSameCommit_CountsWhatThatCommitSpentAndHeld()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve([Work.Line(1, 2), Work.Line(2, 2)], Work.User(1)));

        var replies = await desk.AskAll(Work.Settle(1, 1), Work.Reserve(3, 1), Work.LimitUser(1, user: 1, 6), Work.Reserve(4, 2.000001m), Work.Reserve(5, 2));

        Assert.Equal(BudgetRefusal.UserLimitExceeded, Assert.IsType<BudgetRefused>(replies[3]).Reason);
        Assert.IsType<BudgetAccepted>(replies[4]);
        await AssertLimit(desk, spent: 1, held: 5);
    }

    [Fact]
    public async Task Limit_Removed_BindsNobodyAndCountsAgainWhenSetAgain()
    {
        var desk = new Desk();
        await desk.Accept(Work.LimitUser(1, user: 1, 5));
        await desk.Accept(Work.Reserve(1, 5));

        await desk.Accept(Work.LimitUser(2, user: 1, null));
        await desk.Accept(Work.Reserve(2, 5));
        await desk.Accept(Work.LimitUser(3, user: 1, 11));

        await AssertLimit(desk, spent: 0, held: 10);
        var replies = await desk.AskAll(Work.LimitUser(4, user: 1, null), Work.LimitUser(5, user: 1, 12));
        Assert.All(replies, reply => Assert.IsType<BudgetAccepted>(reply));
        await AssertLimit(desk, spent: 0, held: 10);
    }

    [Fact]
    public async Task Limit_AfterEveryVerb_HasTheUseThatAReloadFinds()
    {
        var desk = new Desk(mode: EnforcementMode.Soft);
        await desk.Accept(Work.LimitUser(1, user: 1, 50));
        await desk.Accept(Work.ReserveBatch(1, 10));
        await desk.Accept(Work.Draw(1, 1, 4));
        await desk.Accept(Work.Settle(1, 6));
        await desk.Accept(Work.Reserve(2, 3));
        await desk.Accept(Work.TopUp(2, 2, 2));
        await desk.Accept(Work.Release(2, hold: 2, ends: false));

        await AssertLimit(desk, spent: 6, held: 9);
    }

    [Fact]
    public async Task Limit_OfAPersonsIdForAKey_IsRefused()
    {
        var desk = new Desk();
        await desk.Accept(Work.LimitUser(1, user: 1, 5));

        await desk.Refuse(BudgetRefusal.IdInUse, Work.LimitUser(2, user: 1, 5) with { Subject = LimitSubject.ApiKey });
    }

    /// <summary>What the rows say, and what the running ledger says.</summary>
    private static async Task AssertLimit(Desk desk, decimal spent, decimal held)
    {
        foreach (var writer in new[] { desk.Writer, desk.NewWriter() })
        {
            var limit = (await writer.Read())!.Limits.Single();
            Assert.Equal((spent, held), (limit.Spent.Aud, limit.Held.Aud));
        }
    }
}
