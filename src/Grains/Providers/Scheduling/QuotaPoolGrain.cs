using DonatelloAI.Contracts;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>
/// A vendor account's scheduler in the cluster: a thin shell round its <see cref="PoolScheduler"/>. Calls are decided at once
/// and never wait for the database, which a timer of its own reads. Awaits no other grain.
/// </summary>
[Reentrant]
public sealed partial class QuotaPoolGrain(
    IGenerationStore store,
    ModelDirectory directory,
    IGrantSink grants,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    IOptions<PoolOptions> options,
    PoolInstruments instruments,
    ILogger<QuotaPoolGrain> logger) : Grain, IQuotaPoolGrain
{
    /// <summary>How long the grain stays for work that it knows of, in minutes; renewed while there is some.</summary>
    public const int StayMinutes = 2;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    private readonly PoolOptions _options = options.Value;
    private PoolScheduler _scheduler = null!;
    private IGrainTimer _pump = null!;
    private IGrainTimer _read = null!;
    private ModelSnapshot? _heeded;
    private DateTimeOffset? _settledAt;
    private bool _isRestored;
    private bool _isAsked;
    private int _failures;
    private long _lost;

    private string Pool => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scheduler = new PoolScheduler(Pool, _options);
        _pump = Timer(static grain => grain.PumpNow(), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _read = Timer(static grain => grain.Read(), TimeSpan.Zero, _options.TopUp);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        instruments.Remove(Pool);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Offer(IReadOnlyList<WaitingGeneration> waiting, DateTimeOffset? notBefore)
    {
        _scheduler.Offer(waiting, notBefore, time.GetUtcNow());
        return PumpNow();
    }

    /// <inheritdoc/>
    public Task Return(Guid slotId, SlotOutcome outcome)
    {
        _scheduler.Return(slotId, outcome, time.GetUtcNow());
        return PumpNow();
    }

    /// <inheritdoc/>
    public Task Keep(Guid slotId)
    {
        _scheduler.Keep(slotId, time.GetUtcNow());
        return PumpNow();
    }

    /// <inheritdoc/>
    public Task<PoolStatus> Status() => Task.FromResult(_scheduler.Status(time.GetUtcNow()));

    /// <inheritdoc/>
    public Task Wake()
    {
        AskDatabase();
        return Task.CompletedTask;
    }

    /// <summary>Grants what may be granted and sets the timer for what is due by itself.</summary>
    private Task PumpNow()
    {
        var now = time.GetUtcNow();
        Heed(directory.Latest);
        var granted = _scheduler.Pump(now);
        foreach (var grant in granted)
        {
            grants.Send(grant.Item.Id, grant.Slot);
        }

        Measure(granted.Count, now);
        _pump.Change(_scheduler.NextPump() is { } next ? Wait(next - now) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_scheduler.HasWork) DelayDeactivation(TimeSpan.FromMinutes(StayMinutes));
        if (_isRestored && _failures == 0 && _scheduler.WantsMore) AskDatabase();
        return Task.CompletedTask;
    }

    /// <summary>Once for any number of calls, and never sooner than a second after the last time.</summary>
    private void AskDatabase()
    {
        if (_isAsked) return;

        _isAsked = true;
        _read.Change(Soon, _options.TopUp);
    }

    /// <summary>One round with the database. What is in the window goes on meanwhile, and when the round fails.</summary>
    private async Task Read()
    {
        _isAsked = false;
        try
        {
            await ReadLimits();
            if (_isRestored || await Restore()) await TopUp();
            _failures = 0;
        }
        catch (StorageUnavailableException unavailable)
        {
            _failures++;
            LogUnavailable(unavailable, Pool, _failures);
            _isAsked = true;
            _read.Change(Backoff(), _options.TopUp);
        }

        await PumpNow();
    }

    private async Task ReadLimits() => Heed(await directory.Get());

    /// <summary>Takes limits and freezes from the catalogue as this silo has it, which a change reaches before its author is answered.</summary>
    private void Heed(ModelSnapshot? models)
    {
        if (models is null || ReferenceEquals(models, _heeded)) return;

        _heeded = models;
        _scheduler.Limits = PoolLimits.Of(models.OfPool(Pool), _options.DefaultConcurrency);
        _scheduler.IsFrozen = models.Freezes.OfPool(Pool) is not null;
        _scheduler.FrozenDepartments = models.Freezes.Departments;
    }

    /// <summary>
    /// Rebuilds what a predecessor knew. Where one was at work a moment ago its grants may still be on their way: they begin
    /// or end within one grant's validity, so that what is read after it is complete.
    /// </summary>
    private async Task<bool> Restore()
    {
        var now = time.GetUtcNow();
        var load = await store.Load(Pool, now - StartWindow.Length);
        if (load is { RecentStarts.Count: > 0 } or { Running.Count: > 0 }) _settledAt ??= now + _options.Grant;
        if (_settledAt > now)
        {
            _isAsked = true;
            _read.Change(Wait(_settledAt.Value - now), _options.TopUp);
            return false;
        }

        _scheduler.Restore(load, time.GetUtcNow());
        _isRestored = true;
        LogRestored(Pool, load.Running.Count, load.RecentStarts.Count);
        return true;
    }

    private async Task TopUp()
    {
        var models = await directory.Get();
        var rows = new List<WaitingGeneration>();
        var hasMore = false;
        foreach (var provider in models.OfPool(Pool).GroupBy(model => model.ProviderName, StringComparer.Ordinal))
        {
            string[] names = [.. provider.Select(model => model.ModelName)];
            var page = await store.Pending(provider.Key, names, _options.RowsPerDepartment, _options.WindowLength);
            hasMore |= IsCut(page);
            rows.AddRange(page);
        }

        _scheduler.TopUp(rows, hasMore, time.GetUtcNow());
    }

    private bool IsCut(IReadOnlyList<WaitingGeneration> page) =>
        page.Count >= _options.WindowLength
        || page.CountBy(row => row.DepartmentId).Any(department => department.Value >= _options.RowsPerDepartment);

    private void Measure(int granted, DateTimeOffset now)
    {
        if (granted > 0) instruments.Granted(Pool, granted);
        if (_scheduler.Lost > _lost)
        {
            LogLost(Pool, _scheduler.Lost - _lost);
            instruments.Lost(Pool, _scheduler.Lost - _lost);
            _lost = _scheduler.Lost;
        }

        instruments.Report(_scheduler.Status(now));
    }

    private TimeSpan Backoff()
    {
        var wait = Soon * Math.Pow(2, Math.Min(_failures - 1, 5));
        return wait < LongestBackoff ? wait : LongestBackoff;
    }

    private static TimeSpan Wait(TimeSpan until) =>
        until < ShortestWait ? ShortestWait : until > LongestWait ? LongestWait : until;

    private IGrainTimer Timer(Func<QuotaPoolGrain, Task> callback, TimeSpan due, TimeSpan period) => this.RegisterGrainTimer(
        (grain, _) => callback(grain), this, new GrainTimerCreationOptions(due, period) { Interleave = true });
}
