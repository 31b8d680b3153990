using DonatelloAI.Contracts;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Events;

namespace DonatelloAI.Storage.Organizations;

/// <summary>Every query of the organisations' stores; kept together so that each is checked against every engine's grammar.</summary>
internal static class OrganizationQueries
{
    public static IQueryable<OrganizationCap> Cap(DonatelloContext db, Guid organizationId) =>
        from organization in db.Organizations
        where organization.Id == organizationId
        select new OrganizationCap(organization.Version, organization.MonthlyCapAud);

    public static IQueryable<DepartmentShare> Shares(DonatelloContext db, Guid organizationId) =>
        from budget in db.DepartmentBudgets
        where budget.OrganizationId == organizationId
        orderby budget.DepartmentId
        select new DepartmentShare(budget.DepartmentId, budget.MonthlyBudgetAud, budget.AllocatedAud);

    public static IQueryable<string> Settings(DonatelloContext db, Guid organizationId) =>
        db.Organizations.Where(organization => organization.Id == organizationId).Select(organization => organization.Settings);

    /// <summary>Departments that stand in the way of a new one: of its id anywhere, or of its code in the organisation.</summary>
    public static IQueryable<DepartmentRow> Namesakes(DonatelloContext db, Guid organizationId, Guid departmentId, string code) =>
        db.Departments.Where(department => department.Id == departmentId || (department.OrganizationId == organizationId && department.Code == code));

    /// <summary>The organisation, if it still stands at a version.</summary>
    public static IQueryable<OrganizationRow> AtVersion(DonatelloContext db, Guid organizationId, long version) =>
        db.Organizations.Where(organization => organization.Id == organizationId && organization.Version == version);

    /// <summary>A department's budget, if a share covers it.</summary>
    public static IQueryable<DepartmentBudgetRow> CoveredBy(DonatelloContext db, Guid organizationId, Guid departmentId, Money share) =>
        Budget(db, organizationId, departmentId).Where(budget => budget.MonthlyBudgetAud <= share);

    public static IQueryable<DepartmentBudgetRow> Budget(DonatelloContext db, Guid organizationId, Guid departmentId) =>
        db.DepartmentBudgets.Where(budget => budget.OrganizationId == organizationId && budget.DepartmentId == departmentId);

    public static IQueryable<OrganizationRow> Organization(DonatelloContext db, Guid organizationId) =>
        db.Organizations.Where(organization => organization.Id == organizationId);

    public static IQueryable<OrganizationRow> Organizations(DonatelloContext db) => db.Organizations.OrderBy(organization => organization.Id);

    public static IQueryable<OrganizationRow> OrganizationsAfter(DonatelloContext db, Guid after) =>
        Organizations(db).Where(organization => organization.Id > after);

    public static IQueryable<OrganizationRow> OthersWithDomain(DonatelloContext db, Guid organizationId, string domain) =>
        db.Organizations.Where(organization => organization.Domain == domain && organization.IsActive && organization.Id != organizationId);

    public static IQueryable<DepartmentRow> Departments(DonatelloContext db, Guid organizationId) =>
        db.Departments.Where(department => department.OrganizationId == organizationId).OrderBy(department => department.Id);

    public static IQueryable<DepartmentRow> DepartmentsAfter(DonatelloContext db, Guid organizationId, Guid after) =>
        Departments(db, organizationId).Where(department => department.Id > after);

    public static IQueryable<DepartmentRow> Department(DonatelloContext db, Guid organizationId, Guid departmentId) =>
        db.Departments.Where(department => department.OrganizationId == organizationId && department.Id == departmentId);

    public static IQueryable<DepartmentRow> OthersWithCode(DonatelloContext db, Guid organizationId, Guid departmentId, string code) =>
        db.Departments.Where(department => department.OrganizationId == organizationId && department.Code == code && department.Id != departmentId);

    public static IQueryable<OutboxRow> Event(DonatelloContext db, Guid eventId) => db.Outbox.Where(happened => happened.Id == eventId);
}

/// <summary>An organisation's cap and fence.</summary>
internal sealed record OrganizationCap(long Version, Money? MonthlyCap);

/// <summary>A department's budget and share.</summary>
internal sealed record DepartmentShare(Guid DepartmentId, Money MonthlyBudget, Money? Allotted);
