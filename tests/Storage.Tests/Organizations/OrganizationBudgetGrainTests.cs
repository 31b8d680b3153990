using DonatelloAI.Grains;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace DonatelloAI.Storage.Tests.Organizations;

/// <summary>The organisation's and the departments' grains in a silo, on real stores, one of which can fail.</summary>
public sealed class OrganizationBudgetGrainTests() : OrganizationBudgetTestBase(null)
{
    private InProcessTestCluster _cluster = null!;
    private FailingBudgetStore _store = null!;

    private IOrganizationBudgetGrain Organization => _cluster.Client.GetGrain<IOrganizationBudgetGrain>(OrganizationId);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _store = new FailingBudgetStore(Store);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton(DomainClock.Key, TimeProvider.System);
            silo.Services.AddSingleton<BudgetInstruments>();
            silo.Services.AddSingleton<IBudgetStore>(_store);
            silo.Services.AddSingleton<IOrganizationBudgetStore>(Organizations);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public override async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task DepartmentBudget_RaisedAndLowered_TakesItsShareAlong()
    {
        await SetCap(200);
        var raise = Budget(160);

        Assert.IsType<BudgetAccepted>(await Organization.SetDepartmentBudget(raise, DepartmentId));
        Assert.Equal("cap 200: 160 of 160, 40 of 40", await Shares());
        var refused = Assert.IsType<BudgetRefused>(await Organization.SetDepartmentBudget(Budget(41), SecondId));
        Assert.Equal((BudgetRefusal.OrganizationCapExceeded, Money.FromAud(40)), (refused.Reason, refused.Left));

        Assert.IsType<BudgetAccepted>(await Organization.SetDepartmentBudget(Budget(50), DepartmentId));
        Assert.IsType<BudgetAccepted>(await Organization.SetDepartmentBudget(Budget(150), SecondId));
        Assert.Equal("cap 200: 50 of 50, 150 of 150", await Shares());
        Assert.True(Assert.IsType<BudgetAccepted>(await Organization.SetDepartmentBudget(raise, DepartmentId)).Replayed);
        Assert.Equal("cap 200: 50 of 50, 150 of 150", await Shares());
    }

    [Fact]
    public async Task DepartmentBudget_WhoseSecondCommitFails_LeavesAShareThatTheNextChangeTrims()
    {
        await SetCap(200);
        var raise = Budget(160);
        _store.FailingCommits = 1;

        Assert.IsType<BudgetUnavailable>(await Organization.SetDepartmentBudget(raise, DepartmentId));
        Assert.Equal("cap 200: 100 of 160, 40 of 40", await Shares());

        Assert.IsType<BudgetAccepted>(await Organization.SetDepartmentBudget(Budget(60), SecondId));
        Assert.Equal("cap 200: 100 of 100, 60 of 60", await Shares());
        Assert.Equal(BudgetRefusal.OrganizationCapExceeded, Assert.IsType<BudgetRefused>(await Organization.SetDepartmentBudget(raise, DepartmentId)).Reason);
        Assert.IsType<BudgetAccepted>(await Organization.SetDepartmentBudget(Budget(140), DepartmentId));
        Assert.Equal("cap 200: 140 of 140, 60 of 60", await Shares());
    }

    [Fact]
    public async Task DepartmentBudget_WhoseDepartmentCannotBeRead_IsUnavailableAndWorksLater()
    {
        await SetCap(200);
        var raise = Budget(120);
        _store.FailingReads = 1;

        Assert.IsType<BudgetUnavailable>(await Organization.SetDepartmentBudget(raise, DepartmentId));
        Assert.IsType<BudgetAccepted>(await Organization.SetDepartmentBudget(raise, DepartmentId));

        Assert.Equal("cap 200: 120 of 120, 40 of 40", await Shares());
    }

    [Fact]
    public async Task Department_CreatedUnderACap_TakesAShareOrIsRefused()
    {
        await SetCap(200);

        var refused = Assert.IsType<BudgetRefused>(await Organization.CreateDepartment(NewCreation(60.000001m)));
        var creation = NewCreation(50);
        var accepted = Assert.IsType<BudgetAccepted>(await Organization.CreateDepartment(creation));
        var repeated = Assert.IsType<BudgetAccepted>(await Organization.CreateDepartment(creation));

        Assert.Equal((BudgetRefusal.OrganizationCapExceeded, Money.FromAud(60)), (refused.Reason, refused.Left));
        Assert.Equal((Money.FromAud(10), false, true), (accepted.Left, accepted.Replayed, repeated.Replayed));
        Assert.Equal(3, (await Organization.Read())!.Departments.Count);
        Assert.IsType<BudgetAccepted>(await Organization.SetDepartmentBudget(Budget(60), creation.DepartmentId));
        Assert.Equal(BudgetRefusal.OrganizationCapExceeded, Assert.IsType<BudgetRefused>(await Organization.SetDepartmentBudget(Budget(41), SecondId)).Reason);
    }

    [Fact]
    public async Task Department_CreatedWhileBudgetsRise_NeverPassesTheCapTogetherWithThem()
    {
        await SetCap(200);

        await Task.WhenAll(
            Organization.CreateDepartment(NewCreation(40, "A")),
            Organization.SetDepartmentBudget(Budget(80), SecondId),
            Organization.CreateDepartment(NewCreation(40, "B")),
            Organization.SetDepartmentBudget(Budget(120), DepartmentId));

        var state = (await Organization.Read())!;
        Assert.True(state.Departments.Sum(department => department.Allotted!.Value.Aud) <= 200);
        Assert.All(state.Departments, department => Assert.True(department.MonthlyBudget <= department.Allotted));
    }

    [Theory]
    [InlineData("", "OPS", 1, BudgetRefusal.InvalidRequest)]
    [InlineData("Operations", " ", 1, BudgetRefusal.InvalidRequest)]
    [InlineData("Operations", "OPS", -1, BudgetRefusal.AmountOutOfRange)]
    [InlineData("Operations", "MKTG", 1, BudgetRefusal.IdInUse)]
    [InlineData("Oper\0ations", "OPS", 1, BudgetRefusal.RowRefused)]
    public async Task Department_ThatCannotBe_IsRefused(string name, string code, int aud, BudgetRefusal expected)
    {
        var refused = await Organization.CreateDepartment(NewCreation(aud, code) with { Name = name });

        Assert.Equal(expected, Assert.IsType<BudgetRefused>(refused).Reason);
        Assert.Equal(2, (await Organization.Read())!.Departments.Count);
    }

    [Fact]
    public async Task Cap_BelowWhatIsAllotted_IsRefused()
    {
        var refused = Assert.IsType<BudgetRefused>(await SetCap(139));
        var accepted = Assert.IsType<BudgetAccepted>(await SetCap(150));

        Assert.Equal(BudgetRefusal.OrganizationCapBelowAllotted, refused.Reason);
        Assert.Equal(Money.FromAud(10), accepted.Left);
        Assert.Equal("cap 150: 100 of 100, 40 of 40", await Shares());
    }

    [Fact]
    public async Task Cap_RepeatedAfterALaterChange_IsAppliedOnce()
    {
        var first = new SetMonthlyCap { OperationId = Guid.CreateVersion7(), ActorId = AdministratorId, Cap = Money.FromAud(200) };
        await Organization.SetMonthlyCap(first);
        await SetCap(300);

        Assert.True(Assert.IsType<BudgetAccepted>(await Organization.SetMonthlyCap(first)).Replayed);

        Assert.Equal(Money.FromAud(300), (await Organization.Read())!.MonthlyCap);
    }

    [Fact]
    public async Task DepartmentBudget_WithoutACap_IsTheDepartmentsOwn()
    {
        Assert.IsType<BudgetAccepted>(await Organization.SetDepartmentBudget(Budget(1_000), DepartmentId));

        Assert.Equal("cap none: 1000 of none, 40 of none", await Shares());
    }

    [Fact]
    public async Task Changes_OfWhatIsNotThere_AreRefused()
    {
        var stranger = _cluster.Client.GetGrain<IOrganizationBudgetGrain>(Guid.CreateVersion7());

        var replies = new[]
        {
            await Organization.SetDepartmentBudget(Budget(1), Guid.CreateVersion7()),
            await stranger.SetDepartmentBudget(Budget(1), DepartmentId),
            await Organization.SetDepartmentBudget(Budget(-1), DepartmentId),
        };

        BudgetRefusal[] reasons = [BudgetRefusal.DepartmentUnknown, BudgetRefusal.OrganizationUnknown, BudgetRefusal.AmountOutOfRange];
        Assert.Equal(reasons, replies.Select(reply => Assert.IsType<BudgetRefused>(reply).Reason));
        Assert.Null(await stranger.Read());
    }

    private Task<BudgetReply> SetCap(decimal aud) => Organization.SetMonthlyCap(
        new SetMonthlyCap { OperationId = Guid.CreateVersion7(), ActorId = AdministratorId, Cap = Money.FromAud(aud) });

    /// <summary>A store whose next calls fail as those of a process that loses its database.</summary>
    private sealed class FailingBudgetStore(IBudgetStore store) : ForwardingBudgetStore(store)
    {
        public int FailingCommits { get; set; }

        public int FailingReads { get; set; }

        public override Task<LedgerSnapshot?> Load(Guid departmentId) =>
            FailingReads-- > 0 ? throw new StorageUnavailableException("The test says so.") : base.Load(departmentId);

        public override Task<CommitOutcome> Commit(LedgerChanges changes) =>
            FailingCommits-- > 0 ? Task.FromResult(new CommitOutcome(CommitResult.Unavailable)) : base.Commit(changes);
    }
}
