using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage.Users;

namespace DonatelloAI.Testing;

/// <summary>People as the database wants them, for tests that are about something else.</summary>
public static class SampleUsers
{
    public static UserRow New(Guid id, Guid organizationId, Guid departmentId) => new()
    {
        Id = id,
        OrganizationId = organizationId,
        DepartmentId = departmentId,
        AzureAdId = id.ToString(),
        Email = "sealed",
        EmailIndex = id.ToByteArray(),
        EmailIndexVersion = 1,
        Role = UserRole.StandardUser,
    };
}
