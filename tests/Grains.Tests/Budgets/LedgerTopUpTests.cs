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

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task TopUp_InPlaceOfTheFirstHold_NeedsOnlyWhatItTakesBeyondThat(int aud)
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 4));

        var accepted = await desk.Accept(Work.TopUp(1, 2, aud) with { ReplacesFirst = true });

        Assert.Equal((0m, (decimal)aud), desk.Sums);
        Assert.Equal((10m - aud, false), (accepted.Left.Aud, accepted.Overrun));
        Assert.Equal(HoldState.Released, desk.Store.Holds[DerivedId.Hold(Work.GenerationId(1), 1)].State);
        await desk.Replay(Work.TopUp(1, 2, aud) with { ReplacesFirst = true });
        await desk.Accept(Work.Settle(1, 1, hold: 2, attempt: 2));
        Assert.Equal((1m, 0m), desk.Sums);
    }

    [Fact]
    public async Task TopUp_InPlaceOfTheFirstHold_ThatDoesNotFit_LeavesThatOneOpen()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 4));

        await desk.Refuse(BudgetRefusal.InsufficientBudget, Work.TopUp(1, 2, 10.000001m) with { ReplacesFirst = true });

        Assert.Equal((0m, 4m), desk.Sums);
        Assert.Equal(HoldState.Open, desk.Store.Holds[DerivedId.Hold(Work.GenerationId(1), 1)].State);
    }

    [Fact]
    public async Task TopUp_InPlaceOfTheFirstHoldOfAnEarlierMonth_TakesAllFromThisOne()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 4));
        desk.Clock.Now = Desk.At("2026-07-02T00:00Z");

        Assert.IsType<BudgetRefused>(await desk.Ask(Work.TopUp(1, 2, 10.000001m) with { ReplacesFirst = true }));
        await desk.Accept(Work.TopUp(1, 2, 10) with { ReplacesFirst = true });

        Assert.Equal((0m, 10m), desk.Sums);
        Assert.All(desk.Store.Periods.Values.Where(period => period.Period.Start.Month == 6), period => Assert.Equal(0m, period.Held.Aud));
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
