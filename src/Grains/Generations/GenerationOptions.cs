using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Grains.Generations;

/// <summary>Bounds of every generation's life.</summary>
public sealed class GenerationOptions
{
    /// <summary>Seconds that an attempt is owned without being renewed, default 30; it is renewed three times as often.</summary>
    [Range(3, 600)]
    public int LeaseSeconds { get; set; } = 30;

    /// <summary>Most attempts of one generation whatever a model's settings say, default 10.</summary>
    [Range(1, 1_000)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>
    /// Attempts with an unknown outcome after which another one is still made, default 1: the second paid call whose answer is
    /// lost ends the generation. Each such call keeps its own hold.
    /// </summary>
    [Range(0, 10)]
    public int MaxUnknownAttempts { get; set; } = 1;

    /// <summary>
    /// Seconds after its first call in which a generation's failed calls are made again, default 3,600: one that would begin later is not
    /// planned. A vendor that asks for a longer wait than is left gets no retry. Calls that were cut off because their process ended are not
    /// bound by it.
    /// </summary>
    [Range(0, 86_400)]
    public int MaxRetrySeconds { get; set; } = 3_600;

    /// <summary>
    /// Seconds for which an account must be closed from now on, by its breaker or its vendor's wish, until generations that wait for it go
    /// to their runner-up, default 120.
    /// </summary>
    [Range(1, 3_600)]
    public int FallbackAfterSeconds { get; set; } = 120;

    /// <summary>Hours after which an attempt that nobody could clear up is charged at its ceiling, default 24.</summary>
    [Range(1, 24 * 31)]
    public int AssumeAfterHours { get; set; } = 24;

    /// <summary>Seconds between two sweeps, default 15.</summary>
    [Range(1, 3_600)]
    public int SweepSeconds { get; set; } = 15;

    /// <summary>Generations that one sweep pokes, default 500.</summary>
    [Range(1, 10_000)]
    public int SweepSize { get; set; } = 500;

    /// <summary>How often a step that the database could not take is tried before it is left to the sweep, default 6.</summary>
    [Range(1, 100)]
    public int MaxWriteTries { get; set; } = 6;

    /// <summary>
    /// Seconds for which an image that was paid for is kept in memory while the image store does not take it, default 300;
    /// afterwards the generation fails and says that it was charged.
    /// </summary>
    [Range(0, 3_600)]
    public int StoreImageSeconds { get; set; } = 300;

    /// <summary>
    /// Seconds for which a generation that nobody drives, watches or asks stays in memory, default 60. Waiting is done by its row.
    /// </summary>
    [Range(4, 3_600)]
    public int IdleSeconds { get; set; } = 60;

    /// <summary>
    /// Seconds that a stopping process, or a closing activation, waits for calls, default 10; what is left is resumed after the lease.
    /// </summary>
    [Range(0, 300)]
    public int DrainSeconds { get; set; } = 10;

    /// <summary>The lease as a span.</summary>
    internal TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    /// <summary>How long after its begin an unknown outcome is charged at its ceiling.</summary>
    internal TimeSpan AssumeAfter => TimeSpan.FromHours(AssumeAfterHours);
}
