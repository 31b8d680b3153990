namespace DonatelloAI.Storage.Users;

/// <summary>Every query of the routing preferences; kept together so that each is checked against every engine's grammar.</summary>
internal static class PreferenceQueries
{
    public static IQueryable<string> UserSettings(DonatelloContext db, Guid userId) =>
        db.Users.Where(user => user.Id == userId).Select(user => user.Settings);

    public static IQueryable<string> DepartmentSettings(DonatelloContext db, Guid departmentId) =>
        db.Departments.Where(department => department.Id == departmentId).Select(department => department.Settings);
}
