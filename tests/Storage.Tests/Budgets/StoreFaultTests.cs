using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Budgets;

/// <summary>What the ledger answers when the database, or a row, is not as it should be; on every engine.</summary>
public abstract class StoreFaultTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    private const string RaiseVersion = "UPDATE department_budgets SET version = version + 1";

    [EngineFact]
    public async Task Reserve_AfterTheVersionWasRaisedElsewhere_IsDecidedAgain()
    {
        var writer = NewWriter();
        await writer.Submit(Reserve(40));
        await Database.ExecuteAsync($"UPDATE budget_periods SET budget_aud = {StoredAs(50)}");
        await Database.ExecuteAsync($"{RaiseVersion}, monthly_budget_aud = {StoredAs(50)}");

        var tooMuch = await writer.Submit(Reserve(10.000001m));
        await Database.ExecuteAsync(RaiseVersion);
        var fitting = await writer.Submit(Reserve(10));

        Assert.Equal(Money.FromAud(50), (await writer.Read())!.MonthlyBudget);
        Assert.Equal(BudgetRefusal.InsufficientBudget, Assert.IsType<BudgetRefused>(tooMuch).Reason);
        Assert.Equal(Money.Zero, Assert.IsType<BudgetAccepted>(fitting).Left);
    }

    [EngineTheory]
    [InlineData(0x0000)]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    public async Task Reserve_WithACharacterThatIsNoText_IsRefusedAloneAndTheRestCommits(int character)
    {
        var good = Enumerable.Range(0, 10).Select(_ => Reserve(1)).ToList();
        var bad = (NewLine(1) with { ModelName = $"can{(char)character}vas" }).ToReserve(UserId);
        var writer = NewWriter();

        var replies = await Task.WhenAll(good.Take(4).Append(bad).Concat(good.Skip(4)).Select(request => writer.Submit(request)));

        Assert.Equal(BudgetRefusal.RowRefused, Assert.IsType<BudgetRefused>(replies[4]).Reason);
        Assert.All(good, (_, i) => Assert.IsType<BudgetAccepted>(replies[i < 4 ? i : i + 1]));
        Assert.IsType<BudgetAccepted>(await writer.Submit(Reserve(1)));
        await AssertHolds(11, Money.FromAud(11));
    }

    [EngineTheory]
    [InlineData(0x0000)]
    [InlineData(0xD800)]
    public async Task Release_WithAnErrorCodeThatIsNoText_IsRefusedAndKeepsTheHold(int character)
    {
        var line = NewLine(2);
        var writer = NewWriter();
        await writer.Submit(line.ToReserve(UserId));
        var release = line.ToRelease();

        var refused = await writer.Submit(release with { End = release.End! with { ErrorCode = $"capa{(char)character}city" } });

        Assert.Equal(BudgetRefusal.RowRefused, Assert.IsType<BudgetRefused>(refused).Reason);
        Assert.IsType<BudgetAccepted>(await writer.Submit(release));
        Assert.Null((await Verify()).FirstDifference);
    }

    [EngineTheory]
    [InlineData(0x0000)]
    [InlineData(0xD800)]
    public async Task SetBudget_WithAReasonThatIsNoText_IsRefusedAndChangesNothing(int character)
    {
        var change = new SetBudget
        {
            OperationId = Guid.CreateVersion7(),
            ActorId = AdministratorId,
            MonthlyBudget = Money.FromAud(7),
            Reason = $"{(char)character}",
        };
        var writer = NewWriter();

        Assert.Equal(BudgetRefusal.RowRefused, Assert.IsType<BudgetRefused>(await writer.Submit(change)).Reason);
        Assert.Equal(Money.FromAud(100), (await writer.Read())!.MonthlyBudget);
        Assert.IsType<BudgetAccepted>(await writer.Submit(change with { Reason = "fewer campaigns" }));
    }

    /// <summary>Holds that are open, what they hold, and that all sums agree.</summary>
    protected async Task AssertHolds(int count, Money held)
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        Assert.Equal(count, await db.BudgetHolds.CountAsync());
        Assert.Equal(held, (await db.DepartmentBudgets.SingleAsync()).CurrentHeldAud);
        Assert.Null((await Verify()).FirstDifference);
    }

    protected static void AssertUnavailable(BudgetOutage outage, BudgetReply reply) =>
        Assert.Equal(outage, Assert.IsType<BudgetUnavailable>(reply).Outage);

    private long StoredAs(long aud) => Database.Engine == StorageEngine.Sqlite ? Money.FromAud(aud).Micros : aud;
}
