using CsCheck;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Organizations;

namespace DonatelloAI.Grains.Tests.Organizations;

public sealed class AllotmentRulesTests
{
    private static readonly Guid First = new("d0000000-0000-0000-0000-000000000001");
    private static readonly Guid Third = new("d0000000-0000-0000-0000-000000000003");
    private static readonly Guid Second = new("d0000000-0000-0000-0000-000000000002");

    [Theory]
    [InlineData(100.0, 60, "allotted 60")]
    [InlineData(100.0, 30, "unchanged")]
    [InlineData(100.0, 20, "unchanged")]
    [InlineData(100.0, 60.000001, "OrganizationCapExceeded")]
    [InlineData(null, 1_000_000, "unchanged")]
    public void Raise_OfABudgetOf30BesideOneOf40_IsBoundByTheCap(double? cap, double wanted, string expected)
    {
        var state = State(cap, (First, 30, 30), (Second, 40, 40));

        Assert.Equal(expected, Read(AllotmentRules.Raise(state, First, Aud(wanted))));
    }

    [Fact]
    public void Raise_WhileAnotherShareIsTooLarge_TakesThatShareBack()
    {
        var decision = AllotmentRules.Raise(State(100, (First, 30, 30), (Second, 40, 70)), First, Aud(60));

        Assert.Equal([new(First, Aud(30), Aud(60)), new(Second, Aud(70), Aud(40))], decision.Change!.Allotments);
    }

    [Fact]
    public void Raise_OfAnotherOrganisationsDepartment_IsRefused() =>
        Assert.Equal(BudgetRefusal.DepartmentUnknown, AllotmentRules.Raise(State(100, (First, 30, 30)), Second, null).Refusal!.Reason);

    [Fact]
    public void Raise_AboveTheCap_SaysWhatIsLeft()
    {
        var refusal = AllotmentRules.Raise(State(100, (First, 30, 30), (Second, 40, 40)), First, Aud(61)).Refusal!;

        Assert.Equal((Aud(61), Aud(60)), (refusal.Asked, refusal.Left));
    }

    [Theory]
    [InlineData(100.0, 30, "made with 30")]
    [InlineData(100.0, 0, "made with 0")]
    [InlineData(100.0, 30.000001, "OrganizationCapExceeded")]
    [InlineData(null, 1_000_000, "made with none")]
    public void Create_BesideBudgetsOf70_IsBoundByTheCap(double? cap, double budget, string expected)
    {
        var decision = AllotmentRules.Create(State(cap, (First, 30, cap is null ? null : 30), (Second, 40, cap is null ? null : 40)), New(budget));

        Assert.Equal(expected, ReadCreated(decision));
    }

    [Fact]
    public void Create_WhileAnotherShareIsTooLarge_TakesThatShareBack()
    {
        var decision = AllotmentRules.Create(State(100, (First, 30, 30), (Second, 40, 70)), New(30));

        Assert.Equal([new(Second, Aud(70), Aud(40))], decision.Change!.Allotments);
    }

    [Fact]
    public void Create_OfADepartmentThatIsThere_ChangesNothing() =>
        Assert.Equal("unchanged", Read(AllotmentRules.Create(State(100, (Third, 30, 30)), New(500))));

    [Theory]
    [InlineData(70, "allotted 30 40")]
    [InlineData(69.999999, "OrganizationCapBelowAllotted")]
    [InlineData(-1, "AmountOutOfRange")]
    public void SetCap_OverBudgetsOf70_IsRefusedBelowThem(double cap, string expected) =>
        Assert.Equal(expected, Read(AllotmentRules.SetCap(State(null, (First, 30, null), (Second, 40, null)), Aud(cap))));

    [Fact]
    public void SetCap_ToNone_TakesEveryShareAway()
    {
        var change = AllotmentRules.SetCap(State(100, (First, 30, 30), (Second, 40, 45)), null).Change!;

        Assert.Null(change.MonthlyCap);
        Assert.All(change.Allotments, allotment => Assert.Null(allotment.After));
        Assert.Equal(2, change.Allotments.Count);
    }

    [Fact]
    public void Trim_AfterABudgetWasLowered_GivesTheRestBack() =>
        Assert.Equal("allotted 30", Read(AllotmentRules.Trim(State(100, (First, 30, 50), (Second, 40, 45)), First)));

    [Fact]
    public void Budgets_InAnyHistoryWithCrashes_StayWithinSharesAndCap() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 120], Gen.Bool).List[1, 60].Sample(history =>
        {
            var organization = new ModelOrganization(departments: 4);
            foreach (var (verb, department, amount, crashes) in history)
            {
                organization.Do(verb, department, Aud(amount), crashes);
                organization.AssertWithinCap();
            }
        });

    private static OrganizationAllotments State(double? cap, params (Guid Id, double Budget, double? Allotted)[] departments) => new()
    {
        OrganizationId = new Guid("0a000000-0000-0000-0000-000000000001"),
        Version = 7,
        MonthlyCap = cap is { } aud ? Aud(aud) : null,
        Departments =
        [
            .. departments.Select(department => new Allotment(department.Id, Aud(department.Budget), department.Allotted is { } share ? Aud(share) : null)),
        ],
    };

    private static CreateDepartment New(double budget) =>
        new() { DepartmentId = Third, ActorId = First, Name = "Sales", Code = "SALES", MonthlyBudget = Aud(budget) };

    private static string ReadCreated(AllotmentDecision decision) => decision.Change is { Created: { } created } change
        ? $"made with {(change.MonthlyCap is null ? "none" : $"{created.MonthlyBudget.Aud:0.######}")}"
        : Read(decision);

    private static Money Aud(double aud) => Money.FromAud((decimal)aud);

    private static string Read(AllotmentDecision decision) =>
        decision.Refusal is { } refusal ? refusal.Reason.ToString()
        : decision.Change is { } change ? $"allotted {string.Join(' ', change.Allotments.Select(allotment => $"{allotment.After?.Aud:0.######}"))}"
        : "unchanged";
}
