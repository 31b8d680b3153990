using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Organizations;

/// <summary>Where departments are kept. A change and its event are one transaction.</summary>
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
