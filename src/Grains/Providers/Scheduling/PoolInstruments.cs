using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>What the schedulers of this process measure, under the meter <c>DonatelloAI.Pools</c>.</summary>
public sealed class PoolInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "DonatelloAI.Pools";

    private readonly Meter _meter = new(MeterName);
    private readonly ConcurrentDictionary<string, PoolStatus> _pools = new(StringComparer.Ordinal);
    private readonly Counter<long> _grants;
    private readonly Counter<long> _lost;

    /// <summary>Makes the instruments.</summary>
    public PoolInstruments()
    {
        _grants = _meter.CreateCounter<long>("donatello.pool.grants", "{grant}", "Slots granted.");
        _lost = _meter.CreateCounter<long>("donatello.pool.slots.lost", "{slot}", "Slots that nobody kept or gave back.");
        Gauge("donatello.pool.waiting", "{generation}", "Generations in the window.", static status => status.Waiting);
        Gauge("donatello.pool.running", "{slot}", "Slots in use.", static status => status.Running);
        Gauge("donatello.pool.paused", "{pool}", "1 while nothing is granted.", static status => status.IsAvailable ? 0 : 1);
    }

    /// <summary>Counts grants.</summary>
    public void Granted(string pool, int grants) => _grants.Add(grants, Tag(pool));

    /// <summary>Counts lost slots.</summary>
    public void Lost(string pool, long slots) => _lost.Add(slots, Tag(pool));

    /// <summary>Keeps how an account stands.</summary>
    public void Report(PoolStatus status) => _pools[status.Pool] = status;

    /// <summary>An account's scheduler has left this process.</summary>
    public void Remove(string pool) => _pools.TryRemove(pool, out _);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string unit, string description, Func<PoolStatus, int> value) => _meter.CreateObservableGauge(
        name, () => _pools.Values.Select(status => new Measurement<int>(value(status), Tag(status.Pool))), unit, description);

    private static KeyValuePair<string, object?> Tag(string pool) => new("pool", pool);
}
