using System.Linq.Expressions;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Storage.Generations;

/// <summary>Which generations a caller may see, by role. The one place that says so for lists.</summary>
internal static class Visibility
{
    /// <summary>
    /// Conditions that exclude each other, each served by one index; what any of them lets through may be seen. One condition
    /// with OR would be served by none.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="organizationId">The organisation asked for; null for the caller's own. Another one is there for super_admin only.</param>
    public static IReadOnlyList<Expression<Func<GenerationRow, bool>>> Of(Caller caller, Guid? organizationId)
    {
        var organization = organizationId ?? caller.OrganizationId;
        return caller.Role switch
        {
            UserRole.SuperAdmin => [OfOrganization(organization)],
            _ when organization != caller.OrganizationId => [],
            UserRole.OrgAdmin => [OfOrganization(organization)],
            UserRole.DeptManager when caller.DepartmentId is { } department =>
                [OfUser(organization, caller.UserId), OfOthersInDepartment(organization, department, caller.UserId)],
            UserRole.StandardUser or UserRole.PowerUser or UserRole.DeptManager => [OfUser(organization, caller.UserId)],
            _ => [],
        };
    }

    private static Expression<Func<GenerationRow, bool>> OfOrganization(Guid organizationId) => row => row.OrganizationId == organizationId;

    private static Expression<Func<GenerationRow, bool>> OfUser(Guid organizationId, Guid userId) =>
        row => row.OrganizationId == organizationId && row.UserId == userId;

    private static Expression<Func<GenerationRow, bool>> OfOthersInDepartment(Guid organizationId, Guid departmentId, Guid userId) =>
        row => row.OrganizationId == organizationId && row.DepartmentId == departmentId && row.UserId != userId;
}
