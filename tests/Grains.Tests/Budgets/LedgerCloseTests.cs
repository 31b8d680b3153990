using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>Settle and Release.</summary>
public sealed class LedgerCloseTests
{
    [Fact]
    public async Task Settle_BelowTheHold_ChargesTheCostAndReleasesTheRest()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 4));

        var accepted = await desk.Accept(Work.Settle(1, 1.5m));

        Assert.Equal((HoldState.Settled, 0m, 1.5m), (accepted.Holds[0].State, accepted.Holds[0].Remaining.Aud, accepted.Holds[0].Charged.Aud));
        Assert.Equal((8.5m, 1.5m, 0m), (accepted.Left.Aud, desk.Sums.Spent, desk.Sums.Held));
        Assert.Equal(1, desk.Store.GenerationVersions[Work.GenerationId(1)]);
        Assert.Equal((1, "local", CostSource.Usage), desk.Store.Costs.Select(cost => (cost.AttemptNo, cost.ModelProvider, cost.Source)).Single());
    }

    [Fact]
    public async Task Close_ByAnOperator_NamesThemAndTheirReasonInEntryAndEvent()
    {
        var desk = new Desk();
        var (actor, operation) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await desk.Accept(Work.Reserve(1, 4));
        await desk.Accept(Work.Reserve(2, 4));

        await desk.Accept(Work.Settle(1, 1, ends: false) with { ActorId = actor, Reason = "invoice", OperationId = operation });
        await desk.Accept(Work.Release(2, ends: false) with { ActorId = actor, Reason = "not charged" });

        var (settle, release) = (desk.Store.Entries[^2], desk.Store.Entries[^1]);
        Assert.Equal((EntryKind.Settle, actor, "invoice", operation), (settle.Kind, settle.ActorId, settle.Reason, settle.OperationId));
        Assert.Equal((EntryKind.Release, actor, "not charged"), (release.Kind, release.ActorId, release.Reason));
        var settled = Assert.Single(desk.Events("hold.settled"));
        Assert.Equal(actor, settled.UserId);
        Assert.Contains($"\"actor_id\":\"{actor}\"", settled.PayloadJson, StringComparison.Ordinal);
        Assert.Contains($"\"entry\":{settle.Sequence}", settled.PayloadJson, StringComparison.Ordinal);
        Assert.DoesNotContain("invoice", settled.PayloadJson, StringComparison.Ordinal);
        Assert.Equal(actor, Assert.Single(desk.Events("hold.released")).UserId);
    }

    [Fact]
    public async Task Settle_ByAnOperatorWithoutAReason_IsRefused()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 4));

        await desk.Refuse(BudgetRefusal.InvalidRequest, Work.Settle(1, 1) with { ActorId = Guid.CreateVersion7() });
    }

    [Fact]
    public async Task Settle_AboveTheHoldInHardMode_ChargesTheHoldAndSaysSo()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 10));

        await desk.Accept(Work.Settle(1, 12.5m));

        Assert.Equal((10m, 0m), desk.Sums);
        Assert.Equal(12.5m, desk.Store.Costs[0].Hold.ProviderCost?.Aud);
        var payload = Assert.Single(desk.Events("budget.cost_above_hold")).PayloadJson;
        Assert.Contains("\"provider_cost_aud\":\"12.500000\"", payload, StringComparison.Ordinal);
        Assert.Contains("\"cost_aud\":\"10.000000\"", payload, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EnforcementMode.Soft)]
    [InlineData(EnforcementMode.Warn)]
    public async Task Settle_AboveTheHoldInOtherModes_ChargesTheCost(EnforcementMode mode)
    {
        var desk = new Desk(10, mode);
        await desk.Accept(Work.Reserve(1, 10));

        var accepted = await desk.Accept(Work.Settle(1, 12.5m));

        Assert.Equal((12.5m, -2.5m), (desk.Sums.Spent, accepted.Left.Aud));
        Assert.Single(desk.Events("budget.cost_above_hold"));
    }

    [Fact]
    public async Task Settle_AfterItsGenerationEnded_AddsToWhatTheGenerationCost()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 4));
        await desk.Accept(Work.TopUp(1, 2, 4));
        await desk.Accept(Work.TopUp(1, 3, 4));
        await desk.Accept(Work.Settle(1, 1, hold: 1, ends: false));
        await desk.Accept(Work.Settle(1, 2, hold: 2));

        await desk.Accept(Work.Settle(1, 3.5m, hold: 3, ends: false));

        Assert.Equal(6.5m, desk.Store.GenerationCosts[Work.GenerationId(1)].Aud);
        Assert.Equal(1, desk.Store.GenerationVersions[Work.GenerationId(1)]);
    }

    [Fact]
    public async Task Settle_OfADrawnItemAboveItsHoldInHardMode_LeavesTheBatchsHoldAlone()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.ReserveBatch(1, 10));
        await desk.Accept(Work.Draw(1, 1, 4));

        await desk.Accept(Work.Settle(1, 9));

        Assert.Equal((4m, 6m), desk.Sums);
    }

    [Fact]
    public async Task Close_Repeated_AnswersWithTheFirstAnswer()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve([Work.Line(1, 4), Work.Line(2, 4)], Work.User(1)));
        await desk.Accept(Work.Settle(1, 3));
        await desk.Accept(Work.Release(2));

        Assert.Equal(3, (await desk.Replay(Work.Settle(1, 4))).Holds[0].Charged.Aud);
        Assert.Equal(HoldState.Released, (await desk.Replay(Work.Release(2))).Holds[0].State);
        Assert.Equal((3m, 0m), desk.Sums);
    }

    [Fact]
    public async Task Close_InTheSameCommitAsItsReserve_IsSeenByTheNext()
    {
        var desk = new Desk(4);

        var replies = await desk.AskAll(Work.Reserve(1, 4), Work.Settle(1, 1), Work.Settle(1, 2), Work.Release(1), Work.Reserve(2, 3), Work.Reserve(3, 0.000001m));

        Assert.Equal([false, false, true], replies[..3].Select(reply => Assert.IsType<BudgetAccepted>(reply).Replayed));
        Assert.Equal(BudgetRefusal.HoldMismatch, Assert.IsType<BudgetRefused>(replies[3]).Reason);
        Assert.IsType<BudgetAccepted>(replies[4]);
        Assert.Equal(BudgetRefusal.InsufficientBudget, Assert.IsType<BudgetRefused>(replies[5]).Reason);
        desk.AssertClean();
    }

    [Fact]
    public async Task Close_TheOtherWay_IsRefused()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve([Work.Line(1, 4), Work.Line(2, 4)], Work.User(1)));
        await desk.Accept(Work.Settle(1, 3));
        await desk.Accept(Work.Release(2));

        var settled = await desk.Refuse(BudgetRefusal.HoldMismatch, Work.Release(1));
        var released = await desk.Refuse(BudgetRefusal.HoldMismatch, Work.Settle(2, 1));

        Assert.Contains("settled with 3.000000 AUD", settled.Message, StringComparison.Ordinal);
        Assert.Contains("released", released.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_OfAHoldOfOtherWork_IsRefused()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve([Work.Line(1, 4), Work.Line(2, 4)], Work.User(1)));
        await desk.Accept(Work.ReserveBatch(1, 4));

        await desk.Refuse(BudgetRefusal.HoldMismatch, Work.Settle(1, 1) with { GenerationId = Work.GenerationId(2) });
        await desk.Refuse(BudgetRefusal.HoldMismatch, Work.Release(1) with { GenerationId = Work.GenerationId(2) });
        await desk.Refuse(BudgetRefusal.HoldMismatch, Work.Settle(1, 1) with { HoldId = DerivedId.BatchHold(Work.BatchId(1)) });
        await desk.Refuse(BudgetRefusal.HoldUnknown, Work.Settle(3, 1));
        await desk.Refuse(BudgetRefusal.HoldUnknown, Work.Release(3));
    }

    [Fact]
    public async Task Settle_OfAnAttemptThatAnotherHoldPaid_IsRefused()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 4));
        await desk.Accept(Work.TopUp(1, 2, 4));
        await desk.Accept(Work.Settle(1, 1, hold: 1, attempt: 1, ends: false));

        await desk.Refuse(BudgetRefusal.HoldMismatch, Work.Settle(1, 1, hold: 2, attempt: 1, ends: false));
    }

    [Fact]
    public async Task Close_OfAGenerationThatSomebodyElseWrote_IsRefusedAndMovesNoMoney()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 4));
        desk.Store.GenerationVersions[Work.GenerationId(1)] = 3;

        await desk.Refuse(BudgetRefusal.GenerationChanged, Work.Settle(1, 1));
        await desk.Refuse(BudgetRefusal.GenerationChanged, Work.Release(1));

        Assert.Equal((0m, 4m), desk.Sums);
    }

    [Fact]
    public async Task Release_WithAnEnd_EndsTheGenerationWithoutACost()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 4));

        await desk.Accept(Work.Release(1) with { End = new GenerationEnd { Outcome = GenerationOutcome.Cancelled, ExpectedVersion = 0 } });

        Assert.Equal((0m, 0m), desk.Sums);
        Assert.Empty(desk.Store.Costs);
        Assert.Single(desk.Events("generation.cancelled"));
    }
}
