using DonatelloAI.Contracts;

namespace DonatelloAI.Grains.Users;

/// <summary>What a person and the paying department prefer where an order leaves the choice open.</summary>
public interface IRoutingPreferences
{
    /// <summary>The preferences; may be some seconds old.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read and nothing is remembered of it.</exception>
    ValueTask<RoutingPreferences> Find(Guid userId, Guid departmentId);
}

/// <summary>Preferences for routing; what is absent has none.</summary>
/// <param name="PreferredModel">The person's model, <c>provider/model</c>.</param>
/// <param name="DefaultModel">The department's model, <c>provider/model</c>.</param>
/// <param name="CostWeight">How much the department weighs price against quality, 0 to 1.</param>
/// <param name="Quality">The department's quality for orders that name none, such as <c>high</c>.</param>
public sealed record RoutingPreferences(string? PreferredModel = null, string? DefaultModel = null, double? CostWeight = null, string? Quality = null);
