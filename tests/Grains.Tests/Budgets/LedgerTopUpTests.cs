using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

public sealed class LedgerTopUpTests
{
    [Fact]
    public async Task TopUp_OfARunningGeneration_HoldsForItsFirstPayer()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 4, user: 2, key: 1));

        var accepted = await desk.Accept(Work.TopUp(1, 2, 6));

        Assert.Equal((DerivedId.Hold(Work.GenerationId(1), 2), 6m, 0m), (accepted.Holds[0].Id, accepted.Holds[0].Remaining.Aud, accepted.Left.Aud));
        var hold = desk.Store.Holds[accepted.Holds[0].Id];
        Assert.Equal((Work.User(2), Work.Key(1), 2), (hold.UserId, hold.ApiKeyId, hold.AttemptNo));
        Assert.Single(desk.Store.GenerationVersions);
    }

    [Fact]
    public async Task TopUp_Repeated_HoldsOncePerAttempt()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 2));
        await desk.Accept(Work.TopUp(1, 2, 2));

        await desk.Replay(Work.TopUp(1, 2, 5));
        await desk.Accept(Work.Release(1, hold: 2, ends: false));
        Assert.Equal(HoldState.Released, (await desk.Replay(Work.TopUp(1, 2, 2))).Holds[0].State);
        await desk.Accept(Work.TopUp(1, 3, 2));
        await desk.Accept(Work.Release(1));

        Assert.Equal(HoldState.Released, (await desk.Replay(Work.TopUp(1, 2, 2))).Holds[0].State);
        Assert.Equal((0m, 2m), desk.Sums);
    }

    [Fact]
    public async Task TopUp_ThatDoesNotFit_IsRefused()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 4));

        await desk.Refuse(BudgetRefusal.InsufficientBudget, Work.TopUp(1, 2, 6.000001m));
    }

    [Fact]
    public async Task TopUp_WithoutAnOpenHoldOfItsGeneration_IsRefused()
    {
        var desk = new Desk();
        await desk.Refuse(BudgetRefusal.HoldUnknown, Work.TopUp(1, 2, 1));
        await desk.Accept(Work.Reserve(1, 1));

        await desk.Refuse(BudgetRefusal.HoldMismatch, Work.TopUp(1, 2, 1) with { GenerationId = Work.GenerationId(2) });

        await desk.Accept(Work.Settle(1, 1));
        await desk.Refuse(BudgetRefusal.HoldMismatch, Work.TopUp(1, 2, 1));
    }

    [Fact]
    public async Task TopUp_AndFirstHold_AreSettledEachForItsOwnAttempt()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 4));
        await desk.Accept(Work.TopUp(1, 2, 4));

        await desk.Accept(Work.Settle(1, 1, hold: 2));
        await desk.Accept(Work.Settle(1, 2, hold: 1, ends: false));

        Assert.Equal((3m, 0m), desk.Sums);
        Assert.Equal([2, 1], desk.Store.Costs.Select(cost => cost.AttemptNo));
    }
}
