using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Users;

/// <summary>Where erasures are kept: with the person's row. A change and its events are one transaction.</summary>
public interface IErasureStore
{
    /// <summary>A person's erasure as it stands; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<StoredErasure?> Find(Guid userId);

    /// <summary>
    /// Destroys the person's data keys, puts tombstones in the place of who they are, deactivates them and ends their sessions and API keys,
    /// all in one transaction behind the versions of the organisations that the decision looked at.
    /// <see cref="CommitResult.FenceLost"/> or <see cref="CommitResult.KeyExists"/> when something of it has changed: decide again.
    /// Never throws for what a database does to the write.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<CommitOutcome> Begin(ErasureStart start);

    /// <summary>Puts the tombstones into former versions of the person's rows, too; answers into how many. May be repeated.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read or written.</exception>
    Task<int> EmptyFormerVersions(Guid userId);

    /// <summary>Generations of the person that still have texts or files, above an id, in the order of ids as the database sorts them.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<Guid>> Left(Guid userId, Guid? after, int limit);

    /// <summary>
    /// Writes that nothing is left, with the numbers of the certificate; <see cref="CommitResult.FenceLost"/> when the organisation has
    /// changed since it was read. Never throws for what a database does.
    /// </summary>
    Task<CommitOutcome> Complete(StoredErasure erasure, DateTimeOffset at);
}

/// <summary>An erasure to begin.</summary>
/// <param name="User">The person.</param>
/// <param name="Fences">The organisations whose versions must still be these; each rises by one. The person's own is the first.</param>
/// <param name="ActorId">The administrator.</param>
/// <param name="At">The moment.</param>
public sealed record ErasureStart(UserView User, IReadOnlyList<OrganizationFence> Fences, Guid ActorId, DateTimeOffset At);

/// <summary>An erasure as stored.</summary>
/// <param name="Certificate">What has been done; until it is completed, with numbers as the rows are now.</param>
/// <param name="Fence">The person's organisation.</param>
public sealed record StoredErasure(ErasureCertificate Certificate, OrganizationFence Fence);
