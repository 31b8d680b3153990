using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

public sealed class LedgerDrawTests
{
    private static readonly Guid BatchHold = DerivedId.BatchHold(Work.BatchId(1));

    [Fact]
    public async Task Draw_FromABatch_MovesMoneyAndKeepsWhatIsHeld()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.ReserveBatch(1, 10, user: 2, key: 1));

        var accepted = await desk.Accept(Work.Draw(1, 1, 4));

        Assert.Equal((0m, 10m), desk.Sums);
        Assert.Equal((4m, 0m), (accepted.Holds[0].Remaining.Aud, accepted.Left.Aud));
        Assert.Equal(6, desk.Store.Holds[BatchHold].Remaining.Aud);
        var item = desk.Store.Holds[accepted.Holds[0].Id];
        Assert.Equal((BatchHold, Work.User(2), Work.Key(1)), (item.ParentHoldId, item.UserId, item.ApiKeyId));
        Assert.Contains(Work.GenerationId(1), desk.Store.GenerationVersions.Keys);
    }

    [Fact]
    public async Task Draw_BeyondTheBatchsHold_IsRefusedAndTheRestStaysForSmallerItems()
    {
        var desk = new Desk();
        await desk.Accept(Work.ReserveBatch(1, 10));
        await desk.Accept(Work.Draw(1, 1, 8));

        var refused = await desk.Refuse(BudgetRefusal.BatchHoldExhausted, Work.Draw(1, 2, 2.000001m));

        Assert.Equal(2.000001m, refused.Asked.Aud);
        await desk.Accept(Work.Draw(1, 3, 2));
    }

    [Fact]
    public async Task Draw_Repeated_MovesMoneyOnce()
    {
        var desk = new Desk();
        await desk.Accept(Work.ReserveBatch(1, 10));
        await desk.Accept(Work.Draw(1, 1, 8));

        await desk.Replay(Work.Draw(1, 1, 8));
        await desk.Accept(Work.Settle(1, 8));
        Assert.Equal(HoldState.Settled, (await desk.Replay(Work.Draw(1, 1, 8))).Holds[0].State);
        await desk.Accept(Work.ReleaseBatch(1));
        await desk.Replay(Work.Draw(1, 1, 8));

        Assert.Equal((8m, 0m), desk.Sums);
    }

    [Fact]
    public async Task Draw_FromAnythingButTheOpenHoldOfItsBatch_IsRefused()
    {
        var desk = new Desk();
        await desk.Refuse(BudgetRefusal.HoldUnknown, Work.Draw(1, 1, 1));
        await desk.Accept(Work.ReserveBatch(1, 10));
        await desk.Accept(Work.ReserveBatch(2, 10));
        await desk.Accept(Work.Reserve(5, 1));

        await desk.Refuse(BudgetRefusal.HoldMismatch, Work.Draw(2, 1, 1) with { BatchHoldId = BatchHold });
        await desk.Refuse(BudgetRefusal.HoldMismatch, Work.Draw(1, 1, 1) with { BatchHoldId = DerivedId.Hold(Work.GenerationId(5), 1) });

        await desk.Accept(Work.ReleaseBatch(1));
        await desk.Refuse(BudgetRefusal.HoldMismatch, Work.Draw(1, 1, 1));
    }

    [Fact]
    public async Task Draw_WhileTheDepartmentIsInactiveOrOverrun_IsAccepted()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.ReserveBatch(1, 10));
        await desk.Accept(Work.SetBudget(1, 1));
        desk.Store.Change(head => head with { IsActive = false });

        await desk.Accept(Work.Draw(1, 1, 4));

        Assert.Equal((0m, 10m), desk.Sums);
    }

    [Fact]
    public async Task BatchHold_Released_KeepsWhatItsItemsDrew()
    {
        var desk = new Desk();
        await desk.Accept(Work.ReserveBatch(1, 10));
        await desk.Accept(Work.Draw(1, 1, 4));

        await desk.Accept(Work.ReleaseBatch(1));

        Assert.Equal((0m, 4m), desk.Sums);
    }
}
