using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Sessions;

/// <summary>What a session is opened from; personal, so it is sealed where it is stored and is in no log.</summary>
/// <param name="UserAgent">The program, as it names itself; null for none.</param>
/// <param name="IpAddress">The address it calls from; null where it is not known.</param>
[GenerateSerializer, Immutable, Alias("donatello.SessionDevice")]
public sealed record SessionDevice([property: Id(0)] string? UserAgent, [property: Id(1)] string? IpAddress)
{
    /// <summary>Longest name of a program that is kept, in characters.</summary>
    public const int MaxUserAgentLength = 400;

    /// <summary>Says nothing, so that a message which strays into a log does not either.</summary>
    public override string ToString() => nameof(SessionDevice);
}

/// <summary>A session to open for a person who has proven who they are.</summary>
[GenerateSerializer, Immutable, Alias("donatello.OpenSession")]
public sealed record OpenSession
{
    /// <summary>The person.</summary>
    [Id(0)] public required Guid UserId { get; init; }

    /// <summary>Random text: a repeated call with the same one answers the same tokens. Never stored, never logged.</summary>
    [Id(1)] public required string Opening { get; init; }

    /// <summary>True when the sign-in proved a second factor.</summary>
    [Id(2)] public required bool SecondFactor { get; init; }

    /// <summary>What it is opened from.</summary>
    [Id(3)] public required SessionDevice Device { get; init; }

    /// <summary>Names the person and leaves the opening out.</summary>
    public override string ToString() => $"{nameof(OpenSession)} of {UserId}";
}

/// <summary>A refresh token as it was presented: its shape and checksum are right, nothing else is known of it.</summary>
/// <param name="SecretText">The whole token; never stored, never logged.</param>
[GenerateSerializer, Immutable, Alias("donatello.RefreshCredential")]
public sealed record RefreshCredential([property: Id(0)] string SecretText)
{
    /// <summary>Says nothing, so that a message which strays into a log does not either.</summary>
    public override string ToString() => nameof(RefreshCredential);
}

/// <summary>A session as its owner sees it.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SessionView")]
public sealed record SessionView
{
    /// <summary>The session.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The person.</summary>
    [Id(1)] public required Guid UserId { get; init; }

    /// <summary>When it began.</summary>
    [Id(2)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends unless renewed; when it ended, once revoked.</summary>
    [Id(3)] public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Last renewal.</summary>
    [Id(4)] public required DateTimeOffset LastUsedAt { get; init; }

    /// <summary>True when its sign-in proved a second factor.</summary>
    [Id(5)] public required bool SecondFactor { get; init; }

    /// <summary>When it was ended before its time; null otherwise.</summary>
    [Id(6)] public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Why it was ended before its time, such as <c>signed_out</c>.</summary>
    [Id(7)] public string? RevokedReason { get; init; }

    /// <summary>What it was opened from; null when that is not asked for or was erased.</summary>
    [Id(8)] public SessionDevice? Device { get; init; }
}

/// <summary>The last row of a page: rows after it are older, or as old with a lower id.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SessionCursor")]
public sealed record SessionCursor([property: Id(0)] DateTimeOffset CreatedAt, [property: Id(1)] Guid Id);

/// <summary>A page of sessions.</summary>
/// <param name="Sessions">The rows, newest first.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
[GenerateSerializer, Immutable, Alias("donatello.SessionPage")]
public sealed record SessionPage(
    [property: Id(0)] IReadOnlyList<SessionView> Sessions,
    [property: Id(1)] SessionCursor? Next);

/// <summary>The answer to whatever is asked of sessions.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SessionReply")]
public abstract record SessionReply;

/// <summary>Durable: the session is open, with what its owner needs to go on.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SessionOpened")]
public sealed record SessionOpened : SessionReply
{
    /// <summary>The session.</summary>
    [Id(0)] public required SessionView Session { get; init; }

    /// <summary>The access token.</summary>
    [Id(1)] public required string AccessToken { get; init; }

    /// <summary>Seconds for which the access token is good.</summary>
    [Id(2)] public required int ExpiresInSeconds { get; init; }

    /// <summary>The whole refresh token.</summary>
    [Id(3)] public required string RefreshToken { get; init; }

    /// <summary>Names the session and leaves the tokens out.</summary>
    public override string ToString() => $"{nameof(SessionOpened)} {Session.Id}";
}

/// <summary>Durable: sessions have ended.</summary>
/// <param name="Count">How many of them by this call.</param>
[GenerateSerializer, Immutable, Alias("donatello.SessionsEnded")]
public sealed record SessionsEnded([property: Id(0)] int Count) : SessionReply;

/// <summary>Refused; nothing changed, but that a reused token has ended its session.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">One sentence for the caller.</param>
[GenerateSerializer, Immutable, Alias("donatello.SessionRefused")]
public sealed record SessionRefused([property: Id(0)] SessionRefusal Reason, [property: Id(1)] string Message) : SessionReply
{
    /// <summary>The organisation that the token is of, for the audit log alone; null where that is not known.</summary>
    [Id(2)] public Guid? OrganizationId { get; init; }
}

/// <summary>Not done, or with an outcome nobody knows yet; repeating is safe.</summary>
/// <param name="Message">One sentence for the caller.</param>
[GenerateSerializer, Immutable, Alias("donatello.SessionUnavailable")]
public sealed record SessionUnavailable([property: Id(0)] string Message) : SessionReply;

/// <summary>The named reasons for which something about a session is refused.</summary>
[GenerateSerializer, Alias("donatello.SessionRefusal")]
public enum SessionRefusal
{
    /// <summary>The refresh token is not known. One answer for all that is wrong with it.</summary>
    InvalidRefreshToken = 0,

    /// <summary>The session's time is over.</summary>
    SessionExpired = 1,

    /// <summary>The session was ended before its time.</summary>
    SessionRevoked = 2,

    /// <summary>The token had been replaced: somebody else may have it, so the session has ended.</summary>
    RefreshTokenReused = 3,

    /// <summary>The person is deactivated.</summary>
    UserInactive = 4,

    /// <summary>The person's department is deactivated.</summary>
    DepartmentInactive = 5,

    /// <summary>The person's organisation is deactivated.</summary>
    OrganizationInactive = 6,

    /// <summary>There is no such session, or none that the caller may see.</summary>
    NotFound = 7,

    /// <summary>The identity provider's token is not accepted.</summary>
    InvalidIdentityToken = 8,

    /// <summary>No organisation is bound to the token's issuer and tenant.</summary>
    TenantNotBound = 9,

    /// <summary>The token lacks what a new account needs.</summary>
    IdentityIncomplete = 10,

    /// <summary>The mail address belongs to an account that signs in otherwise.</summary>
    EmailInUse = 11,
}

/// <summary>Refusals that a person's standing and a session share.</summary>
public static class SessionRefusals
{
    /// <summary>What a sign-in or a renewal is told when its person may not come in.</summary>
    public static SessionRefusal Of(AuthenticationRefusal refusal) => refusal switch
    {
        AuthenticationRefusal.DepartmentInactive => SessionRefusal.DepartmentInactive,
        AuthenticationRefusal.OrganizationInactive => SessionRefusal.OrganizationInactive,
        _ => SessionRefusal.UserInactive,
    };

    /// <summary>What a refused sign-in or renewal counts as; null for one that has nothing to do with the token.</summary>
    public static AuthenticationRefusal? CountedAs(SessionRefusal refusal) => refusal switch
    {
        SessionRefusal.InvalidIdentityToken => AuthenticationRefusal.InvalidIdentityToken,
        SessionRefusal.TenantNotBound => AuthenticationRefusal.TenantNotBound,
        SessionRefusal.InvalidRefreshToken or SessionRefusal.RefreshTokenReused => AuthenticationRefusal.InvalidRefreshToken,
        SessionRefusal.SessionExpired or SessionRefusal.SessionRevoked => AuthenticationRefusal.SessionEnded,
        SessionRefusal.UserInactive => AuthenticationRefusal.UserInactive,
        SessionRefusal.DepartmentInactive => AuthenticationRefusal.DepartmentInactive,
        SessionRefusal.OrganizationInactive => AuthenticationRefusal.OrganizationInactive,
        _ => null,
    };
}
