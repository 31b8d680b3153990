using DonatelloAI.Contracts.Organizations;

namespace DonatelloAI.Contracts.Users;

/// <summary>
/// Adds and changes the people of an organisation; its key is the organisation's id. A change holds from the person's next
/// request on.
/// </summary>
[Alias("donatello.IOrganizationUsersGrain")]
public interface IOrganizationUsersGrain : IGrainWithGuidKey
{
    /// <summary>Adds a person, once per <see cref="AddUser.UserId"/>.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Add")]
    Task<OrganizationReply> Add(AddUser request);

    /// <summary>Changes, deactivates or lets in a person. May be repeated.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Change")]
    Task<OrganizationReply> Change(ChangeUser request);
}
