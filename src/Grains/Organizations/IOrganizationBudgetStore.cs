using DonatelloAI.Contracts;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Organizations;

/// <summary>Where caps and allotments are kept.</summary>
public interface IOrganizationBudgetStore
{
    /// <summary>Reads cap and shares; null when there is no such organisation.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<OrganizationAllotments?> Load(Guid organizationId);

    /// <summary>True when a change of the cap was applied before.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<bool> WasApplied(Guid operationId);

    /// <summary>
    /// Writes a change with its events in one transaction, and raises the version of every department it touches, so that
    /// their ledgers decide by it. <see cref="CommitResult.FenceLost"/> when somebody else changed a share, the cap, or
    /// raised a budget beyond its new share; <see cref="CommitResult.KeyExists"/> when a new department's id or code is taken.
    /// Never throws for what a database does.
    /// </summary>
    Task<CommitOutcome> Commit(AllotmentChange change, AllotmentCause cause);
}
