using CsCheck;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Scheduling;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>What an account's scheduler promises in numbers: nobody waits behind a flood, and a paid rate is used.</summary>
public sealed class PoolFigures
{
    private const int Flood = 20_000;

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void Interactive_BehindAFloodOfAnotherDepartment_IsPassedAtMostOnce(bool isFloodOfBatches, int passes)
    {
        var bench = new PoolBench(concurrency: 8);
        for (var i = 0; i < Flood; i++)
        {
            bench.Offer(department: 1, isFloodOfBatches);
        }

        var running = bench.Pump();
        Assert.Equal(8, running.Count);

        var urgent = bench.Offer(department: 2);
        var before = new List<Guid>();
        foreach (var grant in running)
        {
            bench.Return(grant);
            var next = Assert.Single(bench.Pump(1)).Item;
            if (next == urgent) break;

            before.Add(next.Id);
        }

        Assert.True(before.Count <= passes, $"{before.Count} of the flood were granted first");
    }

    [Fact]
    public void Rate_OfAnAccountWithWork_IsNeverExceededAndUsedAlmostWhole() =>
        Gen.Select(Gen.Int[6, 600], Gen.Int[50, 20_000], Gen.Int[1, 900])
            .Sample((rate, callMillis, beginMillis) => new Minutes(rate, callMillis, beginMillis).Run(), iter: 10);

    /// <summary>An account whose slots never lack; calls begin a little after their grant and say so where they are asked to.</summary>
    private sealed class Minutes(int rate, int callMillis, int beginMillis)
    {
        private const int StepMillis = 50;

        private readonly PoolBench _bench = new(concurrency: 1_000, rate);
        private readonly PriorityQueue<Action, DateTimeOffset> _events = new();
        private readonly Queue<DateTimeOffset> _lastMinute = new();
        private int _begun;

        public void Run()
        {
            Work(minutes: 5);
            Assert.True(_begun >= 0.95 * rate * 5, $"{_begun} calls of {rate * 5} in the first five minutes");
            Work(minutes: 25);
            Assert.True(_begun >= 0.95 * rate * 30, $"{_begun} calls of {rate * 30} in half an hour");
        }

        private void Work(int minutes)
        {
            var end = _bench.Now.AddMinutes(minutes);
            while (_bench.Now < end)
            {
                while (_bench.Scheduler.Waiting < 50)
                {
                    _bench.Offer();
                }

                foreach (var grant in _bench.Pump(StepMillis / 1_000d))
                {
                    Begin(grant);
                }

                Happen();
            }
        }

        private void Happen()
        {
            while (_events.TryPeek(out var happens, out var at) && at <= _bench.Now)
            {
                _events.Dequeue();
                happens();
            }
        }

        private void Begin(Grant grant) => _events.Enqueue(
            () =>
            {
                Count();
                if (grant.Slot.TellBegin) _bench.Scheduler.Keep(grant.Slot.SlotId, _bench.Now);
                _events.Enqueue(() => _bench.Return(grant), _bench.Now.AddMilliseconds(callMillis));
            },
            _bench.Now.AddMilliseconds(beginMillis));

        private void Count()
        {
            _begun++;
            _lastMinute.Enqueue(_bench.Now);
            while (_lastMinute.Peek() <= _bench.Now.AddMinutes(-1))
            {
                _lastMinute.Dequeue();
            }

            Assert.True(_lastMinute.Count <= rate, $"{_lastMinute.Count} calls in a minute, {rate} are allowed");
        }
    }
}
