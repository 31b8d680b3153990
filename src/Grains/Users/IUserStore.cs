using DonatelloAI.Contracts;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Users;

/// <summary>Where people and their keys are kept. A change and its event are one transaction.</summary>
public interface IUserStore
{
    /// <summary>Reads a person with their keys; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<UserAccount?> Load(Guid userId);

    /// <summary>Adds a key; <see cref="CommitResult.KeyExists"/> when its id is known. Never throws for what a database does.</summary>
    Task<CommitOutcome> AddKey(UserAccount owner, ApiKeyState key);

    /// <summary>Writes that a key is revoked; <see cref="CommitResult.KeyExists"/> when it was before. Never throws for what a database does.</summary>
    Task<CommitOutcome> RevokeKey(UserAccount owner, ApiKeyState revoked);

    /// <summary>Writes when a key was last used. Never throws for what a database does.</summary>
    Task<CommitOutcome> MarkUsed(Guid keyId, DateTimeOffset at);
}
