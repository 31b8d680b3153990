using Orleans.Concurrency;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// Finds generations that nobody drives any more and pokes them. There is one, with key 0; two at once during trouble poke
/// twice, which hurts nothing.
/// </summary>
[Alias("donatello.ISweepGrain")]
public interface ISweepGrain : IGrainWithIntegerKey
{
    /// <summary>Makes sure that the sweep runs, and sweeps soon.</summary>
    [Alias("Wake"), OneWay]
    Task Wake();
}
