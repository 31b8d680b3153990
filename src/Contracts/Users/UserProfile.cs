namespace DonatelloAI.Contracts.Users;

/// <summary>A person as they see themselves; texts are in clear.</summary>
[GenerateSerializer, Immutable, Alias("donatello.UserProfile")]
public sealed record UserProfile
{
    /// <summary>The person.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The person's organisation.</summary>
    [Id(1)] public required Guid OrganizationId { get; init; }

    /// <summary>The person's own department; null for none.</summary>
    [Id(2)] public Guid? DepartmentId { get; init; }

    /// <summary>What the person may do.</summary>
    [Id(3)] public required UserRole Role { get; init; }

    /// <summary>Mail address; null when the person's data were erased.</summary>
    [Id(4)] public string? Email { get; init; }

    /// <summary>Name to show; null for none.</summary>
    [Id(5)] public string? DisplayName { get; init; }

    /// <summary>True once a sign-in proved a second factor.</summary>
    [Id(6)] public required bool MfaEnabled { get; init; }
}
