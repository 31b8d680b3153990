using DonatelloAI.Storage.Generations;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Budgets;

/// <summary>Every query of the budget store; kept together so that each is checked against every engine's grammar.</summary>
internal static class BudgetQueries
{
    public static IQueryable<BudgetHead> Head(DonatelloContext db, Guid departmentId) =>
        from budget in db.DepartmentBudgets
        join department in db.Departments on budget.DepartmentId equals department.Id
        join organization in db.Organizations on budget.OrganizationId equals organization.Id
        where budget.DepartmentId == departmentId
        select new BudgetHead(
            budget,
            department.IsActive && organization.IsActive,
            organization.MonthlyCapAud,
            organization.Settings,
            db.Freezes.Any(freeze => freeze.SubjectId == budget.DepartmentId && freeze.LiftedAt == null),
            db.Freezes.Any(freeze => freeze.SubjectId == budget.OrganizationId && freeze.LiftedAt == null));

    public static IQueryable<long> Version(DonatelloContext db, Guid departmentId) =>
        db.DepartmentBudgets.Where(budget => budget.DepartmentId == departmentId).Select(budget => budget.Version);

    public static IQueryable<BudgetHoldRow> OpenHolds(DonatelloContext db, Guid departmentId) =>
        db.BudgetHolds.Where(hold => hold.DepartmentId == departmentId && hold.State == Contracts.Budgets.HoldState.Open);

    public static IQueryable<BudgetHoldRow> Holds(DonatelloContext db, Guid departmentId) =>
        db.BudgetHolds.Where(hold => hold.DepartmentId == departmentId);

    public static IQueryable<BudgetHoldRow> Holds(DonatelloContext db, Guid departmentId, IReadOnlyList<Guid> ids) =>
        db.BudgetHolds.Where(hold => hold.DepartmentId == departmentId && EF.Parameter(ids).Contains(hold.Id));

    public static IQueryable<BudgetPeriodRow> Periods(DonatelloContext db, Guid departmentId) =>
        db.BudgetPeriods.Where(period => period.DepartmentId == departmentId);

    public static IQueryable<BudgetPeriodRow> Period(DonatelloContext db, Guid departmentId, DateOnly start) =>
        db.BudgetPeriods.Where(period => period.DepartmentId == departmentId && period.PeriodStart == start);

    public static IQueryable<BudgetLimitRow> Limits(DonatelloContext db, Guid departmentId) =>
        db.BudgetLimits.Where(limit => limit.DepartmentId == departmentId);

    public static IQueryable<BudgetEntryRow> Entries(DonatelloContext db, Guid departmentId) =>
        db.BudgetEntries.Where(entry => entry.DepartmentId == departmentId).OrderBy(entry => entry.Sequence);

    public static IQueryable<BudgetEntryRow> Entry(DonatelloContext db, Guid departmentId, Guid operationId) =>
        db.BudgetEntries.Where(entry => entry.DepartmentId == departmentId && entry.OperationId == operationId);

    public static IQueryable<CostEventRow> Costs(DonatelloContext db, Guid organizationId, Guid departmentId) =>
        db.CostEvents.Where(cost => cost.OrganizationId == organizationId && cost.DepartmentId == departmentId);

    /// <summary>Cost events of the department's generations that are charged to another one: there should be none.</summary>
    public static IQueryable<CostEventRow> StrayCosts(DonatelloContext db, Guid organizationId, Guid departmentId) =>
        from generation in db.Generations
        join cost in db.CostEvents on generation.Id equals cost.GenerationId
        where generation.OrganizationId == organizationId && generation.DepartmentId == departmentId && cost.DepartmentId != departmentId
        select cost;

    public static IQueryable<GenerationCost> GenerationCosts(DonatelloContext db, Guid organizationId, Guid departmentId) =>
        from generation in db.Generations
        where generation.OrganizationId == organizationId && generation.DepartmentId == departmentId
        select new GenerationCost(generation.Id, generation.CostAud);

    public static IQueryable<Contracts.Money> CostsOfUser(DonatelloContext db, Guid departmentId, DateOnly start, Guid userId) =>
        from cost in db.CostEvents
        where cost.DepartmentId == departmentId && cost.PeriodStart == start && cost.UserId == userId
        select cost.ActualCostAud;

    public static IQueryable<Contracts.Money> CostsOfKey(DonatelloContext db, Guid departmentId, DateOnly start, Guid apiKeyId) =>
        from cost in db.CostEvents
        where cost.DepartmentId == departmentId && cost.PeriodStart == start && cost.ApiKeyId == apiKeyId
        select cost.ActualCostAud;
}

/// <summary>A department's budget with what its owners say about it.</summary>
internal sealed record BudgetHead(
    DepartmentBudgetRow Budget, bool IsActive, Contracts.Money? MonthlyCapAud, string OrganizationSettings, bool IsFrozen, bool IsOrganizationFrozen);
