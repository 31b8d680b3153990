using Orleans.Concurrency;

namespace DonatelloAI.Grains.Sessions;

/// <summary>Removes rows of sessions 30 days after their end. There is one, with key 0; two at once during trouble remove the same rows.</summary>
[Alias("donatello.ISessionSweepGrain")]
public interface ISessionSweepGrain : IGrainWithIntegerKey
{
    /// <summary>Makes sure that the sweep runs, and sweeps soon.</summary>
    [Alias("Wake"), OneWay]
    Task Wake();
}
