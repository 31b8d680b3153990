using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Organizations;

/// <summary>
/// Reads organisations and departments. Stateless, so that guessing ids activates nothing; the key is any number. It does not ask who reads: the
/// caller does, by <see cref="Reach"/>.
/// </summary>
[Alias("donatello.IOrganizationReadGrain")]
public interface IOrganizationReadGrain : IGrainWithIntegerKey
{
    /// <summary>An organisation; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Organization")]
    Task<OrganizationView?> Organization(Guid organizationId);

    /// <summary>A page of all organisations, deactivated ones too.</summary>
    /// <param name="limit">Rows wanted.</param>
    /// <param name="after">The last organisation of the previous page; null for the first page.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Organizations")]
    Task<OrganizationPage> Organizations(int limit, Guid? after);

    /// <summary>A department of an organisation; null when it has none of this id.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Department")]
    Task<DepartmentView?> Department(Guid organizationId, Guid departmentId);

    /// <summary>A page of an organisation's departments, deactivated ones too.</summary>
    /// <param name="organizationId">The organisation.</param>
    /// <param name="limit">Rows wanted.</param>
    /// <param name="after">The last department of the previous page; null for the first page.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Departments")]
    Task<DepartmentPage> Departments(Guid organizationId, int limit, Guid? after);
}
