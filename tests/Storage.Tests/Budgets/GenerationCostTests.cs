using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Budgets;

/// <summary>A generation costs what its attempts were charged, whenever they are settled.</summary>
public abstract class GenerationCostTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    [EngineFact]
    public async Task Settle_AfterItsGenerationEnded_RaisesTheGenerationsCostAndNothingElse()
    {
        var line = NewLine(2);
        var writer = NewWriter();
        await writer.Submit(line.ToReserve(UserId));
        await writer.Submit(TopUp(line, 2));
        await writer.Submit(Attempt(line, 2, 1.5m) with { End = line.ToSettle(0).End });

        Assert.IsType<BudgetAccepted>(await writer.Submit(Attempt(line, 1, 1.25m)));

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var generation = await db.Generations.SingleAsync();
        Assert.Equal((Money.FromAud(2.75m), 1L), (generation.CostAud, generation.Version));
        Assert.Null((await Verify()).FirstDifference);
    }

    [EngineFact]
    public async Task Settles_OfOneGenerationInOneCommit_AddUp()
    {
        var line = NewLine(2);
        var writer = NewWriter();
        BudgetOperation[] opening = [line.ToReserve(UserId), TopUp(line, 2), TopUp(line, 3)];
        BudgetOperation[] closing = [Attempt(line, 2, 0.5m), line.ToSettle(1), Attempt(line, 3, 0.25m)];

        var replies = await Task.WhenAll(opening.Concat(closing).Select(writer.Submit));

        Assert.All(replies, reply => Assert.IsType<BudgetAccepted>(reply));
        await using var db = await Database.Contexts.CreateDbContextAsync();
        Assert.Equal(Money.FromAud(1.75m), (await db.Generations.SingleAsync()).CostAud);
        Assert.Null((await Verify()).FirstDifference);
    }

    [EngineFact]
    public async Task Verify_OfACostEventThatAnotherDepartmentIsChargedFor_NamesThatDepartment()
    {
        var (line, other) = (NewLine(2), Guid.CreateVersion7());
        var writer = NewWriter();
        await writer.Submit(line.ToReserve(UserId));
        await writer.Submit(line.ToSettle(1));
        await AddDepartment(other);

        await using (var db = await Database.Contexts.CreateDbContextAsync())
        {
            await db.CostEvents.ExecuteUpdateAsync(set => set.SetProperty(cost => cost.DepartmentId, other));
        }

        Assert.Contains($"is charged to department {other}", (await Verify()).FirstDifference, StringComparison.Ordinal);
    }

    private async Task AddDepartment(Guid id)
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        DepartmentFactory.Add(
            db,
            new NewDepartment { Id = id, OrganizationId = OrganizationId, Name = "Sales", Code = "SALES", Zone = TimeZoneInfo.Utc },
            TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync();
    }

    private static TopUp TopUp(BudgetLine line, int attempt) => new()
    {
        FirstHoldId = line.HoldId,
        GenerationId = line.GenerationId,
        AttemptNo = attempt,
        Ceiling = new PricedAmount(Money.FromAud(line.Aud)),
    };

    private static Settle Attempt(BudgetLine line, int attempt, decimal cost) =>
        line.ToSettle(cost) with { HoldId = DerivedId.Hold(line.GenerationId, attempt), AttemptNo = attempt, End = null };
}

public sealed class SqliteGenerationCostTests() : GenerationCostTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresGenerationCostTests(PostgresFixture postgres) : GenerationCostTests(postgres);

[NeedsServer(SqlServerDatabases.Variable)]
public sealed class SqlServerGenerationCostTests() : GenerationCostTests(null)
{
    protected override Task<TestDatabase> MakeDatabaseAsync() => SqlServerDatabases.MakeAsync();
}
