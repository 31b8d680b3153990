namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>A clock that a test sets, also backwards; timers stay the system's.</summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
