namespace DonatelloAI.Contracts.Organizations;

/// <summary>
/// Changes an organisation's departments; its key is the organisation's id. What decides who may come in holds from the next
/// request on: before an answer is given, every silo that can be reached has been told to read the organisation's people again.
/// </summary>
[Alias("donatello.IOrganizationGrain")]
public interface IOrganizationGrain : IGrainWithGuidKey
{
    /// <summary>Changes, deactivates or opens a department. May be repeated.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("ChangeDepartment")]
    Task<OrganizationReply> ChangeDepartment(ChangeDepartment request);
}
