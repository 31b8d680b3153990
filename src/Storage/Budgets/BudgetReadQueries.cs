using DonatelloAI.Storage.Users;

namespace DonatelloAI.Storage.Budgets;

/// <summary>Every query of the ledgers' readers; kept together so that each is checked against every engine's grammar.</summary>
internal static class BudgetReadQueries
{
    public static IQueryable<Guid> OrganizationOf(DonatelloContext db, Guid departmentId) =>
        db.Departments.Where(department => department.Id == departmentId).Select(department => department.OrganizationId);

    public static IQueryable<UserRow> User(DonatelloContext db, Guid organizationId, Guid userId) =>
        db.Users.Where(user => user.OrganizationId == organizationId && user.Id == userId);

    public static IQueryable<ApiKeyRow> Key(DonatelloContext db, Guid organizationId, Guid keyId) =>
        db.ApiKeys.Where(key => key.OrganizationId == organizationId && key.Id == keyId);

    public static IQueryable<BudgetEntryRow> EntriesBefore(DonatelloContext db, Guid departmentId, long before) =>
        db.BudgetEntries.Where(entry => entry.DepartmentId == departmentId && entry.Sequence < before).OrderByDescending(entry => entry.Sequence);

    public static IQueryable<BudgetEntryRow> EntriesOfPeriod(DonatelloContext db, Guid departmentId, long before, DateOnly start) =>
        EntriesBefore(db, departmentId, before).Where(entry => entry.PeriodStart == start);

    public static IQueryable<BudgetHoldRow> OpenHolds(DonatelloContext db, Guid departmentId) =>
        BudgetQueries.OpenHolds(db, departmentId).OrderBy(hold => hold.Id);

    public static IQueryable<BudgetHoldRow> OpenHoldsAfter(DonatelloContext db, Guid departmentId, Guid after) =>
        OpenHolds(db, departmentId).Where(hold => hold.Id > after);
}
