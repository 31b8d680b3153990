using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Grains.Budgets;

/// <summary>Bounds of a department's writer.</summary>
public sealed class BudgetOptions
{
    /// <summary>Operations that may wait for a commit, default 8,192. One more is answered with «overloaded».</summary>
    [Range(1, 1_000_000)]
    public int QueueLength { get; set; } = 8_192;

    /// <summary>
    /// Most operations in one commit, default 1,024: four times what a busy department queues while one commit runs, and few
    /// enough that a commit stays well below the deadline of a call.
    /// </summary>
    [Range(1, 65_536)]
    public int CommitSize { get; set; } = 1_024;

    /// <summary>How often one batch is decided again after the department's version was raised by somebody else, default 5.</summary>
    [Range(1, 100)]
    public int MaxReloads { get; set; } = 5;

    /// <summary>Seconds that a closing activation waits for its queue, default 10; what is left is answered with «unavailable».</summary>
    [Range(0, 300)]
    public int DrainSeconds { get; set; } = 10;
}
