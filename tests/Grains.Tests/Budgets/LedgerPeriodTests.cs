using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

public sealed class LedgerPeriodTests
{
    private static readonly DateOnly June = new(2026, 6, 1);
    private static readonly DateOnly July = new(2026, 7, 1);
    private static readonly DateTimeOffset FirstOfJuly = Desk.At("2026-07-01T00:00Z");

    [Fact]
    public async Task Operation_AtTheFirstInstantOfAMonth_BeginsAPeriodFirst()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 10));
        desk.Clock.Now = FirstOfJuly.AddMicroseconds(-1);
        await desk.Refuse(BudgetRefusal.InsufficientBudget, Work.Reserve(2, 1));

        desk.Clock.Now = FirstOfJuly;
        await desk.Accept(Work.Reserve(2, 10));

        Assert.Equal([EntryKind.Rollover, EntryKind.Reserve], desk.Store.Entries.TakeLast(2).Select(entry => entry.Kind));
        Assert.Equal((July, FirstOfJuly), (desk.Store.Head.PeriodStart, desk.Store.Head.LastResetAt));
        Assert.Equal((10m, 10m), (desk.Store.Periods[June].Held.Aud, desk.Sums.Held));
        Assert.Single(desk.Events("budget.period_started"));
    }

    [Fact]
    public async Task Refusal_AfterTheEndOfAPeriod_StillWritesTheRollover()
    {
        var desk = new Desk(10);
        desk.Clock.Now = FirstOfJuly;

        Assert.IsType<BudgetRefused>(await desk.Ask(Work.Reserve(1, 11)));

        Assert.Equal((July, EntryKind.Rollover), (desk.Store.Head.PeriodStart, desk.Store.Entries[^1].Kind));
    }

    [Fact]
    public async Task HoldOfAPastPeriod_SettlesIntoItAndLeavesTheCurrentOneAlone()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve([Work.Line(1, 4), Work.Line(2, 3)], Work.User(1)));
        desk.Clock.Now = FirstOfJuly;
        await desk.Accept(Work.Reserve(3, 10));
        desk.Reload();

        Assert.Equal(June, (await desk.Accept(Work.Settle(1, 2))).Holds[0].PeriodStart);
        await desk.Accept(Work.Release(2));

        var june = desk.Store.Periods[June];
        Assert.Equal((2m, 0m), (june.Spent.Aud, june.Held.Aud));
        Assert.Equal((0m, 10m), desk.Sums);
        Assert.Equal(June, desk.Store.Costs[0].Hold.PeriodStart);
    }

    [Fact]
    public async Task TopUpAndDraw_InALaterPeriod_AreHeldWhereTheMoneyIs()
    {
        var desk = new Desk(20);
        await desk.Accept(Work.Reserve(1, 4));
        await desk.Accept(Work.ReserveBatch(1, 6));
        desk.Clock.Now = FirstOfJuly;

        Assert.Equal(July, (await desk.Accept(Work.TopUp(1, 2, 5))).Holds[0].PeriodStart);
        Assert.Equal(June, (await desk.Accept(Work.Draw(1, 2, 6))).Holds[0].PeriodStart);

        Assert.Equal((10m, 5m), (desk.Store.Periods[June].Held.Aud, desk.Sums.Held));
    }

    [Fact]
    public async Task Limit_InANewPeriod_HasNoUse()
    {
        var desk = new Desk();
        await desk.Accept(Work.LimitUser(1, user: 1, 5));
        await desk.Accept(Work.Reserve(1, 2));
        await desk.Accept(Work.Settle(1, 2));
        await desk.Accept(Work.Reserve(2, 3));
        desk.Clock.Now = FirstOfJuly;

        Assert.Equal((0m, 0m), UseOf(await desk.Writer.Read()));
        await desk.Accept(Work.Reserve(3, 5));
        await desk.Accept(Work.Settle(2, 3));

        Assert.Equal((0m, 5m), UseOf(await desk.Writer.Read()));
        Assert.Equal((0m, 5m), UseOf(await desk.NewWriter().Read()));
    }

    [Fact]
    public async Task Read_AfterTheEndOfAPeriod_ShowsTheNewOneWithoutWriting()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Reserve(1, 4));
        desk.Clock.Now = FirstOfJuly;

        var view = (await desk.Writer.Read())!;

        Assert.Equal((July, new DateOnly(2026, 7, 31), 0m, 10m), (view.PeriodStart, view.PeriodEnd, view.Held.Aud, view.Left.Aud));
        Assert.Equal(June, desk.Store.Head.PeriodStart);
    }

    [Fact]
    public async Task ClockGoingBack_NeverRollsBackAndEntriesNeverGrowOlder()
    {
        var desk = new Desk(10);
        desk.Clock.Now = FirstOfJuly;
        await desk.Accept(Work.Reserve(1, 4));

        desk.Clock.Now = Desk.At("2026-05-20T00:00Z");
        await desk.Accept(Work.Reserve(2, 6));
        desk.Reload();
        await desk.Refuse(BudgetRefusal.InsufficientBudget, Work.Reserve(3, 1));
        await desk.Accept(Work.Settle(1, 4));

        Assert.Equal((July, July), (desk.Store.Head.PeriodStart, (await desk.Writer.Read())!.PeriodStart));
        Assert.Equal(desk.Store.Entries.Select(entry => entry.CreatedAt).Order(), desk.Store.Entries.Select(entry => entry.CreatedAt));
        Assert.Equal(FirstOfJuly, desk.Store.Holds[DerivedId.Hold(Work.GenerationId(1), 1)].ClosedAt);
    }

    [Fact]
    public async Task MonthsWithoutWork_MakeNoPeriods()
    {
        var desk = new Desk();
        desk.Clock.Now = Desk.At("2026-11-05T00:00Z");

        await desk.Accept(Work.Reserve(1, 4));

        Assert.Equal([June, new DateOnly(2026, 11, 1)], desk.Store.Periods.Keys);
        await desk.Refuse(BudgetRefusal.PeriodUnknown, Work.Adjust(1, 1, new DateOnly(2026, 8, 1)));
    }

    [Fact]
    public async Task ZoneChange_CountsFromTheNextPeriod()
    {
        var desk = new Desk();
        var sydney = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney");
        desk.Store.Change(head => head with { NextZone = sydney });
        desk.Clock.Now = FirstOfJuly.AddMinutes(-1);
        await desk.Accept(Work.Reserve(1, 1));
        Assert.Equal(June, desk.Store.Head.PeriodStart);

        desk.Clock.Now = FirstOfJuly;
        await desk.Accept(Work.Reserve(2, 1));

        Assert.Equal((July, sydney), (desk.Current.Period.Start, desk.Current.Period.Zone));
        Assert.Contains("Australia/Sydney", desk.Store.Entries[^2].Detail, StringComparison.Ordinal);
    }

    private static (decimal Spent, decimal Held) UseOf(BudgetView? view) => (view!.Limits.Single().Spent.Aud, view.Limits.Single().Held.Aud);
}
