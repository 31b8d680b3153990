using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Generations;

/// <summary>Who may see a generation: its owner and those above.</summary>
internal static class GenerationReach
{
    public static bool Sees(Caller caller, GenerationRecord generation) => caller.Role switch
    {
        UserRole.SuperAdmin => true,
        _ when caller.OrganizationId != generation.OrganizationId => false,
        UserRole.OrgAdmin => true,
        UserRole.DeptManager when caller.DepartmentId == generation.DepartmentId => true,
        _ => caller.UserId == generation.UserId,
    };
}
