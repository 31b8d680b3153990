using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Organizations;

/// <summary>Where organisations and departments are kept. A change and its event are one transaction.</summary>
public interface IOrganizationStore
{
    /// <summary>Reads a department with what decides about a change of it; null when the organisation has none of this id.</summary>
    /// <param name="organizationId">The organisation.</param>
    /// <param name="departmentId">The department.</param>
    /// <param name="code">The code it shall have; null when its code stays.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<DepartmentScene?> LoadDepartment(Guid organizationId, Guid departmentId, string? code);

    /// <summary>
    /// Writes a change with its event, behind the organisation's version. One that opens or closes the department also raises the
    /// version of its ledger, which then decides by it. <see cref="CommitResult.FenceLost"/> when somebody else changed the
    /// organisation, <see cref="CommitResult.KeyExists"/> when the code is taken. Never throws for what a database does.
    /// </summary>
    Task<CommitOutcome> Commit(DepartmentEdit edit);

    /// <summary>Reads an organisation with what decides about a change of it; <see cref="OrganizationScene.Organization"/> is null when there is none.</summary>
    /// <param name="organizationId">The organisation.</param>
    /// <param name="domain">The domain it shall have; null for the one that it has.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<OrganizationScene> Load(Guid organizationId, string? domain);

    /// <summary>
    /// Writes an organisation with its event, behind its version where it is not new. A change that decides whether or by which
    /// calendar its departments spend also raises the versions of their ledgers. Never throws for what a database does.
    /// </summary>
    Task<CommitOutcome> Commit(OrganizationEdit edit);

    /// <summary>An organisation; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<OrganizationView?> Organization(Guid organizationId);

    /// <summary>Organisations above an id, in the order of their ids as the database sorts them.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<OrganizationView>> Organizations(int limit, Guid? after);

    /// <summary>A department of an organisation; null when it has none of this id.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<DepartmentView?> Department(Guid organizationId, Guid departmentId);

    /// <summary>Departments above an id, in the order of their ids as the database sorts them.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<DepartmentView>> Departments(Guid organizationId, int limit, Guid? after);
}

/// <summary>A department and what decides about a change of it, as they stand at a version of the organisation.</summary>
/// <param name="OrganizationVersion">The fence.</param>
/// <param name="Department">The department.</param>
/// <param name="StoredSettings">Its settings as they are stored, with what this version does not know.</param>
/// <param name="IsCodeTaken">True when another department of the organisation has the wanted code.</param>
public sealed record DepartmentScene(long OrganizationVersion, DepartmentView Department, string StoredSettings, bool IsCodeTaken);

/// <summary>An organisation and what decides about a change of it.</summary>
/// <param name="Version">The fence; zero for an organisation that is not there.</param>
/// <param name="Organization">The organisation; null when there is none.</param>
/// <param name="StoredSettings">Its settings as they are stored, with what this version does not know.</param>
/// <param name="Departments">Those of its departments that have a ledger.</param>
/// <param name="IsDomainTaken">True when another active organisation has the domain.</param>
public sealed record OrganizationScene(
    long Version, OrganizationView? Organization, string StoredSettings, IReadOnlyList<Guid> Departments, bool IsDomainTaken);

/// <summary>A new or changed organisation, to be committed as one.</summary>
public sealed record OrganizationEdit
{
    /// <summary>The version that it must still have; it rises by one. Means nothing for a new one.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>The organisation as it was; null for a new one.</summary>
    public OrganizationView? Before { get; init; }

    /// <summary>The organisation as it shall be. Its cap counts for a new one only.</summary>
    public required OrganizationView After { get; init; }

    /// <summary>Its settings as they were stored.</summary>
    public required string StoredSettings { get; init; }

    /// <summary>Departments whose ledgers must read again.</summary>
    public required IReadOnlyList<Guid> Ledgers { get; init; }

    /// <summary>Names of the fields that change.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>The administrator.</summary>
    public required Guid ActorId { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A changed department, to be committed as one.</summary>
public sealed record DepartmentEdit
{
    /// <summary>The version that the organisation must still have; it rises by one.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>The department as it was.</summary>
    public required DepartmentView Before { get; init; }

    /// <summary>The department as it shall be.</summary>
    public required DepartmentView After { get; init; }

    /// <summary>Its settings as they were stored.</summary>
    public required string StoredSettings { get; init; }

    /// <summary>Names of the fields that change.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>The administrator.</summary>
    public required Guid ActorId { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset At { get; init; }
}
