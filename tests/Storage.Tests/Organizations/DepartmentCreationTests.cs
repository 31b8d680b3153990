using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Organizations;

/// <summary>What every engine must do for a new department under a cap of 200 AUD, of which 60 are left.</summary>
public abstract class DepartmentCreationTests(PostgresFixture? postgres) : OrganizationBudgetTestBase(postgres)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Assert.Equal(CommitOutcome.Committed, await Organizations.Commit(AllotmentRules.SetCap(await Load(), Money.FromAud(200)).Change!, NewCause()));
    }

    [EngineFact]
    public async Task Creation_UnderACap_CommitsDepartmentBudgetShareAndEventsTogether()
    {
        var (before, creation) = (await Load(), NewCreation(60));

        Assert.Equal(CommitOutcome.Committed, await Create(before, creation));

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var budget = await db.DepartmentBudgets.SingleAsync(row => row.DepartmentId == creation.DepartmentId);
        Assert.Equal((Money.FromAud(60), (Money?)Money.FromAud(60), "Australia/Sydney"), (budget.MonthlyBudgetAud, budget.AllocatedAud, budget.TimeZone));
        Assert.Equal(before.Version + 1, (await Load()).Version);
        var happened = Assert.Single(await EventsOf("department.created"));
        Assert.Equal((creation.DepartmentId, 0L), (happened.SubjectId, happened.SubjectVersion));
        Assert.True(Signer.IsAuthentic(happened));
        Assert.Null((await Store.Verify(creation.DepartmentId))!.FirstDifference);
    }

    [EngineFact]
    public async Task Creations_DecidedOnTheSameShares_AreNotBothCommitted()
    {
        var seen = await Load();

        var outcomes = await Task.WhenAll(Create(seen, NewCreation(40, "A")), Create(seen, NewCreation(40, "B")));

        Assert.Equal([CommitResult.Committed, CommitResult.FenceLost], outcomes.Select(outcome => outcome.Result).Order());
        Assert.Equal(180m, await BudgetsTogether());
    }

    [EngineFact]
    public async Task Creation_DecidedBeforeABudgetsShareRose_LosesTheFence()
    {
        var seen = await Load();
        await Organizations.Commit(AllotmentRules.Raise(seen, DepartmentId, Money.FromAud(150)).Change!, NewCause());

        Assert.Equal(CommitResult.FenceLost, (await Create(seen, NewCreation(60))).Result);

        Assert.Equal(140m, await BudgetsTogether());
        Assert.Empty(await EventsOf("department.created"));
    }

    [EngineFact]
    public async Task Changes_DecidedBeforeACreation_LoseTheFence()
    {
        var seen = await Load();
        await Create(seen, NewCreation(60));

        var raised = await Organizations.Commit(AllotmentRules.Raise(seen, DepartmentId, Money.FromAud(150)).Change!, NewCause());
        var lowered = await Organizations.Commit(AllotmentRules.SetCap(seen, Money.FromAud(140)).Change!, NewCause());

        Assert.Equal((CommitResult.FenceLost, CommitResult.FenceLost), (raised.Result, lowered.Result));
    }

    [EngineFact]
    public async Task Creation_WithoutACap_RaisesTheFenceOfACapThatIsBeingSet()
    {
        await Organizations.Commit(AllotmentRules.SetCap(await Load(), null).Change!, NewCause());
        var seen = await Load();
        await Create(seen, NewCreation(60));

        var late = await Organizations.Commit(AllotmentRules.SetCap(seen, Money.FromAud(140)).Change!, NewCause());

        Assert.Equal(CommitResult.FenceLost, late.Result);
    }

    [EngineFact]
    public async Task Creation_OfATakenCodeOrId_WritesNothing()
    {
        var before = await Load();

        var code = await Create(before, NewCreation(1, "SALES"));
        var id = await Organizations.Commit(
            AllotmentRules.Create(before, NewCreation(1)).Change! with { Created = NewCreation(1) with { DepartmentId = SecondId } }, NewCause());

        Assert.Equal((CommitResult.KeyExists, CommitResult.KeyExists), (code.Result, id.Result));
        Assert.Equal(before.Version, (await Load()).Version);
    }

    private Task<CommitOutcome> Create(OrganizationAllotments seen, CreateDepartment creation) =>
        Organizations.Commit(AllotmentRules.Create(seen, creation).Change!, NewCause());

    private async Task<decimal> BudgetsTogether() => (await Load()).Departments.Sum(department => department.MonthlyBudget.Aud);
}

public sealed class SqliteDepartmentCreationTests() : DepartmentCreationTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresDepartmentCreationTests(PostgresFixture postgres) : DepartmentCreationTests(postgres);

[NeedsServer(SqlServerDatabases.Variable)]
public sealed class SqlServerDepartmentCreationTests() : DepartmentCreationTests(null)
{
    protected override Task<TestDatabase> MakeDatabaseAsync() => SqlServerDatabases.MakeAsync();
}
