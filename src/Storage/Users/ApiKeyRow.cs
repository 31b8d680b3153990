using DonatelloAI.Contracts;

namespace DonatelloAI.Storage.Users;

/// <summary>A program's credential, owned by a person. Only a keyed hash of it is kept.</summary>
public sealed class ApiKeyRow
{
    /// <summary>The key; part of the credential's text.</summary>
    public Guid Id { get; set; }

    /// <summary>The owner's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The owner.</summary>
    public required Guid UserId { get; set; }

    /// <summary>The owner's name for it.</summary>
    public required string KeyName { get; set; }

    /// <summary>HMAC-SHA-256 of the secret with the application's pepper, in hexadecimal.</summary>
    public required string KeyHash { get; set; }

    /// <summary>First characters of the credential, to recognise it in a list.</summary>
    public required string KeyPrefix { get; set; }

    /// <summary>JSON array of scopes, a subset of what the owner's role may.</summary>
    public required string Scopes { get; set; }

    /// <summary>What it may spend in a period; null for no limit of its own.</summary>
    public Money? SpendLimitAud { get; set; }

    /// <summary>Requests a minute; null for the default.</summary>
    public int? RateLimitPerMinute { get; set; }

    /// <summary>False once revoked or its owner is deactivated.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>When it ends by itself; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Last use, written at most once an hour, since each write leaves a former version.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}
