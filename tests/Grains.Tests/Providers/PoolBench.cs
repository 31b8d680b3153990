using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Scheduling;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>A scheduler with a clock that the test moves.</summary>
internal sealed class PoolBench
{
    private int _made;

    public PoolBench(int concurrency = 2, int? rate = null, PoolOptions? options = null, bool isRestored = true)
    {
        Options = options ?? new PoolOptions();
        Scheduler = new PoolScheduler("painter", Options) { Limits = new PoolLimits(concurrency, rate) };
        if (isRestored) Scheduler.Restore(new PoolLoad([], []), Now);
    }

    public PoolOptions Options { get; }

    public PoolScheduler Scheduler { get; }

    public DateTimeOffset Now { get; private set; } = Sample.Now;

    public bool IsAvailable => Scheduler.Status(Now).IsAvailable;

    public static Guid Department(int number) => new(number, 0, 0, new byte[8]);

    public WaitingGeneration New(int department = 1, bool isBatch = false) =>
        new(new Guid(++_made, 1, 0, new byte[8]), Department(department), isBatch, Sample.Now.AddTicks(_made));

    public WaitingGeneration Offer(int department = 1, bool isBatch = false, DateTimeOffset? notBefore = null)
    {
        var item = New(department, isBatch);
        Scheduler.Offer([item], notBefore, Now);
        return item;
    }

    public IReadOnlyList<Grant> Pump(double secondsLater = 0)
    {
        Now += TimeSpan.FromSeconds(secondsLater);
        return Scheduler.Pump(Now);
    }

    public void Return(Grant grant, CallHealth health = CallHealth.Good, TimeSpan? retryAfter = null, bool began = true) =>
        Scheduler.Return(grant.Slot.SlotId, new SlotOutcome(health, retryAfter, began), Now);

    /// <summary>Offers, grants and ends one call.</summary>
    public void Call(CallHealth health)
    {
        Offer();
        Return(Assert.Single(Pump()), health);
    }
}
