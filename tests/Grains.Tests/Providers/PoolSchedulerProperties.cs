using CsCheck;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Scheduling;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>Random lives of an account, held against a model of the database and of the vendor.</summary>
public sealed class PoolSchedulerProperties
{
    [Fact]
    public void Life_OfAnAccount_KeepsItsLimitsAndForgetsNobody() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 12], Gen.Int[0, 1_000].Array[20, 150])
            .Sample((concurrency, rate, steps) => new Life(concurrency, rate).Run(steps), iter: 300);

    [Fact]
    public void Departments_ThatWait_ArePassedByEachOtherAtMostOnce() =>
        Gen.Select(Gen.Int[1, 6].Array[1, 60], Gen.Int[1, 4])
            .Sample((departments, concurrency) =>
            {
                var bench = new PoolBench(concurrency);
                foreach (var department in departments)
                {
                    bench.Offer(department);
                }

                var order = Drain(bench).Select(item => item.DepartmentId).ToList();
                Assert.Equal(departments.Length, order.Count);
                for (var i = 0; i < order.Count; i++)
                {
                    var before = order.GetRange(0, i);
                    var last = before.LastIndexOf(order[i]);
                    Assert.All(before.Skip(last + 1).CountBy(id => id), passed => Assert.True(passed.Value == 1));
                }
            });

    [Fact]
    public void Batches_ThatWait_GetOneGrantInFive() =>
        Gen.Bool.Array[1, 80].Sample(kinds =>
        {
            var bench = new PoolBench(concurrency: 3);
            foreach (var isBatch in kinds)
            {
                bench.Offer(isBatch: isBatch);
            }

            var order = Drain(bench).Select(item => item.IsBatch).ToList();
            var lastBatch = order.LastIndexOf(true);
            for (var i = 0; i + 5 <= lastBatch; i++)
            {
                Assert.Contains(true, order.GetRange(i, 5));
            }
        });

    private static IEnumerable<WaitingGeneration> Drain(PoolBench bench)
    {
        while (bench.Pump() is { Count: > 0 } grants)
        {
            foreach (var grant in grants)
            {
                yield return grant.Item;
                bench.Return(grant);
            }
        }
    }

    /// <summary>The database, the generations and the vendor round a scheduler with a small window.</summary>
    private sealed class Life(int concurrency, int rate)
    {
        private readonly PoolBench _bench = new(concurrency, rate, new PoolOptions { WindowLength = 10, DelayedLength = 10 });
        private readonly Dictionary<Guid, WaitingGeneration> _pending = [];
        private readonly Dictionary<Guid, Grant> _running = [];
        private readonly List<(DateTimeOffset At, int Grants)> _begun = [];

        public void Run(int[] steps)
        {
            foreach (var step in steps)
            {
                Step(step / 10, step % 10);
                Grant(_bench.Pump(step % 4));
            }

            Finish();
        }

        private void Step(int number, int kind)
        {
            switch (kind)
            {
                case 0 or 1 or 2:
                    Accept(_bench.New(number % 5, number % 3 == 0), notBefore: null);
                    break;
                case 3:
                    Accept(_bench.New(number % 5), _bench.Now.AddSeconds(number));
                    break;
                case 4 or 5 when _running.Count > 0:
                    End(_running.Values.ElementAt(number % _running.Count), began: true);
                    break;
                case 6 when _running.Count > 0:
                    GiveBack(_running.Values.ElementAt(number % _running.Count));
                    break;
                case 7:
                    TopUp();
                    break;
                default:
                    break;
            }
        }

        private void Accept(WaitingGeneration item, DateTimeOffset? notBefore)
        {
            _pending.Add(item.Id, item);
            _bench.Scheduler.Offer([item], notBefore, _bench.Now);
        }

        private void Grant(IReadOnlyList<Grant> grants)
        {
            foreach (var grant in grants)
            {
                Assert.True(_running.TryAdd(grant.Item.Id, grant), "granted twice at once");
                Assert.True(_pending.Remove(grant.Item.Id), "granted and not waiting");
            }

            foreach (var grant in _running.Values)
            {
                _bench.Scheduler.Keep(grant.Slot.SlotId, _bench.Now);
            }

            Assert.True(_running.Count <= concurrency, "above the concurrency");
            _begun.Add((_bench.Now, grants.Count));
            Assert.True(
                _begun.Where(begun => begun.At > _bench.Now.AddMinutes(-1)).Sum(begun => begun.Grants) <= rate, "above the rate");
        }

        private void End(Grant grant, bool began)
        {
            _running.Remove(grant.Item.Id);
            _bench.Return(grant, began ? CallHealth.Good : CallHealth.Unknown, began: began);
        }

        /// <summary>Not begun, as when the database could not be written: it waits on there, and its start does not count.</summary>
        private void GiveBack(Grant grant)
        {
            // One that was kept has begun, for all that the vendor knows: the model keeps it among the starts.
            End(grant, began: true);
            _pending.Add(grant.Item.Id, grant.Item);
        }

        private void TopUp() => _bench.Scheduler.TopUp(_pending.Values.Take(8), _pending.Count > 8, _bench.Now);

        /// <summary>With time, and a database that is read, everything that waits is granted.</summary>
        private void Finish()
        {
            for (var round = 0; round < 1_000 && _pending.Count > 0; round++)
            {
                foreach (var grant in _running.Values.ToArray())
                {
                    End(grant, began: true);
                }

                TopUp();
                Grant(_bench.Pump(30));
            }

            Assert.Empty(_pending);
        }
    }
}
