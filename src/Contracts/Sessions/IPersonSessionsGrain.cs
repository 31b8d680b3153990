using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Sessions;

/// <summary>All sessions of a person at once, for the person and administrators of the organisation. Stateless; its key is 0.</summary>
[Alias("donatello.IPersonSessionsGrain")]
public interface IPersonSessionsGrain : IGrainWithIntegerKey
{
    /// <summary>A page of a person's sessions, newest first, ended ones too; null when the caller may not see the person.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="userId">The person.</param>
    /// <param name="limit">Rows wanted.</param>
    /// <param name="after">Where the previous page ended; null for the first.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("List")]
    Task<SessionPage?> List(Caller caller, Guid userId, int limit, SessionCursor? after);

    /// <summary>Ends every open session of a person; the next request with any of them is refused. May be repeated.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="userId">The person.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("EndAll")]
    Task<SessionReply> EndAll(Caller caller, Guid userId);
}
