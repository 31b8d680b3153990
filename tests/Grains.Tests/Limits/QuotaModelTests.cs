using CsCheck;
using DonatelloAI.Contracts.Limits;
using DonatelloAI.Grains.Limits;

namespace DonatelloAI.Grains.Tests.Limits;

/// <summary>Random lives of silos that share an organisation's rate, with lost, late and repeated messages, held against a log of what they let through.</summary>
public sealed class QuotaModelTests
{
    [Fact]
    public void Silos_WithLostAndLateMessages_NeverLetThroughMoreThanTheLimitAndNothingLeaks() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 200], Gen.Int[0, 9_999].Array[50, 400])
            .Sample((silos, limit, steps) => new Life(silos, limit).Run(steps), iter: 300);

    private sealed class Life(int silos, int limit)
    {
        private readonly OrganizationQuota _quota = new(limit);
        private readonly QuotaSlice[] _slices = [.. Enumerable.Range(0, silos).Select(_ => new QuotaSlice())];
        private readonly List<(QuotaSlice Slice, QuotaRequest Request, DateTimeOffset AskedAt, bool IsAwaited)> _sent = [];
        private readonly List<DateTimeOffset> _log = [];
        private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, 500, TimeSpan.Zero);

        public void Run(int[] steps)
        {
            foreach (var step in steps)
            {
                Step(_slices[step / 10 % silos], step % 10, step / 100);
                Assert.InRange(_log.Count(moment => moment > _now.AddSeconds(-RateWindow.Seconds)), 0, limit);
            }

            Finish();
        }

        private void Step(QuotaSlice slice, int kind, int number)
        {
            switch (kind)
            {
                case 0:
                    _now += TimeSpan.FromMilliseconds(number * 30);
                    break;
                case 1:
                    _now += TimeSpan.FromMilliseconds(number * 200);
                    break;
                case 2 or 3:
                    Send(slice, slice.Ask(_now, number));
                    break;
                case 4 when slice.IsDue(_now):
                    Send(slice, slice.GiveBack(_now));
                    break;
                case 5 or 6 when _sent.Count > 0:
                    Deliver(number % _sent.Count);
                    break;
                case 7 when _sent.Count > 0:
                    // The answer will be nobody's: it is not waited for any more, or the request itself is lost.
                    var lost = _sent[number % _sent.Count];
                    _sent.RemoveAt(number % _sent.Count);
                    _ = number % 2 == 0 ? _quota.Lease(lost.Request, _now) : null;
                    break;
                default:
                    Spend(slice, number);
                    break;
            }
        }

        /// <summary>One call at a time: those before it are given up, and may still arrive.</summary>
        private void Send(QuotaSlice slice, QuotaRequest request)
        {
            for (var i = 0; i < _sent.Count; i++)
            {
                _sent[i] = _sent[i].Slice == slice ? _sent[i] with { IsAwaited = false } : _sent[i];
            }

            _sent.Add((slice, request, _now, true));
        }

        private void Deliver(int index)
        {
            var (slice, request, askedAt, isAwaited) = _sent[index];
            _sent.RemoveAt(index);
            var grant = _quota.Lease(request, _now);
            if (isAwaited)
            {
                slice.Accept(request, grant, askedAt, _now);
            }
        }

        private void Spend(QuotaSlice slice, int count)
        {
            for (var i = 0; i < count && slice.TryTake(_now); i++)
            {
                _log.Add(_now);
            }
        }

        /// <summary>With time, all of it is there again; and one silo alone gets all of it.</summary>
        private void Finish()
        {
            _sent.Clear();
            _now += TimeSpan.FromMinutes(3);
            Assert.Equal(limit, _quota.Left(_now));
            var (slice, granted) = (new QuotaSlice(), 0);
            for (var round = 0; round < 100 && granted < limit; round++)
            {
                var request = slice.Ask(_now, limit);
                var grant = _quota.Lease(request, _now);
                slice.Accept(request, grant, _now, _now);
                for (; slice.TryTake(_now); granted++)
                {
                }
            }

            Assert.Equal(limit, granted);
            Assert.Equal((0, 0), (_quota.Left(_now), _quota.Lease(slice.Ask(_now, 1), _now).Granted));
        }
    }
}
