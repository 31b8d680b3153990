using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Sessions;

/// <summary>Refusals with their sentences.</summary>
internal static class SessionReplies
{
    public static SessionRefused Refused(SessionRefusal reason) => new(reason, reason switch
    {
        SessionRefusal.InvalidRefreshToken => "The refresh token is not known: sign in again.",
        SessionRefusal.SessionExpired => "The session's time is over: sign in again.",
        SessionRefusal.SessionRevoked => "The session was ended: sign in again.",
        SessionRefusal.RefreshTokenReused => "The refresh token had been replaced, so somebody else may have it and the session was ended: sign in again.",
        SessionRefusal.UserInactive => "Your account is deactivated: ask an administrator of your organisation.",
        SessionRefusal.DepartmentInactive => "Your department is deactivated: ask an administrator of your organisation.",
        SessionRefusal.OrganizationInactive => "Your organisation is deactivated: ask whoever operates this installation.",
        SessionRefusal.NotFound => "There is no such session.",
        SessionRefusal.TenantNotBound => "No organisation here is bound to the issuer and tenant of this token: ask whoever operates this installation.",
        SessionRefusal.IdentityIncomplete => "The token names no mail address, which a new account needs: let the identity provider put the claim email into it.",
        SessionRefusal.EmailInUse => "An account with this mail address exists and is not bound to this identity: ask an administrator of your organisation.",
        _ => "The identity provider's token is not accepted: sign in there again.",
    });

    public static SessionUnavailable Unavailable() => new("The database could not take the change, or its answer was lost. Repeat the request later.");

    public static SessionEnding EndingBy(Caller caller, Guid ownerId, DateTimeOffset now) =>
        new(now, caller.UserId == ownerId ? SessionEndings.SignedOut : SessionEndings.ByAdministrator, caller.UserId);
}
