namespace DonatelloAI.Contracts.Users;

/// <summary>
/// Who asks, as authentication found it: everything that decides what they may see and do. The front end makes it from a
/// credential and never from a body.
/// </summary>
[GenerateSerializer, Immutable, Alias("donatello.Caller")]
public sealed record Caller
{
    /// <summary>The person; for a program, the owner of its key.</summary>
    [Id(0)] public required Guid UserId { get; init; }

    /// <summary>The person's organisation.</summary>
    [Id(1)] public required Guid OrganizationId { get; init; }

    /// <summary>The person's own department; null for none.</summary>
    [Id(2)] public Guid? DepartmentId { get; init; }

    /// <summary>The person's present role.</summary>
    [Id(3)] public required UserRole Role { get; init; }

    /// <summary>The API key the request came with; null for a session.</summary>
    [Id(4)] public Guid? ApiKeyId { get; init; }

    /// <summary>What the credential allows; a session allows everything its owner's role does.</summary>
    [Id(5)] public required KeyScopes Scopes { get; init; }

    /// <summary>True when the caller administers the whole installation.</summary>
    public bool IsSuperAdmin => Role == UserRole.SuperAdmin;
}

/// <summary>What an API key allows, beside its owner's role.</summary>
[Flags, GenerateSerializer, Alias("donatello.KeyScopes")]
public enum KeyScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Spend money: submit, cancel, delete own generations and batches. Written <c>generate</c>.</summary>
    Generate = 1,

    /// <summary>Read what the owner may read. Written <c>read</c>.</summary>
    Read = 2,

    /// <summary>Make keys, users, webhooks, sessions, budgets and settings. Written <c>admin</c>.</summary>
    Admin = 4,

    /// <summary>All of them.</summary>
    All = Generate | Read | Admin,
}
