using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Organizations;

namespace DonatelloAI.Grains.Organizations;

/// <summary>
/// What an organisation's cap allows. Pure. A share that is larger than its department's budget is left from a change that
/// did not end, so each decision takes the other departments by their budgets and trims such shares on its way.
/// </summary>
public static class AllotmentRules
{
    /// <summary>Before a department's budget rises: its share must cover it. Not needed without a cap, or within the share.</summary>
    /// <param name="state">The shares.</param>
    /// <param name="departmentId">The department.</param>
    /// <param name="wanted">The budget it shall have; null when its budget stays.</param>
    public static AllotmentDecision Raise(OrganizationAllotments state, Guid departmentId, Money? wanted)
    {
        if (Find(state, departmentId) is not { } department)
        {
            return Refuse(BudgetRefusal.DepartmentUnknown, "The organisation has no such department, or it has no budget.");
        }

        if (state.MonthlyCap is not { } cap || wanted is not { } budget || budget <= (department.Allotted ?? department.MonthlyBudget))
        {
            return AllotmentDecision.Unchanged;
        }

        return RefuseAboveCap(cap, state.Departments.Where(other => other != department), budget)
            ?? Commit(state, cap, other => other == department ? budget : other.MonthlyBudget);
    }

    /// <summary>
    /// A new department comes with its share. It raises the fence without a cap too, so that a cap that is being set counts it.
    /// Not needed when the department is there: the creation is a repeated one.
    /// </summary>
    public static AllotmentDecision Create(OrganizationAllotments state, CreateDepartment request)
    {
        if (Find(state, request.DepartmentId) is not null)
        {
            return AllotmentDecision.Unchanged;
        }

        return state.MonthlyCap is { } cap
            ? RefuseAboveCap(cap, state.Departments, request.MonthlyBudget) ?? Commit(state, cap, other => other.MonthlyBudget, created: request)
            : Commit(state, null, _ => null, created: request);
    }

    /// <summary>After a department's budget has changed: what its share is larger goes back.</summary>
    public static AllotmentDecision Trim(OrganizationAllotments state, Guid departmentId) =>
        state.MonthlyCap is { } cap && Find(state, departmentId) is { } department && department.Allotted != department.MonthlyBudget
            ? Commit(state, cap, other => other == department ? other.MonthlyBudget : other.Allotted)
            : AllotmentDecision.Unchanged;

    /// <summary>Sets or removes the cap; under a cap every department has a share, without one none has.</summary>
    public static AllotmentDecision SetCap(OrganizationAllotments state, Money? cap)
    {
        var budgets = BudgetsOf(state.Departments);
        return cap is { } amount && (amount.IsNegative || !amount.IsInRange)
                ? Refuse(BudgetRefusal.AmountOutOfRange, $"monthly_cap_aud must be zero to {Money.FromMicros(Money.MaxAmountMicros)} AUD, or absent.", amount)
            : cap is { } tooLow && tooLow.Aud < budgets
                ? Refuse(
                    BudgetRefusal.OrganizationCapBelowAllotted,
                    $"The departments are allotted {budgets:0.000000} AUD: lower their budgets before a cap of {tooLow} AUD.",
                    tooLow)
            : cap == state.MonthlyCap ? AllotmentDecision.Unchanged
            : Commit(state, cap, department => cap is null ? null : department.MonthlyBudget, isCapChange: true);
    }

    /// <summary>What may still be allotted; zero without a cap.</summary>
    public static Money Left(OrganizationAllotments state) =>
        state.MonthlyCap is { } cap ? Floor(cap.Aud - BudgetsOf(state.Departments)) : Money.Zero;

    private static AllotmentDecision? RefuseAboveCap(Money cap, IEnumerable<Allotment> others, Money budget)
    {
        var left = cap.Aud - BudgetsOf(others);
        return budget.Aud <= left
            ? null
            : Refuse(
                BudgetRefusal.OrganizationCapExceeded,
                $"The organisation's cap is {cap} AUD a month; the other departments leave {Floor(left)} AUD for a budget of {budget} AUD.",
                budget,
                Floor(left));
    }

    private static AllotmentDecision Commit(
        OrganizationAllotments state, Money? cap, Func<Allotment, Money?> share, bool isCapChange = false, CreateDepartment? created = null) => new()
    {
        Change = new AllotmentChange
        {
            OrganizationId = state.OrganizationId,
            ExpectedVersion = state.Version,
            MonthlyCap = cap,
            IsCapChange = isCapChange,
            Created = created,
            Allotments =
            [
                .. state.Departments
                    .Select(department => new NewAllotment(department.DepartmentId, department.Allotted, share(department)))
                    .Where(changed => changed.Before != changed.After)
                    .OrderBy(changed => changed.DepartmentId),
            ],
        },
    };

    private static AllotmentDecision Refuse(BudgetRefusal reason, string message, Money asked = default, Money left = default) =>
        new() { Refusal = new BudgetRefused { Reason = reason, Message = message, Asked = asked, Left = left } };

    private static Allotment? Find(OrganizationAllotments state, Guid departmentId) =>
        state.Departments.FirstOrDefault(department => department.DepartmentId == departmentId);

    // Summed in AUD: without a cap, budgets may add up to more than one amount can be.
    private static decimal BudgetsOf(IEnumerable<Allotment> departments) => departments.Sum(department => department.MonthlyBudget.Aud);

    private static Money Floor(decimal aud) => Money.FromAud(Math.Max(aud, 0m));
}

/// <summary>A refusal, a change to commit, or neither when all is well as it is.</summary>
public sealed record AllotmentDecision
{
    /// <summary>Nothing to do.</summary>
    public static AllotmentDecision Unchanged { get; } = new();

    /// <summary>Why not; null when it may be.</summary>
    public BudgetRefused? Refusal { get; init; }

    /// <summary>What to commit; null for nothing.</summary>
    public AllotmentChange? Change { get; init; }
}
