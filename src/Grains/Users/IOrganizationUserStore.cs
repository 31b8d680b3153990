using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Users;

/// <summary>Where an organisation's people are added and changed. A change and its event are one transaction.</summary>
public interface IOrganizationUserStore
{
    /// <summary>Reads what decides about a person; null when there is no such organisation.</summary>
    /// <param name="organizationId">The organisation.</param>
    /// <param name="userId">The person, who may not be there.</param>
    /// <param name="fields">What is asked for: addresses, ids and departments are looked up.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<UserScene?> Load(Guid organizationId, Guid userId, UserFields fields);

    /// <summary>
    /// Writes a person with the event, behind the versions of the organisations that the decision looked at.
    /// <see cref="CommitResult.FenceLost"/> when one of them has changed, <see cref="CommitResult.KeyExists"/> when the address or the
    /// object id is taken. Never throws for what a database does.
    /// </summary>
    Task<CommitOutcome> Commit(UserEdit edit);

    /// <summary>Leaves an event of a change that was refused, for the audit log; nothing else changes. Never throws for what a database does.</summary>
    Task<CommitOutcome> Note(RefusedUserChange refused);

    /// <summary>A person; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<StoredUser?> Find(Guid userId);

    /// <summary>People above an id, in the order of their ids as the database sorts them.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<StoredUser>> List(UserFilter filter);
}

/// <summary>A person as stored.</summary>
/// <param name="View">The person, with address and name as they are sealed.</param>
/// <param name="StoredSettings">The settings as they are stored, with what this version does not know.</param>
public sealed record StoredUser(UserView View, string StoredSettings);

/// <summary>What decides about a person, as it stands at a version of the organisation.</summary>
public sealed record UserScene
{
    /// <summary>The fence.</summary>
    public required OrganizationFence Fence { get; init; }

    /// <summary>The person as stored; null when there is none of this id.</summary>
    public StoredUser? User { get; init; }

    /// <summary>Who has the wanted address; null for nobody.</summary>
    public Guid? EmailOwner { get; init; }

    /// <summary>Who has the wanted object id; null for nobody.</summary>
    public Guid? AzureAdIdOwner { get; init; }

    /// <summary>Whether the wanted department may take people; null when the organisation has no such department.</summary>
    public bool? IsDepartmentActive { get; init; }

    /// <summary>True when another active person of the organisation has the role org_admin or above.</summary>
    public bool HasOtherAdmin { get; init; }

    /// <summary>The organisation of another active super_admin; null when there is no other.</summary>
    public OrganizationFence? OtherSuperAdmin { get; init; }
}

/// <summary>An organisation at a version.</summary>
/// <param name="OrganizationId">The organisation.</param>
/// <param name="Version">Its version, compared and raised by every change.</param>
public sealed record OrganizationFence(Guid OrganizationId, long Version);

/// <summary>A person to write.</summary>
public sealed record UserEdit
{
    /// <summary>The organisations whose versions must still be these; each rises by one. The person's own is the first.</summary>
    public required IReadOnlyList<OrganizationFence> Fences { get; init; }

    /// <summary>The person as they shall be, with address and name in clear.</summary>
    public required UserView After { get; init; }

    /// <summary>True for a new person.</summary>
    public required bool IsNew { get; init; }

    /// <summary>The address, sealed under the person's key.</summary>
    public required string SealedEmail { get; init; }

    /// <summary>The name, sealed under the person's key; null for none.</summary>
    public string? SealedDisplayName { get; init; }

    /// <summary>The settings as they were stored.</summary>
    public required string StoredSettings { get; init; }

    /// <summary>Names of the fields that change.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>The administrator.</summary>
    public required Guid ActorId { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A change of a person that somebody asked for and may not make.</summary>
/// <param name="OrganizationId">The person's organisation.</param>
/// <param name="UserId">The person, who need not be there.</param>
/// <param name="ActorId">Who asked.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Role">The role that was asked for; null for none.</param>
/// <param name="At">The moment.</param>
public sealed record RefusedUserChange(Guid OrganizationId, Guid UserId, Guid ActorId, OrganizationRefusal Reason, UserRole? Role, DateTimeOffset At);
