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
    [property: Id(1)] DateTimeOffset? MfaDueSince = null) : AuthenticationReply;

/// <summary>The credential is not accepted.</summary>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("donatello.AuthenticationRefused")]
public sealed record AuthenticationRefused([property: Id(0)] AuthenticationRefusal Reason) : AuthenticationReply;

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
}
