using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>Overruns and thresholds.</summary>
public sealed class LedgerModeTests
{
    [Theory]
    [InlineData(EnforcementMode.Soft, "budget.overrun", "budget.overrun_alert")]
    [InlineData(EnforcementMode.Warn, "budget.overrun_alert", "budget.overrun")]
    public async Task Reserve_AboveTheBudgetInSoftAndWarn_IsAcceptedAndMarked(EnforcementMode mode, string expected, string other)
    {
        var desk = new Desk(10, mode);
        Assert.False((await desk.Accept(Work.Reserve(1, 10))).Overrun);

        Assert.True((await desk.Accept(Work.Reserve(2, 0.5m))).Overrun);
        Assert.True((await desk.Accept(Work.TopUp(2, 2, 0.5m))).Overrun);

        Assert.Equal([false, true, true], desk.Store.Entries.Skip(1).Select(entry => entry.Overrun));
        Assert.Equal(2, desk.Events(expected).Count());
        Assert.Empty(desk.Events(other));
    }

    [Theory]
    [InlineData(EnforcementMode.Soft, "budget.overrun", "budget.overrun_alert")]
    [InlineData(EnforcementMode.Warn, "budget.overrun_alert", "budget.overrun")]
    public async Task Settle_AboveItsHoldThatPassesTheBudget_IsMarkedOnce(EnforcementMode mode, string expected, string other)
    {
        var desk = new Desk(10, mode);
        await desk.Accept(Work.Reserve([Work.Line(1, 4), Work.Line(2, 4), Work.Line(3, 2)], Work.User(1)));
        Assert.False((await desk.Accept(Work.Settle(1, 3))).Overrun);
        Assert.False((await desk.Accept(Work.Settle(2, 5))).Overrun);

        var passing = Work.Settle(3, 2.000001m);
        Assert.True((await desk.Accept(passing)).Overrun);
        await desk.Replay(passing);

        Assert.True(desk.Store.Entries[^1].Overrun);
        Assert.Contains("\"spent_aud\":\"10.000001\"", Assert.Single(desk.Events(expected)).PayloadJson, StringComparison.Ordinal);
        Assert.Empty(desk.Events(other));
    }

    [Fact]
    public async Task Settle_WithinItsHoldOverAPassedBudget_IsNoOverrunOfItsOwn()
    {
        var desk = new Desk(10, EnforcementMode.Soft);
        await desk.Accept(Work.Reserve(1, 12));

        Assert.False((await desk.Accept(Work.Settle(1, 12))).Overrun);

        Assert.Single(desk.Events("budget.overrun"));
    }

    [Fact]
    public async Task Mode_BackToHard_RefusesFromThenOn()
    {
        var desk = new Desk(10, EnforcementMode.Soft);
        await desk.Accept(Work.Reserve(1, 12));

        await desk.Accept(Work.SetBudget(1, mode: EnforcementMode.Hard));

        await desk.Refuse(BudgetRefusal.InsufficientBudget, Work.Reserve(2, 1));
        await desk.Accept(Work.Settle(1, 13));
        Assert.Equal(12m, desk.Sums.Spent);
    }

    [Theory]
    [InlineData(EnforcementMode.Hard)]
    [InlineData(EnforcementMode.Soft)]
    [InlineData(EnforcementMode.Warn)]
    public async Task Threshold_Reached_AlertsOnceAPeriodInEveryMode(EnforcementMode mode)
    {
        var desk = new Desk(10, mode);
        await desk.Accept(Work.Reserve(1, 4.999999m));
        Assert.Empty(Alerts(desk));
        await desk.Accept(Work.Reserve(2, 0.000001m));
        Assert.Equal([50], Alerts(desk));

        await desk.Accept(Work.Release(1));
        desk.Reload();
        await desk.Accept(Work.Reserve(3, 9.999999m));

        Assert.Equal([50, 80, 100], Alerts(desk));
        desk.Clock.Now = Desk.At("2026-07-01T00:00Z");
        await desk.Accept(Work.Reserve(4, 8));
        Assert.Equal([50, 80, 100, 50, 80], Alerts(desk));
        Assert.Equal(80, desk.Current.AlertedPercent);
    }

    [Fact]
    public async Task Threshold_ReachedByAnySumThatRises_Alerts()
    {
        var desk = new Desk(10);
        await desk.Accept(Work.Adjust(1, 5));
        Assert.Equal([50], Alerts(desk));
        await desk.Accept(Work.SetBudget(2, 6));
        Assert.Equal([50, 80], Alerts(desk));
        await desk.Accept(Work.SetBudget(3, thresholds: [50, 80, 83]));
        Assert.Equal([50, 80, 83], Alerts(desk));
    }

    [Fact]
    public async Task Threshold_OfAPastPeriod_DoesNotAlert()
    {
        var desk = new Desk(10);
        desk.Clock.Now = Desk.At("2026-07-02T00:00Z");
        await desk.Accept(Work.SetBudget(1, 10));

        await desk.Accept(Work.Adjust(2, 10, new DateOnly(2026, 6, 1)));

        Assert.Empty(Alerts(desk));
    }

    [Fact]
    public async Task Threshold_OfABudgetOfNothing_AlertsAtTheFirstCent()
    {
        var desk = new Desk(0, EnforcementMode.Soft);
        await desk.Accept(Work.Reserve(1, 0));
        Assert.Empty(Alerts(desk));

        await desk.Accept(Work.Reserve(2, 0.000001m));
        await desk.Accept(Work.Reserve(3, 1));

        Assert.Equal([50, 80, 100], Alerts(desk));
    }

    [Fact]
    public async Task Threshold_OfTheLargestBudget_IsReachedAtItsShare()
    {
        var desk = new Desk(1_000_000_000);
        await desk.Accept(Work.Reserve(1, 499_999_999.999999m));
        Assert.Empty(Alerts(desk));

        await desk.Accept(Work.Reserve(2, 0.000001m));

        Assert.Equal([50], Alerts(desk));
    }

    private static IEnumerable<int> Alerts(Desk desk) => desk.Events("budget.threshold_reached")
        .Select(happened => System.Text.Json.JsonDocument.Parse(happened.PayloadJson).RootElement.GetProperty("threshold_percent").GetInt32());
}
