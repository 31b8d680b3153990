using System.Globalization;
using CsCheck;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using Microsoft.Extensions.Logging.Abstractions;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>Random histories against a naive model and against the rows they leave.</summary>
public sealed class LedgerHistoryTests
{
    private static readonly Guid Department = new("dddddddd-0000-0000-0000-000000000001");
    private static readonly BudgetInstruments Instruments = new();

    [Fact]
    public Task History_WithoutFaults_IsAnsweredAsTheNaiveModelSays() =>
        Histories.Calm.SampleAsync(async history => await RunCalm(history.Start, history.Steps), iter: Histories.Count, print: Print);

    [Fact]
    public Task History_WithFaultsAndTwoActivations_NeverOverspendsLeaksOrLosesMoney() =>
        Histories.Stormy.SampleAsync(async history => await RunStormy(history.Start, history.Steps), iter: Histories.Count, print: Print);

    private static async Task RunCalm(Start start, List<Step> steps)
    {
        var (store, clock) = Begin(start);
        var naive = new NaiveBudget(start.Budget, start.Mode, start.At, Zone(start.Zone));
        var writer = NewWriter(store, clock, commitSize: 1_024);
        foreach (var step in steps)
        {
            switch (step)
            {
                case Burst burst:
                    var expected = burst.Operations.Select(naive.Apply).ToList();
                    var replies = await Task.WhenAll(burst.Operations.Select(writer.Submit));
                    Assert.Equal(expected, replies.Select(NameOf));
                    AssertSums(naive, store);
                    break;
                case Advance advance:
                    clock.Now += advance.By;
                    naive.Tick(clock.Now);
                    Assert.Equal("PeriodInFuture", NameOf(await writer.Submit(Work.Adjust(operation: 999, 1m, new DateOnly(2099, 1, 1)))));
                    break;
                case ChangeZone change:
                    naive.Zone = Zone(change.Zone);
                    store.Change(head => head with { NextZone = Zone(change.Zone) });
                    break;
                case SetActive active:
                    naive.IsActive = active.IsActive;
                    store.Change(head => head with { IsActive = active.IsActive });
                    break;
            }
        }

        await writer.Stop();
        Assert.Null(store.Verify().FirstDifference);
    }

    private static async Task RunStormy(Start start, List<Step> steps)
    {
        var (store, clock) = Begin(start);
        BudgetWriter[] writers = [NewWriter(store, clock, commitSize: 3), NewWriter(store, clock, commitSize: 1_024)];
        var answered = new List<(BudgetOperation Operation, BudgetReply Reply)>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case Burst burst:
                    answered.AddRange(await Task.WhenAll(burst.Operations.Select((operation, i) => SubmitUntilDefinite(writers, i, store, operation))));
                    break;
                case Advance advance:
                    clock.Now += advance.By;
                    break;
                case ChangeZone change:
                    store.Change(head => head with { NextZone = Zone(change.Zone) });
                    break;
                case SetActive active:
                    store.Change(head => head with { IsActive = active.IsActive });
                    break;
                case Break broken:
                    foreach (var fault in broken.Faults)
                    {
                        store.Faults.Enqueue(fault);
                    }

                    break;
            }

            Assert.Null(store.Verify().FirstDifference);
            AssertSpentWithinBudget(store);
        }

        AssertAnswersAreDurable(store, answered);
        store.Faults.Clear();
        await CloseEverything(writers[1], store);
        await Task.WhenAll(writers.Select(writer => writer.Stop()));
        AssertNothingIsHeld(store);
    }

    /// <summary>Repeats an operation as a client does, with the fault plan running out under it.</summary>
    private static async Task<(BudgetOperation, BudgetReply)> SubmitUntilDefinite(BudgetWriter[] writers, int first, MemoryBudgetStore store, BudgetOperation operation)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var reply = await writers[(first + attempt) % writers.Length].Submit(operation);
            if (reply is not BudgetUnavailable)
            {
                return (operation, reply);
            }
        }

        throw new InvalidOperationException($"No answer for {operation}; {store.Faults.Count} faults are left.");
    }

    private static async Task CloseEverything(BudgetWriter writer, MemoryBudgetStore store)
    {
        foreach (var hold in store.Holds.Values.Where(hold => hold.State == HoldState.Open).ToList())
        {
            var reply = await writer.Submit(new Release { HoldId = hold.Id, Reason = "end of the history" });
            Assert.IsType<BudgetAccepted>(reply);
        }
    }

    /// <summary>Sums every row by hand at every entry: the promise itself, not the verifier's reading of it.</summary>
    private static void AssertSpentWithinBudget(MemoryBudgetStore store)
    {
        foreach (var entry in store.Entries.Where(entry => entry.Kind is EntryKind.Reserve or EntryKind.TopUp && entry.Mode == EnforcementMode.Hard))
        {
            Assert.True(entry.SpentAfter.Micros + entry.HeldAfter.Micros <= entry.BudgetAfter.Micros, $"Entry {entry.Sequence} overspends.");
        }

        foreach (var period in store.Periods.Values)
        {
            var costs = store.Costs.Where(cost => cost.Hold.PeriodStart == period.Period.Start).Sum(cost => cost.Hold.Charged.Micros);
            var adjusted = store.Entries.Where(entry => entry.Kind == EntryKind.Adjust && entry.PeriodStart == period.Period.Start).Sum(entry => entry.Amount.Micros);
            var held = store.Holds.Values.Where(hold => hold.PeriodStart == period.Period.Start && hold.State == HoldState.Open).Sum(hold => hold.Remaining.Micros);
            Assert.Equal(costs + adjusted, period.Spent.Micros);
            Assert.Equal(held, period.Held.Micros);
        }
    }

    /// <summary>What was answered is what is there: accepted work exists once, refused work left nothing.</summary>
    private static void AssertAnswersAreDurable(MemoryBudgetStore store, List<(BudgetOperation Operation, BudgetReply Reply)> answered)
    {
        var accepted = answered.Where(pair => pair.Reply is BudgetAccepted).Select(pair => pair.Operation).ToList();
        foreach (var id in accepted.OfType<Reserve>().SelectMany(reserve => reserve.Lines).Select(line => line.HoldId))
        {
            Assert.Single(store.Entries, entry => entry.Kind == EntryKind.Reserve && entry.HoldId == id);
        }

        foreach (var settle in accepted.OfType<Settle>())
        {
            Assert.Single(store.Costs, cost => cost.Hold.Id == settle.HoldId);
        }

        var changes = accepted.OfType<BudgetChange>().Select(change => change.OperationId).ToHashSet();
        Assert.Equal(changes.Count, store.Applied.Count);
        var opened = accepted.SelectMany(Opened).ToHashSet();
        Assert.All(store.Holds.Keys, id => Assert.Contains(id, opened));
        Assert.Equal(store.Holds.Count, store.Entries.Count(entry => entry.Kind is EntryKind.Reserve or EntryKind.TopUp or EntryKind.Draw));
    }

    private static IEnumerable<Guid> Opened(BudgetOperation operation) => operation switch
    {
        Reserve reserve => reserve.Lines.Select(line => line.HoldId),
        TopUp topUp => [topUp.HoldId],
        Draw draw => [draw.Item.HoldId],
        _ => [],
    };

    private static void AssertNothingIsHeld(MemoryBudgetStore store)
    {
        Assert.Null(store.Verify().FirstDifference);
        Assert.All(store.Periods.Values, period => Assert.Equal(Money.Zero, period.Held));
        Assert.All(store.Holds.Values, hold => Assert.Equal(Money.Zero, hold.Remaining));
    }

    private static void AssertSums(NaiveBudget naive, MemoryBudgetStore store)
    {
        foreach (var period in store.Periods.Values)
        {
            var name = period.Period.Start.ToString("yyyy-MM", CultureInfo.InvariantCulture);
            Assert.Equal((name, naive.Spent(name), naive.Held(name)), (name, period.Spent.Aud, period.Held.Aud));
        }

        Assert.Equal(naive.Period, store.Head.PeriodStart.ToString("yyyy-MM", CultureInfo.InvariantCulture));
        Assert.Equal(naive.Budget, store.Head.MonthlyBudget.Aud);
    }

    private static (MemoryBudgetStore Store, ManualClock Clock) Begin(Start start)
    {
        var store = new MemoryBudgetStore(Department, Money.FromAud(start.Budget), start.Mode, start.At, Zone(start.Zone));
        return (store, new ManualClock(start.At));
    }

    private static BudgetWriter NewWriter(MemoryBudgetStore store, ManualClock clock, int commitSize) =>
        new(Department, store, clock, new BudgetOptions { CommitSize = commitSize, MaxReloads = 20 }, Instruments, NullLogger<BudgetWriter>.Instance);

    private static string NameOf(BudgetReply reply) => reply switch
    {
        BudgetAccepted { Replayed: true } => "replay",
        BudgetAccepted => "ok",
        BudgetRefused refused => refused.Reason.ToString(),
        _ => reply.ToString(),
    };

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static string Print((Start Start, List<Step> Steps) history) => $"{history.Start}\n{string.Join('\n', history.Steps)}";
}
