using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Organizations;

namespace DonatelloAI.Storage.Users;

/// <summary>Every query about the people of organisations; kept together so that each is checked against every engine's grammar.</summary>
internal static class OrganizationUserQueries
{
    public static IQueryable<UserRow> User(DonatelloContext db, Guid userId) => db.Users.Where(user => user.Id == userId);

    public static IQueryable<UserRow> Users(DonatelloContext db, Guid organizationId) =>
        db.Users.Where(user => user.OrganizationId == organizationId).OrderBy(user => user.Id);

    public static IQueryable<UserRow> UsersAfter(DonatelloContext db, Guid organizationId, Guid after) =>
        Users(db, organizationId).Where(user => user.Id > after);

    public static IQueryable<UserRow> OfDepartment(DonatelloContext db, Guid organizationId, Guid departmentId) =>
        db.Users.Where(user => user.OrganizationId == organizationId && user.DepartmentId == departmentId).OrderBy(user => user.Id);

    public static IQueryable<UserRow> OfDepartmentAfter(DonatelloContext db, Guid organizationId, Guid departmentId, Guid after) =>
        OfDepartment(db, organizationId, departmentId).Where(user => user.Id > after);

    public static IQueryable<Guid> WithEmail(DonatelloContext db, byte[] emailIndex) =>
        db.Users.Where(user => user.EmailIndex == emailIndex).Select(user => user.Id);

    public static IQueryable<Guid> WithAzureAdId(DonatelloContext db, string azureAdId) =>
        db.Users.Where(user => user.AzureAdId == azureAdId).Select(user => user.Id);

    public static IQueryable<bool> IsDepartmentActive(DonatelloContext db, Guid organizationId, Guid departmentId) =>
        OrganizationQueries.Department(db, organizationId, departmentId).Select(department => department.IsActive);

    /// <summary>Active people beside one who administer their organisation.</summary>
    public static IQueryable<Guid> OtherAdmins(DonatelloContext db, Guid organizationId, Guid userId) =>
        from user in db.Users
        where user.OrganizationId == organizationId && user.Id != userId && user.IsActive
            && (user.Role == UserRole.OrgAdmin || user.Role == UserRole.SuperAdmin)
        select user.Id;

    /// <summary>Organisations of active people beside one who operate the installation.</summary>
    public static IQueryable<OrganizationFence> OtherSuperAdmins(DonatelloContext db, Guid userId) =>
        from user in db.Users
        join organization in db.Organizations on user.OrganizationId equals organization.Id
        where user.Role == UserRole.SuperAdmin && user.IsActive && user.Id != userId
        orderby user.Id
        select new OrganizationFence(organization.Id, organization.Version);
}
