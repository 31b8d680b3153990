using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Users;

/// <summary>Who may come in at all, whatever they bring. Pure.</summary>
public static class Standing
{
    /// <summary>Why a person may not come in; null when they may.</summary>
    public static AuthenticationRefusal? Refusal(UserAccount account) =>
        Refusal(account.Role, account.IsActive, account.IsOrganizationActive, account.IsDepartmentActive);

    /// <summary>Why a person may not come in; null when they may.</summary>
    /// <remarks>
    /// Administrators whose own department is closed, and operators whose organisation is, still come in: somebody has to be able to open
    /// it again. The ledger refuses their new work there all the same.
    /// </remarks>
    /// <param name="role">The person's role.</param>
    /// <param name="isActive">False once the person is deactivated.</param>
    /// <param name="isOrganizationActive">False once the organisation is.</param>
    /// <param name="isDepartmentActive">False once the department is; true without one.</param>
    public static AuthenticationRefusal? Refusal(UserRole role, bool isActive, bool isOrganizationActive, bool isDepartmentActive) =>
        !isActive ? AuthenticationRefusal.UserInactive
        : !isOrganizationActive && role < UserRole.SuperAdmin ? AuthenticationRefusal.OrganizationInactive
        : !isDepartmentActive && role < UserRole.OrgAdmin ? AuthenticationRefusal.DepartmentInactive
        : null;
}
