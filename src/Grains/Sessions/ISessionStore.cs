using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Sessions;

/// <summary>Where sessions are kept. A change and its events are one transaction; no change throws for what a database does.</summary>
public interface ISessionStore
{
    /// <summary>Reads a session; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<SessionState?> Load(Guid sessionId);

    /// <summary>What access tokens of a person may name: sessions that are open, and those that ended since a moment.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<SessionMemo>> Memos(Guid userId, DateTimeOffset endedSince);

    /// <summary>A person's open sessions, at most <paramref name="limit"/>.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<SessionState>> OpenOf(Guid userId, DateTimeOffset now, int limit);

    /// <summary>A person's sessions, newest first, at most <paramref name="limit"/>.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<SessionState>> List(Guid userId, int limit, SessionCursor? after);

    /// <summary>A person's organisation; null when there is no such person.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<Guid?> OrganizationOf(Guid userId);

    /// <summary>Adds a session and ends others in its favour; <see cref="CommitResult.KeyExists"/> when its id is known.</summary>
    Task<CommitOutcome> Add(SessionState session, IReadOnlyList<SessionState> superseded);

    /// <summary>
    /// Replaces a session's refresh token; <see cref="CommitResult.KeyExists"/> or <see cref="CommitResult.FenceLost"/> when somebody else
    /// changed the session since it was read.
    /// </summary>
    Task<CommitOutcome> Renew(SessionState before, SessionState after);

    /// <summary>Ends sessions; <see cref="CommitResult.FenceLost"/> or <see cref="CommitResult.KeyExists"/> when one of them was ended before.</summary>
    Task<CommitOutcome> End(IReadOnlyList<SessionState> sessions, SessionEnding ending);

    /// <summary>Removes rows of sessions that ended before a moment, at most <paramref name="limit"/>; answers how many.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read or written.</exception>
    Task<int> Remove(DateTimeOffset endedBefore, int limit);
}
