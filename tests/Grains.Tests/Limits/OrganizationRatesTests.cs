using DonatelloAI.Grains.Limits;
using DonatelloAI.Grains.Tests.Budgets;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace DonatelloAI.Grains.Tests.Limits;

/// <summary>A silo that spends slices of a lender who answers when a test says so, or not at all.</summary>
public sealed class OrganizationRatesTests : IDisposable
{
    private const int Limit = 2_000;

    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Lender _lender;
    private readonly OrganizationRates _rates;

    public OrganizationRatesTests()
    {
        _lender = new Lender(_clock);
        _rates = new OrganizationRates(_ => _lender, Limit, _clock, NullLogger.Instance);
    }

    private Guid Organization { get; } = Guid.CreateVersion7();

    public void Dispose() => _rates.Dispose();

    [Fact]
    public async Task Burst_OnASiloWithoutASlice_IsLetThroughAfterFewCalls()
    {
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(async () => await _rates.Take(Organization))));

        Assert.All(verdicts, verdict => Assert.True(verdict.IsTaken));
        Assert.InRange(_lender.Calls, 1, 200);
    }

    [Fact]
    public async Task Silo_WithASlice_AnswersWithoutWaiting()
    {
        await _rates.Take(Organization);
        _lender.Hold();

        Assert.True((await _rates.Take(Organization)).IsTaken);
        _lender.Release();
    }

    [Fact]
    public async Task Rate_ThatIsUsedUp_IsRefusedAtOnceAndIsThereAgainLater()
    {
        for (var i = 0; i < Limit; i++)
        {
            Assert.True((await _rates.Take(Organization)).IsTaken);
        }

        var refused = await _rates.Take(Organization);
        var calls = _lender.Calls;
        Assert.False(refused.IsTaken);
        Assert.Equal(0, refused.State!.Remaining);
        Assert.InRange(refused.State.ResetSeconds, 1, 61);
        Assert.False((await _rates.Take(Organization)).IsTaken);
        Assert.Equal(calls, _lender.Calls);

        _clock.Now += TimeSpan.FromSeconds(61);
        Assert.True((await _rates.Take(Organization)).IsTaken);
    }

    [Fact]
    public async Task Silo_WithoutALender_KeepsToTheRateByItself()
    {
        _lender.IsGone = true;
        for (var i = 0; i < Limit; i++)
        {
            Assert.True((await _rates.Take(Organization)).IsTaken);
        }

        Assert.False((await _rates.Take(Organization)).IsTaken);
        Assert.Equal(1, _lender.Calls);
    }

    [Fact]
    public async Task Lender_ThatIsBack_LearnsWhatWasLetThroughMeanwhile()
    {
        _lender.IsGone = true;
        await _rates.Take(Organization);
        await _rates.Take(Organization);
        _lender.IsGone = false;
        _clock.Now += OrganizationRates.PauseWithout;

        await _rates.Take(Organization);

        Assert.Equal(2, _lender.Last!.SpentLately);
    }

    [Fact]
    public async Task Rate_OfZero_BindsNobody()
    {
        using var none = new OrganizationRates(_ => throw new InvalidOperationException(), 0, _clock, NullLogger.Instance);

        Assert.Equal(new RateVerdict(true, null), await none.Take(Organization));
    }

    private sealed class Lender(ManualClock clock) : IOrganizationRateGrain
    {
        private readonly OrganizationQuota _quota = new(Limit);
        private readonly Lock _lock = new();
        private TaskCompletionSource _gate = Opened();
        private int _calls;

        public int Calls => _calls;

        public bool IsGone { get; set; }

        public QuotaRequest? Last { get; private set; }

        public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _gate.TrySetResult();

        public async Task<QuotaGrant> Lease(QuotaRequest request)
        {
            Interlocked.Increment(ref _calls);
            await _gate.Task;
            Last = request;
            lock (_lock)
            {
                return IsGone ? throw new SiloUnavailableException() : _quota.Lease(request, clock.Now);
            }
        }

        private static TaskCompletionSource Opened()
        {
            var opened = new TaskCompletionSource();
            opened.SetResult();
            return opened;
        }
    }
}
