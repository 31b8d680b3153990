using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Storage.Users;

namespace DonatelloAI.Storage.Tests.Budgets;

/// <summary>What every engine must do for readers of a ledger.</summary>
public abstract class BudgetReadStoreTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    private BudgetReadStore Reader => new(Database.Contexts);

    [EngineFact]
    public async Task Entries_PageByPage_AreAllOfThemNewestFirst()
    {
        await ReserveThree();

        var first = await Reader.Entries(DepartmentId, new BudgetEntryFilter { Limit = 3 });
        var rest = await Reader.Entries(DepartmentId, new BudgetEntryFilter { Limit = 3, Before = first[^1].Sequence });

        Assert.Equal([4, 3, 2, 1], first.Concat(rest).Select(entry => entry.Sequence));
        Assert.Equal((EntryKind.Reserve, EntryKind.SetBudget), (first[0].Kind, rest[^1].Kind));
        Assert.Empty(await Reader.Entries(DepartmentId, new BudgetEntryFilter { Limit = 3, PeriodStart = new DateOnly(2001, 1, 1) }));
        Assert.Equal(4, (await Reader.Entries(DepartmentId, new BudgetEntryFilter { Limit = 9, PeriodStart = first[0].PeriodStart })).Count);
    }

    [EngineFact]
    public async Task OpenHolds_PageByPage_AreAllOfThemOnce()
    {
        await ReserveThree();

        var first = await Reader.OpenHolds(DepartmentId, 2, null);
        var second = await Reader.OpenHolds(DepartmentId, 2, first[^1].Id);

        Assert.Equal((2, 1), (first.Count, second.Count));
        Assert.Equal(3, first.Concat(second).Select(hold => hold.Id).Distinct().Count());
        Assert.Empty(await Reader.OpenHolds(DepartmentId, 2, second[^1].Id));
    }

    [EngineFact]
    public async Task EntryOf_AnAdministratorsChange_IsFoundByItsId()
    {
        var change = new Adjust { OperationId = Guid.CreateVersion7(), ActorId = AdministratorId, Amount = Contracts.Money.FromAud(3), Reason = "invoice" };
        await NewWriter().Submit(change);

        var entry = (await Reader.EntryOf(DepartmentId, change.OperationId))!;

        Assert.Equal((EntryKind.Adjust, change.Amount, "invoice"), (entry.Kind, entry.Amount, entry.Reason));
        Assert.Null(await Reader.EntryOf(DepartmentId, Guid.CreateVersion7()));
        Assert.Equal(change.Amount, (await Reader.Period(DepartmentId, entry.PeriodStart))!.Spent);
        Assert.Null(await Reader.Period(DepartmentId, new DateOnly(2001, 1, 1)));
    }

    [EngineFact]
    public async Task SubjectKind_OfAPersonAKeyOrAStranger_TellsThemApart()
    {
        var key = new ApiKeyRow { Id = Guid.CreateVersion7(), OrganizationId = OrganizationId, UserId = UserId, KeyName = "k", KeyHash = "h", KeyPrefix = "p", Scopes = "[]" };
        await Database.AddAsync(key);

        Assert.Equal(LimitSubject.User, await Reader.SubjectKind(OrganizationId, UserId));
        Assert.Equal(LimitSubject.ApiKey, await Reader.SubjectKind(OrganizationId, key.Id));
        Assert.Null(await Reader.SubjectKind(Guid.CreateVersion7(), UserId));
        Assert.Null(await Reader.SubjectKind(OrganizationId, DepartmentId));
        Assert.Equal(OrganizationId, await Reader.OrganizationOf(DepartmentId));
        Assert.Null(await Reader.OrganizationOf(UserId));
    }

    private async Task ReserveThree()
    {
        var writer = NewWriter();
        for (var i = 0; i < 3; i++)
        {
            Assert.IsType<BudgetAccepted>(await writer.Submit(Reserve(1)));
        }
    }
}

public sealed class SqliteBudgetReadStoreTests() : BudgetReadStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresBudgetReadStoreTests(PostgresFixture postgres) : BudgetReadStoreTests(postgres);
