namespace DonatelloAI.Storage.Sessions;

/// <summary>A signed-in session: the right to renew access tokens.</summary>
public sealed class UserSessionRow
{
    /// <summary>The session.</summary>
    public Guid Id { get; set; }

    /// <summary>The person's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The person.</summary>
    public required Guid UserId { get; set; }

    /// <summary>HMAC-SHA-256 of the refresh token with the application's pepper, in hexadecimal.</summary>
    public required string RefreshTokenHash { get; set; }

    /// <summary>JSON: user_agent and ip_address, sealed under the person's key.</summary>
    public string? DeviceInfo { get; set; }

    /// <summary>True when the sign-in proved a second factor.</summary>
    public bool SecondFactor { get; set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it ends unless renewed; when it ended, once revoked.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Last renewal.</summary>
    public DateTimeOffset LastUsedAt { get; set; }

    /// <summary>True once ended before its time.</summary>
    public bool Revoked { get; set; }

    /// <summary>When it was ended; set exactly when revoked.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Why it was ended.</summary>
    public string? RevokedReason { get; set; }
}
