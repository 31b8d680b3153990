namespace DonatelloAI.Storage.Users;

/// <summary>Every query of the users' store; kept together so that each is checked against every engine's grammar.</summary>
internal static class UserQueries
{
    public static IQueryable<UserHead> Head(DonatelloContext db, Guid userId) =>
        from user in db.Users
        join organization in db.Organizations on user.OrganizationId equals organization.Id
        join department in db.Departments on user.DepartmentId equals (Guid?)department.Id into departments
        from department in departments.DefaultIfEmpty()
        where user.Id == userId
        select new UserHead(user, organization.IsActive, department == null || department.IsActive, organization.Settings);

    /// <summary>A person's keys: those in force first, so that a bound never leaves one of them out.</summary>
    public static IQueryable<ApiKeyRow> Keys(DonatelloContext db, Guid userId) =>
        db.ApiKeys.Where(key => key.UserId == userId)
            .OrderByDescending(key => key.IsActive)
            .ThenByDescending(key => key.CreatedAt)
            .Take(Grains.Users.UserAccount.MaxKeys);
}

/// <summary>A person with what their department and organisation say.</summary>
internal sealed record UserHead(UserRow User, bool IsOrganizationActive, bool IsDepartmentActive, string OrganizationSettings);
