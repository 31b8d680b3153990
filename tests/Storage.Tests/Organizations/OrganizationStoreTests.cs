using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Organizations;

/// <summary>What every engine must do for departments: there are MKTG and SALES.</summary>
public abstract class OrganizationStoreTests(PostgresFixture? postgres) : OrganizationBudgetTestBase(postgres)
{
    private OrganizationStore Departments { get; set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Departments = new OrganizationStore(Database.Contexts, Signer, new CommitOptions());
    }

    [EngineFact]
    public async Task Change_Committed_IsReadBackWithItsEventAndKeepsForeignSettings()
    {
        await using (var db = await Database.Contexts.CreateDbContextAsync())
        {
            (await db.Departments.SingleAsync(row => row.Id == DepartmentId)).Settings = """{"colour":"red","cost_weight":0.9}""";
            await db.SaveChangesAsync();
        }

        var settings = new DepartmentSettings("local/canvas", "high", 0.25m);

        Assert.Equal(CommitOutcome.Committed, await Change(Edit(await Scene(), name: "Märkte", settings: settings)));

        var department = (await Departments.Department(OrganizationId, DepartmentId))!;
        Assert.Equal(("Märkte", "MKTG", settings, true), (department.Name, department.Code, department.Settings, department.IsActive));
        Assert.Contains("colour", (await Scene()).StoredSettings, StringComparison.Ordinal);
        var happened = Assert.Single(await EventsOf("department.changed"));
        Assert.True(Signer.IsAuthentic(happened));
        Assert.Contains("\"name\",\"settings\"", happened.Payload, StringComparison.Ordinal);
        Assert.DoesNotContain("rkte", happened.Payload, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Changes_DecidedOnTheSameVersion_AreNotBothCommitted()
    {
        var seen = await Scene();

        var outcomes = new[] { await Change(Edit(seen, name: "One")), await Change(Edit(seen, name: "Two")) };

        Assert.Equal([CommitResult.Committed, CommitResult.FenceLost], outcomes.Select(outcome => outcome.Result));
        Assert.Equal("One", (await Departments.Department(OrganizationId, DepartmentId))!.Name);
    }

    [EngineFact]
    public async Task Change_ToATakenCode_IsSeenBeforeAndRefusedByTheDatabase()
    {
        Assert.True((await Departments.LoadDepartment(OrganizationId, DepartmentId, "SALES"))!.IsCodeTaken);
        Assert.False((await Departments.LoadDepartment(OrganizationId, DepartmentId, "MKTG"))!.IsCodeTaken);

        Assert.Equal(CommitResult.KeyExists, (await Change(Edit(await Scene(), code: "SALES"))).Result);

        Assert.Empty(await EventsOf("department.changed"));
    }

    [EngineFact]
    public async Task Ledger_OfAClosedDepartment_AcceptsNothingNewWhileItRuns()
    {
        var writer = NewWriter();
        Assert.IsType<BudgetAccepted>(await writer.Submit(Reserve(1)));

        await Change(Edit(await Scene(), isActive: false));
        var refused = await writer.Submit(Reserve(1));
        await Change(Edit(await Scene(), isActive: true));

        Assert.Equal(BudgetRefusal.DepartmentInactive, Assert.IsType<BudgetRefused>(refused).Reason);
        Assert.IsType<BudgetAccepted>(await writer.Submit(Reserve(1)));
        Assert.Single(await EventsOf("department.deactivated"));
        Assert.Single(await EventsOf("department.activated"));
        Assert.Null((await Verify()).FirstDifference);
    }

    [EngineFact]
    public async Task Ledger_OfAFrozenDepartment_AcceptsNothingNewWhileItRuns()
    {
        var writer = NewWriter();
        Assert.IsType<BudgetAccepted>(await writer.Submit(Reserve(1)));

        await Change(Edit(await Scene(), freeze: "An audit of its campaigns"));
        var refused = await writer.Submit(Reserve(1));
        var frozen = (await Departments.Department(OrganizationId, DepartmentId))!.Freeze!;
        await Change(Edit(await Scene(), freeze: "Another one"));
        await Change(Edit(await Scene(), lifts: true));

        Assert.Equal(BudgetRefusal.DepartmentFrozen, Assert.IsType<BudgetRefused>(refused).Reason);
        Assert.Equal(("An audit of its campaigns", AdministratorId), (frozen.Reason, frozen.FrozenBy));
        Assert.IsType<BudgetAccepted>(await writer.Submit(Reserve(1)));
        Assert.Null((await Departments.Departments(OrganizationId, 9, null)).Single(department => department.Id == DepartmentId).Freeze);
        var events = await EventsOf("department.frozen");
        Assert.Equal(2, events.Count);
        Assert.Contains(events, happened => happened.Payload.Contains("An audit of its campaigns", StringComparison.Ordinal));
        Assert.Single(await EventsOf("department.unfrozen"));
        await using var db = await Database.Contexts.CreateDbContextAsync();
        Assert.Equal(2, await db.Freezes.CountAsync(row => row.SubjectId == DepartmentId && row.LiftedBy == AdministratorId));
        Assert.Null((await Verify()).FirstDifference);
    }

    [EngineFact]
    public async Task Ledger_OfAFrozenOrganisation_AcceptsNothingNew()
    {
        var writer = NewWriter();
        await writer.Submit(Reserve(1));
        var scene = await Departments.Load(OrganizationId, null);
        var caller = new Caller { UserId = AdministratorId, OrganizationId = OrganizationId, Role = UserRole.SuperAdmin, Scopes = KeyScopes.All };
        var request = new ChangeOrganization { Caller = caller, OperationId = Guid.CreateVersion7(), FreezeReason = "Unpaid" };

        Assert.Equal(CommitOutcome.Committed, await Departments.Commit(OrganizationEdits.Change(scene, request, TimeProvider.System.GetUtcNow())!));

        Assert.Equal(BudgetRefusal.OrganizationFrozen, Assert.IsType<BudgetRefused>(await writer.Submit(Reserve(1))).Reason);
        Assert.Equal("Unpaid", (await Departments.Organizations(9, null)).Single(organization => organization.Id == OrganizationId).Freeze!.Reason);
        Assert.Single(await EventsOf("organization.frozen"));
    }

    [EngineFact]
    public async Task Organization_MadeAndClosed_IsReadBackAndItsLedgersHearOfIt()
    {
        var made = OrganizationSamples.NewOrganization();
        Assert.Equal(CommitOutcome.Committed, await Departments.Commit(made));
        Assert.Equal(made.After, await Departments.Organization(made.After.Id));
        Assert.True((await Departments.Load(Guid.CreateVersion7(), "acme.com.au")).IsDomainTaken);
        Assert.Equal(CommitResult.KeyExists, (await Departments.Commit(made)).Result);
        var writer = NewWriter();
        await writer.Submit(Reserve(1));
        var scene = await Departments.Load(OrganizationId, null);
        var closed = OrganizationSamples.ClosedOrganization() with
        {
            ExpectedVersion = scene.Version,
            Before = scene.Organization,
            After = scene.Organization! with { IsActive = false },
            Ledgers = scene.Departments,
        };

        Assert.Equal([CommitResult.Committed, CommitResult.FenceLost], new[] { await Departments.Commit(closed), await Departments.Commit(closed) }.Select(outcome => outcome.Result));

        Assert.Equal(BudgetRefusal.DepartmentInactive, Assert.IsType<BudgetRefused>(await writer.Submit(Reserve(1))).Reason);
        Assert.Single(await EventsOf("organization.deactivated"));
        Assert.Equal(2, (await Departments.Organizations(9, null)).Count);
    }

    [EngineFact]
    public async Task Departments_ReadPageByPage_AreAllOfTheOrganisationAndNoOther()
    {
        var first = await Departments.Departments(OrganizationId, 1, null);
        var second = await Departments.Departments(OrganizationId, 5, first[0].Id);

        Assert.Equal(new[] { DepartmentId, SecondId }.Order(), first.Concat(second).Select(department => department.Id).Order());
        Assert.Empty(await Departments.Departments(Guid.CreateVersion7(), 5, null));
        Assert.Null(await Departments.Department(Guid.CreateVersion7(), DepartmentId));
        Assert.Null(await Departments.LoadDepartment(Guid.CreateVersion7(), DepartmentId, null));
    }

    private async Task<DepartmentScene> Scene() => (await Departments.LoadDepartment(OrganizationId, DepartmentId, null))!;

    private Task<CommitOutcome> Change(DepartmentEdit edit) => Departments.Commit(edit);

    private DepartmentEdit Edit(DepartmentScene scene, string? name = null, string? code = null, DepartmentSettings? settings = null, bool? isActive = null, string? freeze = null, bool lifts = false)
    {
        var caller = new Caller { UserId = AdministratorId, OrganizationId = OrganizationId, Role = UserRole.OrgAdmin, Scopes = KeyScopes.All };
        var request = new ChangeDepartment { DepartmentId = DepartmentId, Caller = caller, Name = name, Code = code, Settings = settings, IsActive = isActive, FreezeReason = freeze, LiftsFreeze = lifts };
        return DepartmentEdits.Decide(scene, request, TimeProvider.System.GetUtcNow()).Edit!;
    }
}

public sealed class SqliteOrganizationStoreTests() : OrganizationStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresOrganizationStoreTests(PostgresFixture postgres) : OrganizationStoreTests(postgres);
