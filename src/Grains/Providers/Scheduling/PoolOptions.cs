using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>Bounds and rhythms of an account's scheduler.</summary>
public sealed class PoolOptions
{
    /// <summary>Generations kept in memory to choose from, default 2,000; more wait in the database.</summary>
    [Range(10, 100_000)]
    public int WindowLength { get; set; } = 2_000;

    /// <summary>Generations kept until their moment has come, default 2,000; a dropped one is found in the database and comes early.</summary>
    [Range(10, 100_000)]
    public int DelayedLength { get; set; } = 2_000;

    /// <summary>Waiting generations of one department that one reading of the database brings at most, default 200.</summary>
    [Range(1, 100_000)]
    public int RowsPerDepartment { get; set; } = 200;

    /// <summary>Seconds between two readings of the database, default 15.</summary>
    [Range(1, 600)]
    public int TopUpSeconds { get; set; } = 15;

    /// <summary>Seconds in which a granted call must begin, default 5.</summary>
    [Range(1, 60)]
    public int GrantSeconds { get; set; } = 5;

    /// <summary>Seconds after which a slot that nobody keeps or returns is lost, default 30.</summary>
    [Range(5, 600)]
    public int SlotSeconds { get; set; } = 30;

    /// <summary>Calls at the same time on an account whose models set no limit, default 4.</summary>
    [Range(1, 1_000)]
    public int DefaultConcurrency { get; set; } = 4;

    /// <summary>Seconds that an account rests when its vendor asks to slow down without saying for how long, default 5.</summary>
    [Range(1, 600)]
    public int ThrottledSeconds { get; set; } = 5;

    /// <summary>Longest rest that a vendor is granted, in seconds, default 600.</summary>
    [Range(1, 3_600)]
    public int MaxPauseSeconds { get; set; } = 600;

    /// <summary>Seconds over which the breaker counts, default 30.</summary>
    [Range(1, 600)]
    public int BreakerWindowSeconds { get; set; } = 30;

    /// <summary>Calls that the breaker needs to judge, default 10.</summary>
    [Range(1, 1_000)]
    public int BreakerMinCalls { get; set; } = 10;

    /// <summary>Percent of failures that opens the breaker, default 50.</summary>
    [Range(1, 100)]
    public int BreakerFailurePercent { get; set; } = 50;

    /// <summary>Seconds that the breaker stays open at first, default 15; each failed trial doubles it.</summary>
    [Range(1, 600)]
    public int BreakerOpenSeconds { get; set; } = 15;

    /// <summary>Longest time that the breaker stays open, in seconds, default 300.</summary>
    [Range(1, 3_600)]
    public int BreakerMaxOpenSeconds { get; set; } = 300;

    internal TimeSpan Grant => TimeSpan.FromSeconds(GrantSeconds);

    internal TimeSpan Slot => TimeSpan.FromSeconds(SlotSeconds);

    internal TimeSpan TopUp => TimeSpan.FromSeconds(TopUpSeconds);
}
