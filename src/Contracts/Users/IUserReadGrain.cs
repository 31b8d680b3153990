namespace DonatelloAI.Contracts.Users;

/// <summary>
/// Reads people. Stateless, so that guessing ids activates nothing; the key is any number. It does not ask who reads: the caller
/// does, by <see cref="Reach"/>.
/// </summary>
[Alias("donatello.IUserReadGrain")]
public interface IUserReadGrain : IGrainWithIntegerKey
{
    /// <summary>A person; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Find")]
    Task<UserView?> Find(Guid userId);

    /// <summary>A page of an organisation's people, deactivated ones too.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("List")]
    Task<UserPage> List(UserFilter filter);
}
