using Orleans.Concurrency;

namespace DonatelloAI.Grains.Audit;

/// <summary>
/// Ships the outbox rows of one shard, the grain's key, to the audit sink. Two at once during trouble fork no chain and ship nothing
/// twice; the sink's positions see to that.
/// </summary>
[Alias("donatello.IAuditRelayGrain")]
public interface IAuditRelayGrain : IGrainWithIntegerKey
{
    /// <summary>Makes sure that the relay runs, and looks at the outbox soon.</summary>
    [Alias("Wake"), OneWay]
    Task Wake();
}
