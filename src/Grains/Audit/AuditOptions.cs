using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Grains.Audit;

/// <summary>Bounds of the audit's relays.</summary>
public sealed class AuditOptions
{
    /// <summary>Seconds between two looks at the outbox, default 2.</summary>
    [Range(1, 3_600)]
    public int RelaySeconds { get; set; } = 2;

    /// <summary>Rows that are read at once, default 500.</summary>
    [Range(1, 5_000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>Days for which an event stays in the outbox after the audit log has taken it, default 7.</summary>
    [Range(1, 3_650)]
    public int KeepShippedDays { get; set; } = 7;

    /// <summary>Chains of one relay that are read or appended to at the same time, default 16.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 16;

    /// <summary>Longest pause, in seconds, after failures in a row, default 60; the first lasts <see cref="RelaySeconds"/>, each next one twice as long.</summary>
    [Range(1, 3_600)]
    public int MaxPauseSeconds { get; set; } = 60;

    /// <summary>The pause after a look that gave way to another relay: longer than usual by a random share, so that the two fall out of step.</summary>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan PauseAfterGivingWay(double share) => TimeSpan.FromSeconds(RelaySeconds * (1 + share));

    /// <summary>The pause before the next look.</summary>
    /// <param name="failures">Looks in a row that ended in a failure.</param>
    public TimeSpan PauseAfter(int failures) => failures == 0
        ? TimeSpan.FromSeconds(RelaySeconds)
        : TimeSpan.FromSeconds(Math.Min(Math.Max(MaxPauseSeconds, RelaySeconds), RelaySeconds * Math.Pow(2, Math.Min(failures, 20) - 1)));
}
