namespace DonatelloAI.Contracts.Users;

/// <summary>
/// How far a caller reaches: the one place that keeps tenants apart. Pure; whoever finds a resource asks here before showing
/// anything of it, and <see cref="DepartmentReach.None"/> reads like a resource that does not exist.
/// </summary>
public static class Reach
{
    /// <summary>What a caller may do with a department.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="organizationId">The department's organisation.</param>
    /// <param name="departmentId">The department.</param>
    public static DepartmentReach OfDepartment(Caller caller, Guid organizationId, Guid departmentId) =>
        caller.IsSuperAdmin ? DepartmentReach.Administer
        : caller.OrganizationId != organizationId ? DepartmentReach.None
        : caller.Role >= UserRole.OrgAdmin ? DepartmentReach.Administer
        : caller.DepartmentId != departmentId ? DepartmentReach.None
        : caller.Role >= UserRole.DeptManager ? DepartmentReach.Manage
        : DepartmentReach.Member;

    /// <summary>True when the caller owns a resource or stands above its owner.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="organizationId">The resource's organisation.</param>
    /// <param name="departmentId">The resource's department; null for none.</param>
    /// <param name="ownerId">Its owner.</param>
    public static bool Covers(Caller caller, Guid organizationId, Guid? departmentId, Guid ownerId) =>
        caller.IsSuperAdmin
        || (caller.OrganizationId == organizationId
            && (caller.UserId == ownerId
                || caller.Role >= UserRole.OrgAdmin
                || (departmentId is { } department && OfDepartment(caller, organizationId, department) >= DepartmentReach.Manage)));
}

/// <summary>What a caller may do with a department, from nothing to everything.</summary>
public enum DepartmentReach
{
    /// <summary>It is not there for the caller.</summary>
    None = 0,

    /// <summary>Belongs to it: reads what is left of its budget.</summary>
    Member = 1,

    /// <summary>Also reads what it spent, its limits and its ledger.</summary>
    Manage = 2,

    /// <summary>Also changes it.</summary>
    Administer = 3,
}
