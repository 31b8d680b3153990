using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Safety;

namespace DonatelloAI.Grains.Safety;

/// <summary>What organisations say about content.</summary>
public interface ISafetyPolicies
{
    /// <summary>An organisation's settings, which may be some seconds old; null where it has none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read and nothing is remembered of it.</exception>
    ValueTask<ContentSafetySettings?> Find(Guid organizationId);
}
