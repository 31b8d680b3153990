using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

public sealed class LedgerReserveTests
{
    [Fact]
    public async Task Reserve_WithinTheBudget_HoldsAndInsertsTheWork()
    {
        var desk = new Desk(10);

        var accepted = await desk.Accept(Work.Reserve([Work.Line(1, 4), Work.Line(2, 6)], Work.User(1), Work.Key(1)));

        Assert.Equal([4m, 6m], accepted.Holds.Select(hold => hold.Remaining.Aud));
        Assert.Equal((0m, false), (accepted.Left.Aud, accepted.Overrun));
        Assert.Equal((0m, 10m), desk.Sums);
        Assert.Equal([Work.GenerationId(1), Work.GenerationId(2)], desk.Store.GenerationVersions.Keys);
        var hold = desk.Store.Holds[DerivedId.Hold(Work.GenerationId(1), 1)];
        Assert.Equal((Work.User(1), Work.Key(1), 1.5m, 7), (hold.UserId, hold.ApiKeyId, hold.FxRate, hold.PriceVersion));
        Assert.Equal(hold.CreatedAt.AddHours(24), hold.ExpiresAt);
    }

    [Fact]
    public async Task Reserve_AboveTheBudgetInHardMode_IsRefusedWithTheNumbers()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 4));
        await desk.Accept(Work.Settle(1, 3));
        await desk.Accept(Work.Reserve(2, 5));

        var refused = await desk.Refuse(BudgetRefusal.InsufficientBudget, Work.Reserve(3, 2.000001m));

        Assert.Equal((2.000001m, 3m, 5m, 2m), (refused.Asked.Aud, refused.Spent.Aud, refused.Held.Aud, refused.Left.Aud));
        Assert.Equal(new DateOnly(2026, 6, 30), refused.PeriodEnd);
        await desk.Accept(Work.Reserve(3, 2));
    }

    [Fact]
    public async Task Reserve_OfSeveralLines_IsAllOrNothing()
    {
        var desk = new Desk(10);

        await desk.Refuse(BudgetRefusal.InsufficientBudget, Work.Reserve([Work.Line(1, 4), Work.Line(2, 4), Work.Line(3, 4)], Work.User(1)));

        Assert.Empty(desk.Store.Holds);
        Assert.Empty(desk.Store.GenerationVersions);
    }

    [Fact]
    public async Task Reserve_Known_AnswersWithTheStoredHoldWhateverHappenedSince()
    {
        var desk = new Desk(10);
        var open = Work.Reserve(1, 3);
        var closed = Work.Reserve([Work.Line(2, 1), Work.Line(3, 1)], Work.User(1));
        await desk.Accept(open);
        await desk.Accept(closed);
        await desk.Accept(Work.Settle(2, 1));
        await desk.Accept(Work.Reserve(4, 5));

        Assert.Equal(3, (await desk.Replay(open)).Holds[0].Remaining.Aud);
        Assert.Equal([HoldState.Settled, HoldState.Open], (await desk.Replay(closed)).Holds.Select(hold => hold.State));
        await desk.Accept(Work.Release(3));
        await desk.Accept(Work.Reserve(5, 1));
        Assert.Equal([HoldState.Settled, HoldState.Released], (await desk.Replay(closed)).Holds.Select(hold => hold.State));

        desk.Store.Change(head => head with { IsActive = false });
        await desk.Replay(open);
        await desk.Replay(closed);
    }

    [Fact]
    public async Task Reserve_RepeatedInTheSameCommit_HoldsOnce()
    {
        var desk = new Desk(10);

        var replies = await desk.AskAll(Work.Reserve(1, 4), Work.Reserve(1, 4));

        Assert.Equal([false, true], replies.Select(reply => Assert.IsType<BudgetAccepted>(reply).Replayed));
        Assert.Equal((0m, 4m), desk.Sums);
    }

    [Fact]
    public async Task Reserve_WithAKnownAndANewLine_IsRefused()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 1));

        await desk.Refuse(BudgetRefusal.IdInUse, Work.Reserve([Work.Line(1, 1), Work.Line(2, 1)], Work.User(1)));

        await desk.Accept(Work.Release(1));
        await desk.Refuse(BudgetRefusal.IdInUse, Work.Reserve([Work.Line(1, 1), Work.Line(2, 1)], Work.User(1)));
    }

    [Theory]
    [InlineData(false, BudgetRefusal.DepartmentFrozen)]
    [InlineData(true, BudgetRefusal.OrganizationFrozen)]
    public async Task Reserve_WhileFrozen_IsRefusedAndWhatWasAcceptedGoesOn(bool isOrganization, BudgetRefusal reason)
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 1));
        desk.Store.Change(head => head with { IsFrozen = !isOrganization, IsOrganizationFrozen = isOrganization });

        await desk.Refuse(reason, Work.Reserve(2, 1));
        await desk.Replay(Work.Reserve(1, 1));
        await desk.Accept(Work.TopUp(1, 2, 1));
        await desk.Accept(Work.Settle(1, 1));

        desk.Store.Change(head => head with { IsFrozen = false, IsOrganizationFrozen = false });
        await desk.Accept(Work.Reserve(2, 1));
    }

    [Fact]
    public async Task Reserve_ForAnInactiveDepartment_IsRefusedWhileRunningWorkEnds()
    {
        var desk = new Desk();
        await desk.Accept(Work.Reserve(1, 1));
        desk.Store.Change(head => head with { IsActive = false });

        await desk.Refuse(BudgetRefusal.DepartmentInactive, Work.Reserve(2, 1));
        await desk.Refuse(BudgetRefusal.DepartmentInactive, Work.TopUp(1, 2, 1));
        await desk.Accept(Work.Settle(1, 1));

        desk.Store.Change(head => head with { IsActive = true });
        await desk.Accept(Work.Reserve(2, 1));
    }

    [Fact]
    public async Task AnyVerb_ForAnUnknownDepartment_IsRefused()
    {
        var writer = new Desk().NewWriter(Guid.CreateVersion7());

        Assert.Equal(BudgetRefusal.DepartmentUnknown, Assert.IsType<BudgetRefused>(await writer.Submit(Work.Reserve(1, 1))).Reason);
        Assert.Null(await writer.Read());
    }

    [Fact]
    public async Task Reserve_WhoseRowTheDatabaseRefuses_SaysWhichRule()
    {
        var refused = await new Desk().Refuse(BudgetRefusal.RowRefused, Work.Reserve([Work.Line(1, 1)], MemoryBudgetStore.UnknownUser));

        Assert.Contains("fk_budget_holds_users", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reserve_OfAFreeModel_HoldsNothingEvenWhenTheBudgetIsExhausted()
    {
        var desk = new Desk(1);
        await desk.Accept(Work.Reserve(1, 1));

        var accepted = await desk.Accept(Work.Reserve(2, 0));
        await desk.Accept(Work.Settle(2, 0));

        Assert.Equal((0m, 0m), (accepted.Holds[0].Amount.Aud, accepted.Left.Aud));
        Assert.Single(desk.Store.Costs);
    }
}
