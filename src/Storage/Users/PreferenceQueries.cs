namespace DonatelloAI.Storage.Users;

/// <summary>Every query of preferences; kept together so that each is checked against every engine's grammar.</summary>
internal static class PreferenceQueries
{
    /// <summary>Preferences that are read of one person: as many as one may have, and those that two activations added at once.</summary>
    private const int MaxRead = 2 * Contracts.Users.SetPreference.MaxPreferences;

    public static IQueryable<string> UserSettings(DonatelloContext db, Guid userId) =>
        db.Users.Where(user => user.Id == userId).Select(user => user.Settings);

    /// <summary>A person's preferences, by key.</summary>
    public static IQueryable<UserPreferenceRow> OfUser(DonatelloContext db, Guid userId) =>
        db.UserPreferences.Where(preference => preference.UserId == userId).OrderBy(preference => preference.PreferenceKey).Take(MaxRead);

    public static IQueryable<string> DepartmentSettings(DonatelloContext db, Guid departmentId) =>
        db.Departments.Where(department => department.Id == departmentId).Select(department => department.Settings);
}
