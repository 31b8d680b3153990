using System.ComponentModel.DataAnnotations;
using DonatelloAI.Hosting;
using Orleans.Configuration;

namespace DonatelloAI.Silo.Clustering;

/// <summary>
/// When a silo refuses calls of front ends because its processor is busy; their callers are answered 503. It is the last bound, behind
/// those of the front ends and the queues of grains, and it does not look at what it refuses: a request that has begun may be cut off in the
/// middle, and is safe to repeat. A silo at its limit is also left out when a grain is placed.
/// </summary>
public sealed class SheddingOptions
{
    /// <summary>The limit that no processor passes.</summary>
    public const int Never = 100;

    private const string Key = "Cluster:ShedAtProcessorPercent";

    // Memory is no sign of load here: the collector takes what it is given.
    private const int NoMemoryLimit = 100;

    /// <summary>
    /// Percent of the silo's processors that its own process uses, smoothed over some seconds, above which it refuses; 100, which is never,
    /// unless told otherwise: a burst that the silo works off in seconds fills a small silo's processors, and must not be refused.
    /// Key <c>Cluster:ShedAtProcessorPercent</c>.
    /// </summary>
    [Range(50, Never, ErrorMessage = $"{Key} takes 50 to 100; 100 never refuses.")]
    public int ProcessorPercent { get; init; } = Never;

    /// <summary>Reads the settings.</summary>
    public static SheddingOptions Read(IConfiguration configuration) => new()
    {
        ProcessorPercent = SettingsReader.Number(configuration, Key, Never),
    };

    /// <summary>Tells Orleans.</summary>
    public void Apply(LoadSheddingOptions shedding)
    {
        shedding.LoadSheddingEnabled = ProcessorPercent < Never;
        shedding.CpuThreshold = ProcessorPercent;
        shedding.MemoryThreshold = NoMemoryLimit;
    }
}
