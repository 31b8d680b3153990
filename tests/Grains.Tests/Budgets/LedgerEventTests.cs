using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Audit;

namespace DonatelloAI.Grains.Tests.Budgets;

public sealed class LedgerEventTests
{
    [Fact]
    public async Task Events_OfTheSameHistory_HaveTheSameIdsEachOnce()
    {
        var first = await Play(new Desk(10, EnforcementMode.Warn));
        var second = await Play(new Desk(10, EnforcementMode.Warn));

        Assert.Equal(first.Store.Events.Count, first.Store.Events.DistinctBy(happened => happened.Id).Count());
        Assert.Equal(first.Store.Events, second.Store.Events);
    }

    [Fact]
    public async Task Events_OfAnEntry_AreWrittenWithIt()
    {
        var desk = await Play(new Desk(10, EnforcementMode.Warn));

        Assert.Equal(
            [
                "batch.accepted", "budget.threshold_reached",
                "generation.accepted",
                "generation.accepted", "budget.overrun_alert", "budget.threshold_reached", "budget.threshold_reached",
                "generation.completed", "budget.cost_above_hold", "budget.overrun_alert",
                "generation.failed",
                "hold.released",
                "budget.changed", "budget.limit_changed", "budget.adjusted",
                "budget.period_started", "generation.accepted",
            ],
            desk.Store.Events.Select(happened => happened.EventType));
    }

    [Fact]
    public async Task Events_OfAGeneration_AreOrderedByItsVersionAndBelongToItsPerson()
    {
        var desk = await Play(new Desk(10, EnforcementMode.Warn));

        var events = desk.Store.Events.Where(happened => happened.SubjectId == Work.GenerationId(1)).ToList();

        Assert.Equal([0L, 1L], events.Select(happened => happened.SubjectVersion));
        Assert.All(events, happened => Assert.Equal(Work.User(1), happened.UserId));
        Assert.All(desk.Store.Events, happened => Assert.Equal(8, happened.Id.Version));
    }

    [Fact]
    public async Task Events_OfALedger_HaveAMeaningInTheAuditLogAndLoseNoField()
    {
        var desk = await Play(new Desk(10, EnforcementMode.Warn));

        Assert.All(desk.Store.Events, happened => Assert.Contains(happened.EventType, AuditMapping.EventTypes));
        Assert.All(desk.Store.Events, happened =>
            Assert.DoesNotContain("omitted", AuditMetadata.Of(happened.Id, happened.SubjectVersion, happened.PayloadJson), StringComparison.Ordinal));
    }

    private static async Task<Desk> Play(Desk desk)
    {
        await desk.Accept(Work.ReserveBatch(1, 6));
        await desk.Accept(Work.Draw(1, 1, 2));
        await desk.Accept(Work.Reserve(2, 6));
        await desk.Accept(Work.Settle(1, 2.5m));
        await desk.Accept(Work.Release(2));
        await desk.Accept(Work.ReleaseBatch(1));
        await desk.Accept(Work.SetBudget(1, 20));
        await desk.Accept(Work.LimitUser(2, 1, 15));
        await desk.Accept(Work.Adjust(3, 1));
        desk.Clock.Now = Desk.At("2026-07-01T00:00Z");
        await desk.Accept(Work.Reserve(3, 1));
        return desk;
    }
}
