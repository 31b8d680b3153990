using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Sessions;

/// <summary>
/// A signed-in session. Its key is the session's id; an id that nobody has activates nothing that stays. Who a session's access token
/// belongs to is asked of <see cref="IUserGrain"/>.
/// </summary>
[Alias("donatello.ISessionGrain")]
public interface ISessionGrain : IGrainWithGuidKey
{
    /// <summary>Opens the session. May be repeated with the same <see cref="OpenSession.Opening"/>.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Open")]
    Task<SessionReply> Open(OpenSession request);

    /// <summary>
    /// Replaces the refresh token and answers a new access token. The token before the newest one gets the same answer for ten seconds;
    /// any other that was replaced ends the session.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Refresh")]
    Task<SessionReply> Refresh(RefreshCredential credential);

    /// <summary>Ends the session for good; the next request with it is refused. For its owner, and administrators of the organisation. May be repeated.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("End")]
    Task<SessionReply> End(Caller caller);
}
