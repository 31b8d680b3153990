using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Sessions;

/// <summary>Writes what a session's owner is given.</summary>
/// <param name="keys">Sign access tokens.</param>
/// <param name="pepper">Marks them.</param>
public sealed class SessionTokens(AccessTokenKeys keys, KeyPepper pepper)
{
    /// <summary>The answer to a sign-in or a renewal.</summary>
    /// <param name="session">The session as it is stored.</param>
    /// <param name="refresh">Its newest refresh token.</param>
    /// <param name="now">The moment.</param>
    public SessionOpened Answer(SessionState session, RefreshToken refresh, DateTimeOffset now)
    {
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var credential = AccessMark.Make(session.UserId, session.Id, issuedAt + SessionLimits.AccessTime, pepper.Secret);
        return new SessionOpened
        {
            Session = session.ToView(),
            AccessToken = AccessToken.Write(credential, issuedAt, keys),
            ExpiresInSeconds = (int)SessionLimits.AccessTime.TotalSeconds,
            RefreshToken = refresh.SecretText,
        };
    }
}
