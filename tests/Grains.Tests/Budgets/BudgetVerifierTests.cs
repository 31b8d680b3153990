using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

public sealed class BudgetVerifierTests
{
    private static readonly Money Cent = Money.FromAud(0.01m);
    private static readonly Guid Other = Guid.CreateVersion7();

    /// <summary>What is changed by hand, and what the first difference says then.</summary>
    private static readonly Dictionary<string, (Action<LedgerRows> Tamper, string Expected)> Tamperings = new(StringComparer.Ordinal)
    {
        ["entry: amount of a Reserve"] = (rows => rows.Entry(EntryKind.Reserve, entry => entry with { Amount = entry.Amount + Cent }), "its predecessors make"),
        ["entry: amount of a Settle"] = (rows => rows.Entry(EntryKind.Settle, entry => entry with { Amount = entry.Amount - Cent }), "its predecessors make"),
        ["entry: amount of a Settle beyond its hold"] = (rows => rows.Entry(EntryKind.Settle, entry => entry with { Amount = entry.Amount + Money.FromAud(50), SpentAfter = entry.SpentAfter + Money.FromAud(50) }), "charges"),
        ["entry: amount of a Release"] = (rows => rows.Entry(EntryKind.Release, entry => entry with { Amount = entry.Amount - Cent }), "releases"),
        ["entry: amount of an Adjust"] = (rows => rows.Entry(EntryKind.Adjust, entry => entry with { Amount = entry.Amount + Cent }), "its predecessors make"),
        ["entry: amount of a Rollover"] = (rows => rows.Entry(EntryKind.Rollover, entry => entry with { Amount = entry.Amount + Cent }), "of 60.000000 AUD before it"),
        ["entry: budget of a Rollover"] = (rows => rows.Entry(EntryKind.Rollover, entry => entry with { Amount = entry.Amount + Cent, BudgetAfter = entry.BudgetAfter + Cent }), "of 60.000000 AUD before it"),
        ["entry: spent afterwards"] = (rows => rows.Entry(EntryKind.Settle, entry => entry with { SpentAfter = entry.SpentAfter + Cent }), "its predecessors make"),
        ["entry: held afterwards"] = (rows => rows.Entry(EntryKind.Draw, entry => entry with { HeldAfter = entry.HeldAfter - Cent }), "its predecessors make"),
        ["entry: budget afterwards"] = (rows => rows.Entry(EntryKind.SetBudget, entry => entry with { BudgetAfter = entry.BudgetAfter + Cent }), "its predecessors make"),
        ["entry: hold"] = (rows => rows.Entry(EntryKind.Settle, entry => entry with { HoldId = Other }), "closes a hold that is not open"),
        ["entry: hold opened twice"] = (rows => rows.Entry(EntryKind.TopUp, entry => entry with { HoldId = DerivedId.Hold(entry.GenerationId!.Value, 1) }), "opens a hold that is open already"),
        ["entry: person of a Settle"] = (rows => rows.Entry(EntryKind.Settle, entry => entry with { UserId = Other }), "for another payer"),
        ["entry: key of a Release"] = (rows => rows.Entry(EntryKind.Release, entry => entry with { ApiKeyId = Other }), "for another payer"),
        ["entry: subject of a SetLimit"] = (rows => rows.Entry(EntryKind.SetLimit, entry => entry with { UserId = null }), "limit of nobody"),
        ["entry: source of a Draw"] = (rows => rows.Entry(EntryKind.Draw, entry => entry with { ParentHoldId = Other }), "draws"),
        ["entry: amount of a Draw"] = (rows => rows.Entry(EntryKind.Draw, entry => entry with { Amount = Money.FromAud(99) }), "draws"),
        ["entry: period"] = (rows => rows.Entry(EntryKind.Adjust, entry => entry with { PeriodStart = new DateOnly(2026, 5, 1) }), "never began"),
        ["entry: period of a Rollover"] = (rows => rows.Entry(EntryKind.Rollover, entry => entry with { PeriodStart = new DateOnly(2026, 6, 1) }), "begins period"),
        ["entry: kind"] = (rows => rows.Entry(EntryKind.Adjust, entry => entry with { Kind = (EntryKind)99 }), "unknown kind"),
        ["entry: time"] = (rows => rows.Entry(EntryKind.Adjust, entry => entry with { CreatedAt = entry.CreatedAt.AddDays(-90) }), "older than the one before"),
        ["entry: sequence"] = (rows => rows.Entry(EntryKind.Adjust, entry => entry with { Sequence = entry.Sequence + 1 }), "is missing"),
        ["entry: removed"] = (rows => rows.Entries.RemoveAt(2), "is missing"),
        ["entry: last removed"] = (rows => rows.Entries.RemoveAt(rows.Entries.Count - 1), "by its row"),
        ["entry: overspent in hard mode"] = (rows => Overspend(rows), "accepted in hard mode"),
        ["hold: state"] = (rows => rows.Hold(HoldState.Released, hold => hold with { State = HoldState.Settled }), "by its row"),
        ["hold: remaining"] = (rows => rows.Hold(HoldState.Open, hold => hold with { Remaining = hold.Remaining - Cent }), "by its row"),
        ["hold: charged"] = (rows => rows.Hold(HoldState.Settled, hold => hold with { Charged = hold.Charged + Cent }), "by its row"),
        ["hold: period"] = (rows => rows.Hold(HoldState.Open, hold => hold with { PeriodStart = new DateOnly(2026, 6, 1) }), "by its row"),
        ["hold: amount"] = (rows => rows.Hold(HoldState.Settled, hold => hold with { Amount = hold.Amount + Cent }), "was opened"),
        ["hold: person"] = (rows => rows.Hold(HoldState.Settled, hold => hold with { UserId = Other }), "was opened"),
        ["hold: key"] = (rows => rows.Hold(HoldState.Settled, hold => hold with { ApiKeyId = Other }), "was opened"),
        ["hold: generation"] = (rows => rows.Hold(HoldState.Settled, hold => hold with { GenerationId = Other }), "was opened"),
        ["hold: removed"] = (rows => rows.Holds.RemoveAt(0), "has an entry and no row"),
        ["hold: added"] = (rows => rows.Holds.Add(rows.Holds[0] with { Id = Other }), "has a row and no entry"),
        ["hold: rate"] = (rows => rows.Hold(HoldState.Settled, hold => hold with { FxRate = hold.FxRate + 1 }), "at a rate of"),
        ["hold: provider's cost"] = (rows => rows.Hold(HoldState.Settled, hold => hold with { ProviderCost = hold.ProviderCost + Cent }), "at a rate of"),
        ["cost event: amount"] = (rows => rows.Cost(cost => cost with { Charged = cost.Charged + Cent }), "its entry"),
        ["cost event: period"] = (rows => rows.Cost(cost => cost with { PeriodStart = new DateOnly(2026, 7, 1) }), "its entry"),
        ["cost event: department"] = (rows => rows.Cost(cost => cost with { DepartmentId = Other }), "is charged to department"),
        ["cost event: hold"] = (rows => rows.Cost(cost => cost with { HoldId = Other }), "which no entry settled"),
        ["cost event: generation"] = (rows => rows.Cost(cost => cost with { GenerationId = Other }), "another attempt or payer"),
        ["cost event: attempt"] = (rows => rows.Cost(cost => cost with { AttemptNo = 9 }), "another attempt or payer"),
        ["cost event: person"] = (rows => rows.Cost(cost => cost with { UserId = Other }), "another attempt or payer"),
        ["cost event: key"] = (rows => rows.Cost(cost => cost with { ApiKeyId = Other }), "another attempt or payer"),
        ["cost event: estimate"] = (rows => rows.Cost(cost => cost with { Estimated = cost.Estimated + Cent }), "at a rate of"),
        ["cost event: rate"] = (rows => rows.Cost(cost => cost with { FxRate = cost.FxRate + 1 }), "at a rate of"),
        ["cost event: provider's cost"] = (rows => rows.Cost(cost => cost with { ProviderCost = cost.ProviderCost + Cent }), "at a rate of"),
        ["cost event: provider's cost, as its hold"] = (rows => ChangeProviderCost(rows, Cent), "make 3.010000"),
        ["cost event: provider's cost beyond the hold, as its hold"] = (rows => ChangeProviderCost(rows, Money.FromAud(50)), "make 4.000000"),
        ["cost event: removed"] = (rows => rows.Costs.RemoveAt(0), "0.000000 by its cost events"),
        ["cost event: removed, and its generation free"] = (rows => ForgetCost(rows), "cost events exist"),
        ["generation: cost"] = (rows => rows.GenerationCosts[Work.GenerationId(1)] += Cent, "by its cost events"),
        ["generation: removed"] = (rows => rows.GenerationCosts.Remove(Work.GenerationId(1)), "has a cost event and no row"),
        ["limit: spent"] = (rows => rows.Limit(0, limit => limit with { Spent = limit.Spent + Cent }), "spent by its row"),
        ["limit: amount"] = (rows => rows.Limit(0, limit => limit with { Amount = limit.Amount + Cent }), "40.000000 by its entries"),
        ["limit: kind"] = (rows => rows.Limit(0, limit => limit with { Subject = LimitSubject.ApiKey }), "one of User"),
        ["limit: period"] = (rows => rows.Limit(0, limit => limit with { PeriodStart = new DateOnly(2026, 6, 1) }), "counts in period"),
        ["limit: removed"] = (rows => rows.Limits.RemoveAt(0), "has an entry and no row"),
        ["limit: added"] = (rows => rows.Limits.Add(rows.Limits[0] with { SubjectId = Other }), "has a row and no entry"),
        ["cost event: doubled"] = (rows => rows.Costs.Add(rows.Costs[0]), "two cost events"),
        ["period: spent"] = (rows => rows.Period(0, period => period with { Spent = period.Spent + Cent }), "by its row"),
        ["period: held"] = (rows => rows.Period(1, period => period with { Held = period.Held + Cent }), "by its row"),
        ["period: budget"] = (rows => rows.Period(0, period => period with { Budget = period.Budget + Cent }), "by its row"),
        ["period: removed"] = (rows => rows.Periods.RemoveAt(0), "has entries and no row"),
        ["period: added"] = (rows => rows.Periods.Add(rows.Periods[0] with { Period = BudgetPeriod.Starting(new DateOnly(2025, 1, 1), TimeZoneInfo.Utc) }), "has a row and no entry"),
        ["department: budget"] = (rows => rows.Head = rows.Head with { MonthlyBudget = rows.Head.MonthlyBudget + Cent }, "The department has"),
        ["department: spent"] = (rows => rows.Spent += Cent, "The department has"),
        ["department: held"] = (rows => rows.Held += Cent, "The department has"),
        ["department: period"] = (rows => rows.Head = rows.Head with { PeriodStart = new DateOnly(2026, 6, 1) }, "stands in period"),
        ["department: sequence"] = (rows => rows.Head = rows.Head with { Sequence = 99 }, "stands at entry"),
    };

    public static TheoryData<string> Names { get; } = [.. Tamperings.Keys];

    [Fact]
    public async Task Verify_OfACleanLedger_CountsItsRowsAndFindsNothing()
    {
        var report = (await Play()).Verify();

        Assert.Null(report.FirstDifference);
        Assert.True(report.IsClean);
        Assert.Equal((Desk.Department, 14L, 6L, 2L), (report.DepartmentId, report.Entries, report.Holds, report.CostEvents));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Verify_OfATamperedLedger_NamesTheFirstDifference(string name)
    {
        var rows = await Play();
        var (tamper, expected) = Tamperings[name];

        tamper(rows);

        Assert.Contains(expected, rows.Verify().FirstDifference ?? "nothing", StringComparison.Ordinal);
    }

    private static void Overspend(LedgerRows rows)
    {
        var last = rows.Entries[^1];
        var much = Money.FromAud(1_000);
        rows.Entries.Add(last with { Sequence = last.Sequence + 1, Kind = EntryKind.Reserve, HoldId = Other, Amount = much, HeldAfter = last.HeldAfter + much });
    }

    private static void ChangeProviderCost(LedgerRows rows, Money more)
    {
        rows.Cost(cost => cost with { ProviderCost = cost.ProviderCost + more });
        var index = rows.Holds.FindIndex(hold => hold.Id == rows.Costs[0].HoldId);
        rows.Holds[index] = rows.Holds[index] with { ProviderCost = rows.Costs[0].ProviderCost };
    }

    private static void ForgetCost(LedgerRows rows)
    {
        rows.GenerationCosts[rows.Costs[0].GenerationId] = Money.Zero;
        rows.Costs.RemoveAt(0);
    }

    private static async Task<LedgerRows> Play()
    {
        var desk = new Desk(50);
        await desk.Accept(Work.Reserve(1, 4, key: 1));
        await desk.Accept(Work.TopUp(1, 2, 4));
        await desk.Accept(Work.Release(1, hold: 2, ends: false));
        await desk.Accept(Work.Settle(1, 3));
        await desk.Accept(Work.ReserveBatch(1, 10));
        await desk.Accept(Work.Draw(1, 2, 4));
        await desk.Accept(Work.Settle(2, 2));
        await desk.Accept(Work.SetBudget(1, 60));
        await desk.Accept(Work.LimitUser(2, 1, 40));
        desk.Clock.Now = Desk.At("2026-07-01T00:00Z");
        await desk.Accept(Work.Reserve([Work.Line(3, 5), Work.Line(4, 5)], Work.User(1)));
        await desk.Accept(Work.Adjust(3, 1));
        return new LedgerRows(desk.Store);
    }
}
