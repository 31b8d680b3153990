using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>SetBudget and Adjust.</summary>
public sealed class LedgerBudgetTests
{
    [Fact]
    public async Task SetBudget_BelowWhatIsSpentAndHeld_LeavesANegativeRestAndRefusesNewWork()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 4));
        await desk.Accept(Work.Settle(1, 4));
        await desk.Accept(Work.Reserve(2, 3));

        var accepted = await desk.Accept(Work.SetBudget(1, 5));

        Assert.Equal(-2m, accepted.Left.Aud);
        Assert.Equal(-2m, (await desk.Writer.Read())!.Left.Aud);
        await desk.Refuse(BudgetRefusal.InsufficientBudget, Work.Reserve(3, 0.000001m));
        await desk.Refuse(BudgetRefusal.InsufficientBudget, Work.Reserve(3, 0));
        await desk.Accept(Work.Settle(2, 3));
    }

    [Fact]
    public async Task SetBudget_OfSomeFields_KeepsTheOthers()
    {
        var desk = new Desk(10);

        await desk.Accept(Work.SetBudget(1, mode: EnforcementMode.Warn));
        await desk.Accept(Work.SetBudget(2, thresholds: [25]));
        await desk.Accept(Work.SetBudget(3, 20));

        var view = (await desk.NewWriter().Read())!;
        Assert.Equal((20m, EnforcementMode.Warn), (view.MonthlyBudget.Aud, view.Mode));
        Assert.Equal([25], view.Thresholds);
        Assert.Equal((20m, EnforcementMode.Warn), (desk.Current.Budget.Aud, desk.Current.Mode));
    }

    [Fact]
    public async Task SetBudget_AboveTheAllotment_IsRefusedUntilThatIsRaised()
    {
        var desk = new Desk(10);
        desk.Store.Change(head => head with { Allocated = Work.Aud(12) });

        await desk.Refuse(BudgetRefusal.AllocationExceeded, Work.SetBudget(1, 12.000001m));
        await desk.Accept(Work.SetBudget(1, 12));

        desk.Store.Change(head => head with { Allocated = Work.Aud(20) });
        await desk.Accept(Work.SetBudget(2, 20));
    }

    [Fact]
    public async Task SetBudget_BelowAnAllotmentThatWasCut_IsAcceptedOnItsWayDown()
    {
        var desk = new Desk(10);
        desk.Store.Change(head => head with { Allocated = Work.Aud(5) });

        await desk.Accept(Work.SetBudget(1, 8));
        await desk.Refuse(BudgetRefusal.AllocationExceeded, Work.SetBudget(2, 9));
    }

    [Fact]
    public async Task SetBudget_OnSettingsThatChangedSince_IsRefusedAndItsRepeatIsNot()
    {
        var desk = new Desk(10);
        var change = Work.SetBudget(1, 12) with { ExpectedTag = (await desk.Writer.Read())!.SettingsTag };

        await desk.Accept(change);
        await desk.Refuse(BudgetRefusal.SettingsChanged, change with { OperationId = Guid.CreateVersion7() });

        await desk.Replay(change);
    }

    [Fact]
    public async Task Change_Repeated_IsAppliedOnce()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.SetBudget(1, 20));
        await desk.Accept(Work.Adjust(2, 5));
        await desk.Accept(Work.SetBudget(3, 30));

        desk.Reload();
        await desk.Replay(Work.SetBudget(1, 20));
        await desk.Replay(Work.Adjust(2, 5));
        await desk.Replay(Work.Adjust(2, -50));

        Assert.Equal((30m, 5m), (desk.Current.Budget.Aud, desk.Sums.Spent));
        Assert.Equal([false, true], (await desk.AskAll(Work.Adjust(4, 1), Work.Adjust(4, 1))).Select(reply => Assert.IsType<BudgetAccepted>(reply).Replayed));
    }

    [Fact]
    public async Task Adjust_EitherWay_MovesWhatIsSpentWithItsReasonAndAuthor()
    {
        var desk = new Desk(10);

        await desk.Accept(Work.Adjust(1, 7));
        var accepted = await desk.Accept(Work.Adjust(2, -3));

        Assert.Equal((6m, 4m), (accepted.Left.Aud, desk.Sums.Spent));
        var entry = desk.Store.Entries[^1];
        Assert.Equal((EntryKind.Adjust, "correction", Work.Actor, Work.Operation(2)), (entry.Kind, entry.Reason, entry.ActorId, entry.OperationId));
    }

    [Fact]
    public async Task Adjust_AboveTheBudget_IsAcceptedAndNewWorkRefused()
    {
        var desk = new Desk(10);

        Assert.Equal(-5m, (await desk.Accept(Work.Adjust(1, 15))).Left.Aud);
        await desk.Refuse(BudgetRefusal.InsufficientBudget, Work.Reserve(1, 1));
    }

    [Fact]
    public async Task Adjust_BelowZero_IsRefused()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Adjust(1, 7));

        await desk.Refuse(BudgetRefusal.AdjustmentBelowZero, Work.Adjust(2, -7.000001m));
        await desk.Accept(Work.Adjust(2, -7));
    }

    [Fact]
    public async Task Adjust_OfAPastPeriod_LeavesTheCurrentOneAlone()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Adjust(1, 2));
        desk.Clock.Now = Desk.At("2026-07-02T00:00Z");
        await desk.Accept(Work.Adjust(2, 1));
        desk.Reload();

        await desk.Accept(Work.Adjust(3, 5, new DateOnly(2026, 6, 1)));
        await desk.Refuse(BudgetRefusal.AdjustmentBelowZero, Work.Adjust(4, -7.000001m, new DateOnly(2026, 6, 1)));

        Assert.Equal((7m, 1m), (desk.Store.Periods[new DateOnly(2026, 6, 1)].Spent.Aud, desk.Sums.Spent));
    }

    [Fact]
    public async Task Adjust_OfAPeriodThatIsNotThere_IsRefused()
    {
        var desk = new Desk(10);

        await desk.Refuse(BudgetRefusal.PeriodInFuture, Work.Adjust(1, 1, new DateOnly(2026, 7, 1)));
        await desk.Refuse(BudgetRefusal.PeriodUnknown, Work.Adjust(1, 1, new DateOnly(2026, 5, 1)));
    }
}
