using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Batches;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Budgets;

/// <summary>What every engine must do for a ledger.</summary>
public abstract class BudgetStoreTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    [EngineFact]
    public async Task Reserve_Accepted_CommitsMoneyWorkAndEventTogether()
    {
        var line = NewLine(12.345678m);

        var reply = await NewWriter().Submit(line.ToReserve(UserId));

        Assert.Equal(Money.FromAud(87.654322m), Assert.IsType<BudgetAccepted>(reply).Left);
        await using var db = await Database.Contexts.CreateDbContextAsync();
        var hold = await db.BudgetHolds.SingleAsync();
        Assert.Equal((line.HoldId, Money.FromAud(line.Aud), 1.55m, 3), (hold.Id, hold.RemainingAud, hold.FxRate, hold.PriceVersion));
        var generation = await db.Generations.SingleAsync();
        Assert.Equal((line.GenerationId, GenerationStatus.Pending, "v1:sealed"), (generation.Id, generation.Status, generation.PromptEncrypted));
        Assert.Equal("explicit", (await db.GenerationMetadata.SingleAsync()).SelectedModelReason);
        var entry = await db.BudgetEntries.SingleAsync(row => row.Sequence == 2);
        Assert.Equal((EntryKind.Reserve, Money.FromAud(line.Aud)), (entry.Kind, entry.HeldAfterAud));
        var happened = await db.Outbox.SingleAsync();
        Assert.Equal(("generation.accepted", line.GenerationId), (happened.EventType, happened.SubjectId));
        Assert.True(new OutboxSigner(new byte[32]).IsAuthentic(happened));
    }

    [EngineFact]
    public async Task Settle_Accepted_CommitsCostAndEndTogether()
    {
        var line = NewLine(2);
        var writer = NewWriter();
        await writer.Submit(line.ToReserve(UserId));

        var reply = await writer.Submit(line.ToSettle(1.5m));

        Assert.Equal(Money.FromAud(98.5m), Assert.IsType<BudgetAccepted>(reply).Left);
        await using var db = await Database.Contexts.CreateDbContextAsync();
        var cost = await db.CostEvents.SingleAsync();
        Assert.Equal((Money.FromAud(2), Money.FromAud(1.5m), line.HoldId), (cost.EstimatedCostAud, cost.ActualCostAud, cost.HoldId));
        var generation = await db.Generations.SingleAsync();
        Assert.Equal((GenerationStatus.Completed, "images/a.png", 1L), (generation.Status, generation.ImageUrl, generation.Version));
        Assert.Equal(1, (await db.GenerationMetadata.SingleAsync()).RetryCount);
        var budget = await db.DepartmentBudgets.SingleAsync();
        Assert.Equal((Money.FromAud(1.5m), Money.Zero), (budget.CurrentSpendAud, budget.CurrentHeldAud));
        Assert.Null((await Verify()).FirstDifference);
    }

    [EngineTheory]
    [InlineData(CostSource.Usage, "0.967741935484", "USD")]
    [InlineData(CostSource.Provider, "0.9", "EUR")]
    [InlineData(CostSource.PriceList, "1.5", "AUD")]
    [InlineData(CostSource.Assumed, null, null)]
    public async Task Settle_Accepted_KeepsWhatTheProviderChargedAndHowThatIsKnown(CostSource source, string? amount, string? currency)
    {
        var line = NewLine(2);
        var writer = NewWriter();
        await writer.Submit(line.ToReserve(UserId));
        var charged = amount is null ? (decimal?)null : decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);

        Assert.IsType<BudgetAccepted>(await writer.Submit(line.ToSettle(1.5m) with { Source = source, ProviderAmount = charged, ProviderCurrency = currency }));

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var cost = await db.CostEvents.AsNoTracking().SingleAsync();
        Assert.Equal((source, charged, currency, Money.FromAud(1.5m)), (cost.CostSource, cost.ProviderAmount, cost.ProviderCurrency, cost.ActualCostAud));
    }

    [EngineFact]
    public async Task EveryVerb_ThenReload_LeavesTheSameLedger()
    {
        var writer = NewWriter();
        await RunEveryVerb(writer);
        var before = (await writer.Read())!;

        var after = (await NewWriter().Read())!;

        Assert.Equal(before with { Limits = [], Thresholds = [] }, after with { Limits = [], Thresholds = [] });
        Assert.Equal(before.Limits, after.Limits);
        Assert.Equal([40, 90], after.Thresholds);
        var report = await Verify();
        Assert.Null(report.FirstDifference);
        Assert.Equal((13, 5, 2), (report.Entries, report.Holds, report.CostEvents));
    }

    [EngineFact]
    public async Task Reserve_FromTwoWritersAtOnce_AcceptsExactlyTheBudget()
    {
        var writers = new[] { NewWriter(commitSize: 7), NewWriter(commitSize: 16), NewWriter() };
        var requests = Enumerable.Range(0, 300).Select(i => SubmitUntilDefinite(writers[i % 3], Reserve(1)));

        var replies = await Task.WhenAll(requests);

        Assert.Equal(100, replies.Count(reply => reply is BudgetAccepted));
        Assert.Equal(200, replies.Count(reply => reply is BudgetRefused { Reason: BudgetRefusal.InsufficientBudget }));
        Assert.Null((await Verify()).FirstDifference);
    }

    [EngineTheory]
    [InlineData("reference")]
    [InlineData("length")]
    [InlineData("json")]
    public async Task Reserve_WithOneRowThatTheDatabaseRefuses_RefusesItAloneAndCommitsTheRest(string fault)
    {
        var good = Enumerable.Range(0, 20).Select(_ => Reserve(1)).ToList();
        var bad = fault switch
        {
            "reference" => NewLine(1).ToReserve(userId: Guid.CreateVersion7()),
            "length" => (NewLine(1) with { ModelName = new string('x', 101) }).ToReserve(UserId),
            _ => (NewLine(1) with { Metadata = "{" }).ToReserve(UserId),
        };
        var writer = NewWriter();

        var replies = await Task.WhenAll(good.Take(9).Append(bad).Concat(good.Skip(9)).Select(request => writer.Submit(request)));

        Assert.Equal(BudgetRefusal.RowRefused, Assert.IsType<BudgetRefused>(replies[9]).Reason);
        Assert.Equal(20, replies.Count(reply => reply is BudgetAccepted));
        Assert.Equal(Money.FromAud(20), (await writer.Read())!.Held);
        Assert.Null((await Verify()).FirstDifference);
    }

    [EngineFact]
    public async Task Operations_RepeatedAfterTheirHoldClosed_AnswerWithTheFirstAnswer()
    {
        var line = NewLine(3);
        var writer = NewWriter();
        await writer.Submit(line.ToReserve(UserId));
        await writer.Submit(line.ToSettle(2));

        var replies = await Task.WhenAll(NewWriter().Submit(line.ToReserve(UserId)), NewWriter().Submit(line.ToSettle(2.5m)));

        Assert.All(replies, reply => Assert.True(Assert.IsType<BudgetAccepted>(reply).Replayed));
        Assert.All(replies, reply => Assert.Equal(Money.FromAud(2), Assert.IsType<BudgetAccepted>(reply).Holds[0].Charged));
        Assert.Equal(BudgetRefusal.HoldMismatch, Assert.IsType<BudgetRefused>(await writer.Submit(line.ToRelease())).Reason);
    }

    [EngineFact]
    public async Task Adjust_Repeated_IsAppliedOnce()
    {
        var adjust = new Adjust { OperationId = Guid.CreateVersion7(), ActorId = AdministratorId, Amount = Money.FromAud(5), Reason = "invoice" };
        var writer = NewWriter();

        var replies = new[] { await writer.Submit(adjust), await writer.Submit(adjust), await NewWriter().Submit(adjust) };

        Assert.Equal([false, true, true], replies.Select(reply => Assert.IsType<BudgetAccepted>(reply).Replayed));
        Assert.Equal(Money.FromAud(5), (await writer.Read())!.Spent);
    }

    [EngineFact]
    public async Task Reserve_AfterTheDepartmentWasDeactivatedElsewhere_IsRefusedUntilItIsActiveAgain()
    {
        var writer = NewWriter();
        await writer.Submit(Reserve(1));

        await SetActive(false);
        var refused = await writer.Submit(Reserve(1));
        await SetActive(true);
        var accepted = await writer.Submit(Reserve(1));

        Assert.Equal(BudgetRefusal.DepartmentInactive, Assert.IsType<BudgetRefused>(refused).Reason);
        Assert.IsType<BudgetAccepted>(accepted);
    }

    [EngineFact]
    public async Task Settle_OfAGenerationThatMovedOn_IsRefusedAndMovesNoMoney()
    {
        var line = NewLine(3);
        var writer = NewWriter();
        await writer.Submit(line.ToReserve(UserId));
        await Database.ExecuteAsync("UPDATE generations SET version = 4");

        var reply = await writer.Submit(line.ToSettle(1));

        Assert.Equal(BudgetRefusal.GenerationChanged, Assert.IsType<BudgetRefused>(reply).Reason);
        Assert.Equal((Money.Zero, Money.FromAud(3)), ((await writer.Read())!.Spent, (await writer.Read())!.Held));
        Assert.Null((await Verify()).FirstDifference);
    }

    [EngineFact]
    public async Task SetLimit_InTheMiddleOfAPeriod_CountsWhatWasSpentAndHeldBefore()
    {
        var (settled, held) = (NewLine(4), NewLine(3));
        var writer = NewWriter();
        await writer.Submit(settled.ToReserve(UserId));
        await writer.Submit(settled.ToSettle(4));
        await writer.Submit(held.ToReserve(UserId));
        await writer.Submit(Limit(UserId, 10));

        var replies = new[] { await writer.Submit(Reserve(3.000001m)), await writer.Submit(Reserve(3)) };

        Assert.Equal(BudgetRefusal.UserLimitExceeded, Assert.IsType<BudgetRefused>(replies[0]).Reason);
        Assert.IsType<BudgetAccepted>(replies[1]);
        Assert.Equal(new LimitView(UserId, LimitSubject.User, Money.FromAud(10), Money.FromAud(4), Money.FromAud(6)), (await NewWriter().Read())!.Limits.Single());
    }

    [EngineFact]
    public async Task AnyVerb_ForAnUnknownDepartment_IsRefused()
    {
        Assert.Null(await Store.Load(Guid.CreateVersion7()));
        Assert.Null(await Store.ReadVersion(Guid.CreateVersion7()));
        Assert.Null(await Store.Verify(Guid.CreateVersion7()));
    }

    [EngineTheory]
    [InlineData("UPDATE budget_periods SET spent_aud = spent_aud + 1", "Period")]
    [InlineData("UPDATE department_budgets SET current_spend_aud = current_spend_aud + 1", "The department has")]
    [InlineData("UPDATE budget_holds SET charged_aud = charged_aud + 1 WHERE state = 'settled'", "Hold")]
    [InlineData("UPDATE cost_events SET actual_cost_aud = actual_cost_aud + 1", "cost event")]
    [InlineData("UPDATE cost_events SET fx_rate = fx_rate + 1", "at a rate of")]
    [InlineData("UPDATE cost_events SET provider_cost_aud = provider_cost_aud + 1", "at a rate of")]
    [InlineData("UPDATE cost_events SET period_start = '2020-01-01'", "cost event")]
    [InlineData("UPDATE cost_events SET attempt_no = 9", "another attempt or payer")]
    [InlineData("DELETE FROM cost_events", "by its cost events")]
    [InlineData("UPDATE generations SET cost_aud = cost_aud + 1", "by its cost events")]
    [InlineData("UPDATE budget_limits SET spent_aud = spent_aud + 1", "spent by its row")]
    [InlineData("DELETE FROM budget_entries WHERE sequence = 3", "missing")]
    [InlineData("UPDATE department_budgets SET last_sequence = last_sequence + 1", "stands at entry")]
    public async Task Verify_AfterARowWasChangedByHand_NamesTheDifference(string tampering, string named)
    {
        await RunEveryVerb(NewWriter());
        Assert.Null((await Verify()).FirstDifference);

        Assert.NotEqual(0, await Database.ExecuteAsync(tampering));

        Assert.Contains(named, (await Verify()).FirstDifference, StringComparison.Ordinal);
    }

    protected static async Task<BudgetReply> SubmitUntilDefinite(BudgetWriter writer, BudgetOperation operation)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var reply = await writer.Submit(operation);
            if (reply is not BudgetUnavailable)
            {
                return reply;
            }
        }

        throw new InvalidOperationException("The operation was never answered.");
    }

    /// <summary>Thirteen entries, with the one that made the department: every kind but a rollover.</summary>
    private async Task RunEveryVerb(BudgetWriter writer)
    {
        var (first, second, item) = (NewLine(10), NewLine(4), NewLine(2) with { BatchId = Guid.CreateVersion7() });
        BudgetOperation[] operations =
        [
            first.ToReserve(UserId),
            second.ToReserve(UserId),
            new TopUp { FirstHoldId = first.HoldId, GenerationId = first.GenerationId, AttemptNo = 2, Ceiling = new PricedAmount(Money.FromAud(1)) },
            BatchOf(item),
            new Draw { BatchHoldId = DerivedId.BatchHold(item.BatchId!.Value), Item = item.ToLine() },
            first.ToSettle(7.123456m),
            second.ToRelease(),
            item.ToSettle(0),
            new Release { HoldId = DerivedId.BatchHold(item.BatchId.Value), Reason = "the batch ended" },
            new SetBudget { OperationId = Guid.CreateVersion7(), ActorId = AdministratorId, MonthlyBudget = Money.FromAud(90), Mode = EnforcementMode.Soft, Thresholds = [40, 90] },
            Limit(UserId, 30),
            new Adjust { OperationId = Guid.CreateVersion7(), ActorId = AdministratorId, Amount = Money.FromAud(-0.5m), Reason = "credit note" },
        ];
        foreach (var operation in operations)
        {
            Assert.IsType<BudgetAccepted>(await writer.Submit(operation));
        }
    }

    private Reserve BatchOf(BudgetLine item) => new()
    {
        UserId = UserId,
        Lines =
        [
            new ReserveLine
            {
                HoldId = DerivedId.BatchHold(item.BatchId!.Value),
                Ceiling = new PricedAmount(Money.FromAud(20)),
                Batch = new BatchDraft { Id = item.BatchId.Value, ItemCount = 10, Name = "catalogue" },
            },
        ],
    };

    private SetLimit Limit(Guid userId, decimal aud) => new()
    {
        OperationId = Guid.CreateVersion7(),
        ActorId = AdministratorId,
        SubjectId = userId,
        Subject = LimitSubject.User,
        Amount = Money.FromAud(aud),
    };

    private async Task SetActive(bool active)
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        (await db.Departments.SingleAsync()).IsActive = active;
        (await db.DepartmentBudgets.SingleAsync()).Version++;
        await db.SaveChangesAsync();
    }
}

public sealed class SqliteBudgetStoreTests() : BudgetStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresBudgetStoreTests(PostgresFixture postgres) : BudgetStoreTests(postgres);
