using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Sessions;

/// <summary>A session as stored, with what decides whether its owner may come in.</summary>
public sealed record SessionState
{
    /// <summary>The session.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The owner's organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>Keyed hash of the newest refresh token, 64 lower-case hex digits.</summary>
    public required string TokenHash { get; init; }

    /// <summary>What it was opened from, as stored; null for nothing.</summary>
    public string? Device { get; init; }

    /// <summary>True when its sign-in proved a second factor.</summary>
    public required bool SecondFactor { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends unless renewed; when it ended, once revoked.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Last renewal: when the newest refresh token was made.</summary>
    public required DateTimeOffset LastUsedAt { get; init; }

    /// <summary>When it was ended before its time; null while it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Why, one of <see cref="SessionEndings"/>.</summary>
    public string? RevokedReason { get; init; }

    /// <summary>Why its owner may not come in; null when they may.</summary>
    public AuthenticationRefusal? OwnerRefusal { get; init; }

    /// <summary>True while its refresh token renews it.</summary>
    public bool IsOpen(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>The session as its owner sees it.</summary>
    /// <param name="device">What it was opened from, in clear.</param>
    public SessionView ToView(SessionDevice? device = null) => new()
    {
        Id = Id,
        UserId = UserId,
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt,
        LastUsedAt = LastUsedAt,
        SecondFactor = SecondFactor,
        RevokedAt = RevokedAt,
        RevokedReason = RevokedReason,
        Device = device,
    };
}

/// <summary>What an access token's check needs of a session.</summary>
/// <param name="Id">The session.</param>
/// <param name="SecondFactor">True when its sign-in proved a second factor.</param>
/// <param name="ExpiresAt">When it ends unless renewed; when it ended, once revoked.</param>
/// <param name="IsRevoked">True once ended before its time.</param>
public sealed record SessionMemo(Guid Id, bool SecondFactor, DateTimeOffset ExpiresAt, bool IsRevoked);

/// <summary>How sessions end.</summary>
/// <param name="At">When.</param>
/// <param name="Reason">Why, one of <see cref="SessionEndings"/>.</param>
/// <param name="ActorId">Who did it; null for the installation itself.</param>
public sealed record SessionEnding(DateTimeOffset At, string Reason, Guid? ActorId);

/// <summary>Why sessions end before their time.</summary>
public static class SessionEndings
{
    /// <summary>The owner ended it.</summary>
    public const string SignedOut = "signed_out";

    /// <summary>An administrator ended it.</summary>
    public const string ByAdministrator = "ended_by_administrator";

    /// <summary>The owner was erased.</summary>
    public const string Erased = "owner_erased";

    /// <summary>A refresh token came that had been replaced.</summary>
    public const string TokenReused = "refresh_token_reused";

    /// <summary>The owner opened more sessions than one may have.</summary>
    public const string Superseded = "too_many_sessions";
}
