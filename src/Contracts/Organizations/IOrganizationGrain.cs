namespace DonatelloAI.Contracts.Organizations;

/// <summary>
/// Makes and changes an organisation and its departments; its key is the organisation's id. What decides who may come in holds from the next
/// request on: before an answer is given, every silo that can be reached has been told to read the organisation's people again.
/// </summary>
[Alias("donatello.IOrganizationGrain")]
public interface IOrganizationGrain : IGrainWithGuidKey
{
    /// <summary>Makes the organisation, once.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Create")]
    Task<OrganizationReply> Create(CreateOrganization request);

    /// <summary>Changes, deactivates or opens the organisation; its cap first, within the rules of <see cref="IOrganizationBudgetGrain"/>. May be repeated.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Change")]
    Task<OrganizationReply> Change(ChangeOrganization request);

    /// <summary>Changes, deactivates or opens a department. May be repeated.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("ChangeDepartment")]
    Task<OrganizationReply> ChangeDepartment(ChangeDepartment request);
}
