using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Scheduling;

namespace DonatelloAI.Grains.Tests.Providers;

public sealed class PoolSchedulerTests
{
    [Fact]
    public void Pump_BeforeItIsRestored_GrantsNothing()
    {
        var bench = new PoolBench(isRestored: false);
        bench.Offer();

        Assert.Empty(bench.Pump());
    }

    [Fact]
    public void Pump_OfAFrozenAccount_GrantsNothingKeepsWhatRunsAndNeedsNoTimer()
    {
        var bench = new PoolBench(concurrency: 2);
        bench.Offer();
        var running = Assert.Single(bench.Pump());
        var waiting = bench.Offer();

        bench.Scheduler.IsFrozen = true;

        Assert.Empty(bench.Pump(1));
        Assert.Equal((1, 1, false), (bench.Scheduler.Running, bench.Scheduler.Waiting, bench.Scheduler.Status(bench.Now).IsAvailable));
        bench.Return(running);
        Assert.Null(bench.Scheduler.NextPump());

        bench.Scheduler.IsFrozen = false;
        Assert.Equal(waiting, Assert.Single(bench.Pump()).Item);
    }

    [Fact]
    public void Pump_WithAFrozenDepartment_LeavesItsWorkToTheDatabaseAndGrantsTheOthers()
    {
        var bench = new PoolBench(concurrency: 4);
        var frozen = bench.Offer();
        bench.Scheduler.FrozenDepartments = new HashSet<Guid> { frozen.DepartmentId };
        var other = bench.Offer(department: 2);

        Assert.Equal(other, Assert.Single(bench.Pump()).Item);
        Assert.Equal((0, true), (bench.Scheduler.Waiting, bench.Scheduler.MoreInDatabase));

        bench.Scheduler.FrozenDepartments = new HashSet<Guid>();
        bench.Scheduler.TopUp([frozen], hasMore: false, bench.Now);
        Assert.Equal(frozen, Assert.Single(bench.Pump()).Item);
    }

    [Fact]
    public void Pump_AtTheConcurrency_WaitsForASlot()
    {
        var bench = new PoolBench(concurrency: 1);
        var (first, second) = (bench.Offer(), bench.Offer());

        var grant = Assert.Single(bench.Pump());
        Assert.Equal(first, grant.Item);
        Assert.Empty(bench.Pump(1));
        bench.Return(grant);
        Assert.Equal(second, Assert.Single(bench.Pump()).Item);
    }

    [Fact]
    public void Pump_AtTheRate_WaitsUntilAMinuteAfterTheLatestBegin()
    {
        var bench = new PoolBench(concurrency: 10, rate: 1);
        bench.Offer();
        bench.Offer();

        Assert.Single(bench.Pump());
        Assert.Empty(bench.Pump(64.9));
        Assert.Single(bench.Pump(0.1));
    }

    [Fact]
    public void Return_ThatNeverBegan_GivesItsStartBack()
    {
        var bench = new PoolBench(concurrency: 10, rate: 1);
        bench.Offer();
        bench.Offer();

        bench.Return(Assert.Single(bench.Pump()), began: false);
        Assert.Single(bench.Pump());
    }

    [Fact]
    public void Slot_ThatNobodyKeeps_IsLostAfterItsLease()
    {
        var bench = new PoolBench(concurrency: 1);
        var item = bench.Offer();
        bench.Pump();
        bench.Pump(bench.Options.SlotSeconds - 1);
        Assert.Equal(1, bench.Scheduler.Running);

        bench.Pump(1);
        Assert.Equal((0, 1L), (bench.Scheduler.Running, bench.Scheduler.Lost));
        bench.Scheduler.TopUp([item], hasMore: false, bench.Now);
        Assert.Equal(item, Assert.Single(bench.Pump()).Item);
    }

    [Fact]
    public void Slot_ThatIsKept_Stays()
    {
        var bench = new PoolBench(concurrency: 1);
        bench.Offer();
        var grant = Assert.Single(bench.Pump());
        bench.Pump(20);
        bench.Scheduler.Keep(grant.Slot.SlotId, bench.Now);
        bench.Pump(20);

        Assert.Equal(1, bench.Scheduler.Running);
    }

    [Fact]
    public void Keep_AfterTheReturn_BringsNoSlotBack()
    {
        var bench = new PoolBench();
        bench.Offer();
        var grant = Assert.Single(bench.Pump());
        bench.Return(grant);
        bench.Scheduler.Keep(grant.Slot.SlotId, bench.Now);

        Assert.Equal(0, bench.Scheduler.Running);
    }

    [Fact]
    public void Offer_Delayed_IsGrantedWhenItIsDue()
    {
        var bench = new PoolBench();
        bench.Offer(notBefore: bench.Now.AddSeconds(10));

        Assert.Empty(bench.Pump(9));
        Assert.Equal(bench.Now.AddSeconds(1), bench.Scheduler.NextPump());
        Assert.Single(bench.Pump(1));
    }

    [Fact]
    public void Offer_OfARunningGeneration_WaitsForItsSlot()
    {
        var bench = new PoolBench();
        var item = bench.Offer();
        var grant = Assert.Single(bench.Pump());
        bench.Scheduler.Offer([item], bench.Now.AddSeconds(5), bench.Now);
        Assert.Empty(bench.Pump(1));

        bench.Return(grant, CallHealth.Unknown);
        Assert.Empty(bench.Pump());
        Assert.Equal(item, Assert.Single(bench.Pump(4)).Item);
    }

    [Fact]
    public void Batch_BehindInteractiveWork_GetsOneGrantInFive()
    {
        var bench = new PoolBench(concurrency: 100);
        for (var i = 0; i < 20; i++)
        {
            bench.Offer();
            bench.Offer(isBatch: true);
        }

        var granted = bench.Pump().Take(20).Select(grant => grant.Item.IsBatch).ToArray();
        Assert.Equal(4, granted.Count(isBatch => isBatch));
        Assert.All(granted.Chunk(5), five => Assert.Contains(true, five));
    }

    [Fact]
    public void Window_FloodedByOneDepartment_MakesRoomForAnother()
    {
        var bench = new PoolBench(options: new PoolOptions { WindowLength = 10 }, concurrency: 2);
        bench.Scheduler.Offer([.. Enumerable.Range(0, 50).Select(_ => bench.New(department: 1))], null, bench.Now);
        Assert.True(bench.Scheduler.MoreInDatabase);
        Assert.Equal(10, bench.Scheduler.Waiting);

        var late = bench.Offer(department: 2);
        Assert.Equal(10, bench.Scheduler.Waiting);
        Assert.Contains(late, bench.Pump().Select(grant => grant.Item));
    }

    [Fact]
    public void Window_FullOfBatches_LetsInteractiveWorkIn()
    {
        var bench = new PoolBench(options: new PoolOptions { WindowLength = 10 }, concurrency: 1);
        bench.Scheduler.Offer([.. Enumerable.Range(0, 50).Select(_ => bench.New(isBatch: true))], null, bench.Now);

        var urgent = bench.Offer();
        Assert.Equal(urgent, Assert.Single(bench.Pump()).Item);
    }

    [Fact]
    public void Delayed_BeyondTheBound_AreLeftToTheDatabase()
    {
        var bench = new PoolBench(options: new PoolOptions { DelayedLength = 10 });
        bench.Scheduler.TopUp([], hasMore: false, bench.Now);
        for (var i = 0; i < 11; i++)
        {
            bench.Offer(notBefore: bench.Now.AddSeconds(5));
        }

        Assert.Equal(10, bench.Scheduler.Delayed);
        Assert.True(bench.Scheduler.MoreInDatabase);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(3_600, 600)]
    public void RetryAfter_PausesTheAccountWithinABound(int asked, int paused)
    {
        var bench = new PoolBench();
        bench.Offer();
        bench.Return(Assert.Single(bench.Pump()), CallHealth.Throttled, TimeSpan.FromSeconds(asked));
        bench.Offer();

        Assert.False(bench.IsAvailable);
        Assert.Equal(bench.Now.AddSeconds(paused), bench.Scheduler.NextPump());
        Assert.Empty(bench.Pump(paused - 1));
        Assert.Single(bench.Pump(1));
    }

    [Fact]
    public void Restore_WithRunningCalls_CountsThemUntilTheyReturn()
    {
        var bench = new PoolBench(concurrency: 1);
        var running = bench.Offer();
        var grant = Assert.Single(bench.Pump());

        var successor = new PoolBench(concurrency: 1, isRestored: false);
        successor.Scheduler.Offer([running], null, successor.Now);
        successor.Scheduler.Restore(new PoolLoad([new(running.Id, successor.Now.AddSeconds(20))], [successor.Now]), successor.Now);
        var next = successor.New();
        successor.Scheduler.Offer([next], null, successor.Now);
        Assert.Empty(successor.Pump());

        successor.Scheduler.Keep(grant.Slot.SlotId, successor.Now);
        Assert.Equal(1, successor.Scheduler.Running);
        successor.Return(grant);
        Assert.Equal(next, Assert.Single(successor.Pump()).Item);
    }

    [Fact]
    public void Restore_WithRunningCalls_CountsThemUntilTheirLeaseEnds()
    {
        var bench = new PoolBench(concurrency: 1, isRestored: false);
        bench.Scheduler.Restore(new PoolLoad([new(Guid.CreateVersion7(), bench.Now.AddSeconds(20))], []), bench.Now);
        bench.Offer();

        Assert.Empty(bench.Pump(19));
        Assert.Single(bench.Pump(1));
    }

    [Fact]
    public void Restore_WithRecentStarts_FillsTheRate()
    {
        var bench = new PoolBench(concurrency: 10, rate: 2, isRestored: false);
        bench.Scheduler.Restore(new PoolLoad([], [bench.Now.AddSeconds(-50), bench.Now.AddSeconds(-10)]), bench.Now);
        bench.Offer();
        bench.Offer();

        Assert.Empty(bench.Pump());
        Assert.Single(bench.Pump(10));
    }

    /// <summary>The bound on what two activations issue: grants of a predecessor that nothing in the database tells of.</summary>
    [Fact]
    public void Restore_WhileUnseenGrantsAreOnTheirWay_IssuesAtMostTheLimitAgain()
    {
        var (old, successor) = (new PoolBench(concurrency: 3), new PoolBench(concurrency: 3));
        for (var i = 0; i < 10; i++)
        {
            old.Offer();
            successor.Offer(department: 2);
        }

        var issued = old.Pump().Concat(successor.Pump()).ToArray();
        Assert.Equal(6, issued.Length);
        foreach (var grant in issued[..3])
        {
            successor.Scheduler.Keep(grant.Slot.SlotId, successor.Now);
        }

        Assert.Equal(6, successor.Scheduler.Running);
        successor.Return(issued[3]);
        Assert.Empty(successor.Pump());
    }

    [Fact]
    public void Limits_OfModelsThatDisagree_AreTheSmallestOfThoseSwitchedOn()
    {
        var models = new[]
        {
            RouterBench.Model("a/one") with { MaxConcurrency = 8, RateLimitPerMinute = null },
            RouterBench.Model("a/two") with { MaxConcurrency = 3, RateLimitPerMinute = 50 },
            RouterBench.Model("a/off") with { MaxConcurrency = 1, RateLimitPerMinute = 1, IsActive = false },
        };

        Assert.Equal(new PoolLimits(3, 50), PoolLimits.Of(models, 4));
        Assert.Equal(new PoolLimits(4, null), PoolLimits.Of([], 4));
    }
}

public sealed class PoolBreakerTests
{
    [Theory]
    [InlineData(9, 0, true)]
    [InlineData(10, 0, false)]
    [InlineData(5, 5, false)]
    [InlineData(4, 6, true)]
    public void Breaker_OpensAtItsRatio(int bad, int good, bool isAvailable)
    {
        var bench = new PoolBench();
        Repeat(good, () => bench.Call(CallHealth.Good));
        Repeat(bad, () => bench.Call(CallHealth.Bad));

        Assert.Equal(isAvailable, bench.IsAvailable);
    }

    [Fact]
    public void Breaker_OfThrottledAndUnknownCalls_StaysClosed()
    {
        var breaker = new PoolBreaker(new PoolOptions());
        Repeat(50, () => breaker.Report(CallHealth.Throttled, isTrial: false, Sample.Now));
        Repeat(50, () => breaker.Report(CallHealth.Unknown, isTrial: false, Sample.Now));

        Assert.True(breaker.Allows(Sample.Now));
    }

    [Fact]
    public void Breaker_OfFailuresLongAgo_StaysClosed()
    {
        var bench = new PoolBench();
        Repeat(9, () => bench.Call(CallHealth.Bad));
        bench.Pump(30);
        bench.Call(CallHealth.Bad);

        Assert.True(bench.IsAvailable);
    }

    [Fact]
    public void Breaker_AfterItsTime_LetsOneTrialThroughAndClosesWhenItIsGood()
    {
        var bench = Opened();
        bench.Offer();
        bench.Offer();
        Assert.Empty(bench.Pump(14));

        var trial = Assert.Single(bench.Pump(1));
        Assert.False(bench.IsAvailable);
        bench.Return(trial);
        Assert.Single(bench.Pump());
        Assert.True(bench.IsAvailable);
    }

    [Fact]
    public void Breaker_WhoseTrialsFail_OpensForTwiceAsLongUpToABound()
    {
        var bench = Opened();
        foreach (var seconds in new[] { 15, 30, 60, 120, 240, 300, 300 })
        {
            bench.Offer();
            Assert.Empty(bench.Pump(seconds - 1));
            bench.Return(Assert.Single(bench.Pump(1)), CallHealth.Bad);
        }
    }

    [Fact]
    public void Breaker_WhoseTrialIsLost_TriesAgain()
    {
        var bench = Opened();
        bench.Offer();
        bench.Offer();
        Assert.Single(bench.Pump(15));

        Assert.Single(bench.Pump(30));
    }

    [Fact]
    public void Breaker_WhenOpen_IgnoresCallsThatWereOnTheirWay()
    {
        var bench = new PoolBench();
        bench.Offer();
        var late = Assert.Single(bench.Pump());
        Repeat(10, () => bench.Call(CallHealth.Bad));
        bench.Return(late);

        Assert.False(bench.IsAvailable);
    }

    private static PoolBench Opened()
    {
        var bench = new PoolBench();
        Repeat(10, () => bench.Call(CallHealth.Bad));
        Assert.False(bench.IsAvailable);
        return bench;
    }

    private static void Repeat(int times, Action action)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }
}
