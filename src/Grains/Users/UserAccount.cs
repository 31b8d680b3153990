using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Users;

/// <summary>A person with everything that decides about their credentials, as read in one view of the database.</summary>
public sealed record UserAccount
{
    /// <summary>Most keys that are read: those in force first, then the newest.</summary>
    public const int MaxKeys = 1_000;

    /// <summary>The person.</summary>
    public required Guid Id { get; init; }

    /// <summary>The person's organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The person's own department; null for none.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>What the person may do.</summary>
    public required UserRole Role { get; init; }

    /// <summary>False once the person is deactivated.</summary>
    public required bool IsActive { get; init; }

    /// <summary>False once the person's department is deactivated; true without one.</summary>
    public required bool IsDepartmentActive { get; init; }

    /// <summary>False once the organisation is deactivated.</summary>
    public required bool IsOrganizationActive { get; init; }

    /// <summary>False once the organisation has switched API keys off.</summary>
    public bool IsApiAllowed { get; init; } = true;

    /// <summary>Mail address as stored.</summary>
    public required string Email { get; init; }

    /// <summary>Name to show as stored; null for none.</summary>
    public string? DisplayName { get; init; }

    /// <summary>True once a sign-in proved a second factor.</summary>
    public required bool MfaEnabled { get; init; }

    /// <summary>Last moment to set up a second factor; null for no deadline.</summary>
    public DateTimeOffset? MfaGraceEndsAt { get; init; }

    /// <summary>The person's keys.</summary>
    public required IReadOnlyList<ApiKeyState> Keys { get; init; }
}

/// <summary>An API key as stored.</summary>
public sealed record ApiKeyState
{
    /// <summary>The key.</summary>
    public required Guid Id { get; init; }

    /// <summary>The owner's name for it.</summary>
    public required string Name { get; init; }

    /// <summary>Keyed hash of the whole key, 64 lower-case hex digits.</summary>
    public required string Hash { get; init; }

    /// <summary>First characters of the key.</summary>
    public required string Prefix { get; init; }

    /// <summary>What it was given.</summary>
    public required KeyScopes Scopes { get; init; }

    /// <summary>What it may spend in a period; null for no limit of its own.</summary>
    public Money? SpendLimit { get; init; }

    /// <summary>Requests a minute; null for the default.</summary>
    public int? RateLimitPerMinute { get; init; }

    /// <summary>False once revoked.</summary>
    public required bool IsActive { get; init; }

    /// <summary>When it ends by itself; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Last use, to the hour.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>True while it opens anything.</summary>
    public bool IsInForce(DateTimeOffset now) => IsActive && !(ExpiresAt <= now);

    /// <summary>The key as its owner sees it.</summary>
    public ApiKeyView ToView() => new()
    {
        Id = Id,
        Name = Name,
        Prefix = Prefix,
        Scopes = Scopes,
        SpendLimit = SpendLimit,
        RateLimitPerMinute = RateLimitPerMinute,
        ExpiresAt = ExpiresAt,
        LastUsedAt = LastUsedAt,
        CreatedAt = CreatedAt,
        RevokedAt = RevokedAt,
    };
}
