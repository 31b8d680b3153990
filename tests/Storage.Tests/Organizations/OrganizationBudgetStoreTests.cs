using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Testing;

namespace DonatelloAI.Storage.Tests.Organizations;

/// <summary>What every engine must do for an organisation's cap.</summary>
public abstract class OrganizationBudgetStoreTests(PostgresFixture? postgres) : OrganizationBudgetTestBase(postgres)
{
    [EngineFact]
    public async Task Cap_SetAndRemoved_GivesAndTakesEveryShare()
    {
        var before = await Load();
        var cause = NewCause();
        Assert.Equal(CommitOutcome.Committed, await Organizations.Commit(AllotmentRules.SetCap(before, Money.FromAud(200)).Change!, cause));

        Assert.Equal("cap 200: 100 of 100, 40 of 40", await Shares());
        Assert.Equal(before.Version + 1, (await Load()).Version);
        Assert.True(await Organizations.WasApplied(cause.OperationId));
        Assert.False(await Organizations.WasApplied(Guid.CreateVersion7()));
        var events = (await EventsOf("organization.cap_changed")).Concat(await EventsOf("budget.allotted")).ToList();
        Assert.Equal(new[] { OrganizationId, DepartmentId, SecondId }.Order(), events.Select(row => row.SubjectId).Order());
        Assert.All(events, row => Assert.True(Signer.IsAuthentic(row)));

        await Commit(AllotmentRules.SetCap(await Load(), null));
        Assert.Equal("cap none: 100 of none, 40 of none", await Shares());
    }

    [EngineFact]
    public async Task Commit_OnAVersionThatSomebodyElseHasRaised_LosesTheFenceAndWritesNothing()
    {
        await Commit(AllotmentRules.SetCap(await Load(), Money.FromAud(200)));
        var seen = await Load();
        await Commit(AllotmentRules.Raise(seen, DepartmentId, Money.FromAud(160)));

        var late = await Organizations.Commit(AllotmentRules.Raise(seen, SecondId, Money.FromAud(100)).Change!, NewCause());

        Assert.Equal(CommitResult.FenceLost, late.Result);
        Assert.Equal("cap 200: 100 of 160, 40 of 40", await Shares());
        Assert.Equal(3, (await EventsOf("budget.allotted")).Count);
    }

    [EngineFact]
    public async Task Commit_WhileABudgetHasGrownBeyondItsNewShare_LosesTheFence()
    {
        var seen = await Load();
        Assert.IsType<BudgetAccepted>(await NewWriter().Submit(Budget(150)));

        var late = await Organizations.Commit(AllotmentRules.SetCap(seen, Money.FromAud(140)).Change!, NewCause());

        Assert.Equal(CommitResult.FenceLost, late.Result);
        Assert.Equal("cap none: 150 of none, 40 of none", await Shares());
    }

    [EngineFact]
    public async Task Ledger_AfterItsShareWasChanged_DecidesByTheNewOne()
    {
        var writer = NewWriter();
        await writer.Submit(Reserve(1));
        await Commit(AllotmentRules.SetCap(await Load(), Money.FromAud(200)));

        var refused = await writer.Submit(Budget(120));
        await Commit(AllotmentRules.Raise(await Load(), DepartmentId, Money.FromAud(120)));
        var accepted = await writer.Submit(Budget(120));

        Assert.Equal(BudgetRefusal.AllocationExceeded, Assert.IsType<BudgetRefused>(refused).Reason);
        Assert.IsType<BudgetAccepted>(accepted);
        Assert.Equal("cap 200: 120 of 120, 40 of 40", await Shares());
        Assert.Null((await Verify()).FirstDifference);
    }

    [EngineFact]
    public async Task Ledger_WithoutAShareUnderACap_KeepsItsBudgetAndCannotRaiseIt()
    {
        await Commit(AllotmentRules.SetCap(await Load(), Money.FromAud(200)));
        await Database.ExecuteAsync("UPDATE department_budgets SET allocated_aud = NULL");

        var replies = new[] { await NewWriter().Submit(Budget(101)), await NewWriter().Submit(Budget(99)) };

        Assert.Equal(BudgetRefusal.AllocationExceeded, Assert.IsType<BudgetRefused>(replies[0]).Reason);
        Assert.IsType<BudgetAccepted>(replies[1]);
    }

    [EngineFact]
    public async Task Raises_OfTwoActivationsAtOnce_NeverPassTheCap()
    {
        await Commit(AllotmentRules.SetCap(await Load(), Money.FromAud(200)));

        await Task.WhenAll(RaiseStepwise(DepartmentId, 100), RaiseStepwise(SecondId, 40));

        var state = await Load();
        Assert.Equal(200m, state.Departments.Sum(department => department.Allotted!.Value.Aud));
        Assert.All(state.Departments, department => Assert.Equal(department.MonthlyBudget, department.Allotted));
    }

    [EngineFact]
    public async Task Load_OfAnUnknownOrganisation_FindsNothing() => Assert.Null(await Organizations.Load(Guid.CreateVersion7()));

    /// <summary>Raises share and budget by 5 AUD until the cap refuses.</summary>
    private async Task RaiseStepwise(Guid departmentId, decimal from)
    {
        var writer = NewWriter(departmentId);
        for (var wanted = Money.FromAud(from + 5); ;)
        {
            var decision = AllotmentRules.Raise(await Load(), departmentId, wanted);
            if (decision.Refusal is not null)
            {
                return;
            }

            if (decision.Change is null || (await Organizations.Commit(decision.Change, NewCause())).Result == CommitResult.Committed)
            {
                // A share that the other one took back meanwhile is asked for again.
                wanted += await writer.Submit(Budget(wanted.Aud)) is BudgetAccepted ? Money.FromAud(5) : Money.Zero;
            }
        }
    }

    private async Task Commit(AllotmentDecision decision) =>
        Assert.Equal(CommitOutcome.Committed, await Organizations.Commit(decision.Change!, NewCause()));
}

public sealed class SqliteOrganizationBudgetStoreTests() : OrganizationBudgetStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresOrganizationBudgetStoreTests(PostgresFixture postgres) : OrganizationBudgetStoreTests(postgres);

[NeedsServer(SqlServerDatabases.Variable)]
public sealed class SqlServerOrganizationBudgetStoreTests() : OrganizationBudgetStoreTests(null)
{
    protected override Task<TestDatabase> MakeDatabaseAsync() => SqlServerDatabases.MakeAsync();
}
