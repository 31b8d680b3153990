using DonatelloAI.Contracts.Limits;

namespace DonatelloAI.Contracts.Users;

/// <summary>The answer to a credential.</summary>
[GenerateSerializer, Immutable, Alias("donatello.AuthenticationReply")]
public abstract record AuthenticationReply;

/// <summary>The credential is good.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="MfaDueSince">
/// When the person's time to set up a second factor was over, for a session whose sign-in proved none; null for everybody else.
/// </param>
[GenerateSerializer, Immutable, Alias("donatello.Authenticated")]
public sealed record Authenticated(
    [property: Id(0)] Caller Caller,
    [property: Id(1)] DateTimeOffset? MfaDueSince = null) : AuthenticationReply
{
    /// <summary>True when the caller was found to meet what the route demands.</summary>
    [Id(2)] public bool IsAuthorized { get; init; }

    /// <summary>The rate that leaves the caller the least; null where none binds, or the call counts for none.</summary>
    [Id(3)] public RateState? Rate { get; init; }
}

/// <summary>The credential is not accepted.</summary>
/// <param name="Reason">Why.</param>
/// <param name="OrganizationId">The organisation of the person whom it names, for the audit log alone; null where it names nobody.</param>
[GenerateSerializer, Immutable, Alias("donatello.AuthenticationRefused")]
public sealed record AuthenticationRefused(
    [property: Id(0)] AuthenticationRefusal Reason,
    [property: Id(1)] Guid? OrganizationId = null) : AuthenticationReply;

/// <summary>The credential is good, and does not reach as far as the route demands.</summary>
/// <param name="Reason">Why not.</param>
/// <param name="MfaDueSince">When the time to set up a second factor was over, where that is the reason.</param>
/// <param name="Caller">Whose credential it is; null from a silo of an earlier version.</param>
[GenerateSerializer, Immutable, Alias("donatello.AccessDenied")]
public sealed record AccessDenied(
    [property: Id(0)] AccessDenial Reason,
    [property: Id(1)] DateTimeOffset? MfaDueSince = null,
    [property: Id(2)] Caller? Caller = null) : AuthenticationReply;

/// <summary>The caller may, and has asked too often; the request was not counted.</summary>
/// <param name="Rate">The rate that is used up.</param>
[GenerateSerializer, Immutable, Alias("donatello.RateExceeded")]
public sealed record RateExceeded([property: Id(0)] RateState Rate) : AuthenticationReply;

/// <summary>The reasons for which a good credential does not reach far enough.</summary>
[GenerateSerializer, Alias("donatello.AccessDenial")]
public enum AccessDenial
{
    /// <summary>The person's role is below the route's least.</summary>
    InsufficientRole = 0,

    /// <summary>The credential lacks the route's scope.</summary>
    InsufficientScope = 1,

    /// <summary>The session has no second factor, and the time to set one up is over.</summary>
    SecondFactorMissing = 2,
}

/// <summary>The named reasons for which a credential is not accepted.</summary>
[GenerateSerializer, Alias("donatello.AuthenticationRefusal")]
public enum AuthenticationRefusal
{
    /// <summary>No such key: unknown, mistyped, or its person is unknown. One answer for all, so that guessing learns nothing.</summary>
    InvalidApiKey = 0,

    /// <summary>The key was revoked.</summary>
    ApiKeyRevoked = 1,

    /// <summary>The key's time is over.</summary>
    ApiKeyExpired = 2,

    /// <summary>The key's owner is deactivated.</summary>
    UserInactive = 3,

    /// <summary>The owner's department is deactivated.</summary>
    DepartmentInactive = 4,

    /// <summary>The owner's organisation is deactivated.</summary>
    OrganizationInactive = 5,

    /// <summary>No access token of this installation, or its person is unknown.</summary>
    InvalidAccessToken = 6,

    /// <summary>The access token's ten minutes are over.</summary>
    AccessTokenExpired = 7,

    /// <summary>The access token's session has ended.</summary>
    SessionEnded = 8,

    /// <summary>The owner's organisation has switched API keys off.</summary>
    ApiAccessDisabled = 9,

    /// <summary>An identity provider's token that is not accepted, at a sign-in.</summary>
    InvalidIdentityToken = 10,

    /// <summary>An identity provider's token of an issuer or tenant that nobody here is bound to, at a sign-in.</summary>
    TenantNotBound = 11,

    /// <summary>No refresh token of this installation, or one that was replaced, at a renewal.</summary>
    InvalidRefreshToken = 12,
}
