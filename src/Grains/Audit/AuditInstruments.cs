using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Grains.Audit;

/// <summary>What the audit's relays of this process measure, under the meter <c>DonatelloAI.Audit</c>.</summary>
public sealed class AuditInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "DonatelloAI.Audit";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _shipped;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _altered;
    private readonly Counter<long> _removed;
    private readonly ConcurrentDictionary<int, DateTimeOffset?> _oldest = new();
    private readonly TimeProvider _time;

    /// <summary>Makes the instruments.</summary>
    public AuditInstruments([FromKeyedServices(DomainClock.Key)] TimeProvider time)
    {
        _time = time;
        _shipped = _meter.CreateCounter<long>("donatello.audit.shipped", "{event}", "Events that reached the sink.");
        _conflicts = _meter.CreateCounter<long>("donatello.audit.conflicts", "{append}", "Appends that found their position taken.");
        _failures = _meter.CreateCounter<long>("donatello.audit.failures", "{failure}", "Failures by kind: unavailable (the outbox, or a chain's end), append, refused, sweep, defect.");
        _altered = _meter.CreateCounter<long>("donatello.audit.altered", "{row}", "Outbox rows that were not as they were signed.");
        _removed = _meter.CreateCounter<long>("donatello.audit.removed", "{row}", "Outbox rows that were removed, days after every consumer had them.");
        _meter.CreateObservableGauge("donatello.audit.lag", Lags, "s", "Age of the oldest row that the sink does not have, by shard.");
    }

    /// <summary>Counts events that the sink has taken.</summary>
    public void Shipped(int events) => _shipped.Add(events);

    /// <summary>Counts an append that came second.</summary>
    public void Conflict() => _conflicts.Add(1);

    /// <summary>Counts a failure.</summary>
    public void Failed(string kind) => _failures.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>Counts rows that were altered.</summary>
    public void Altered() => _altered.Add(1);

    /// <summary>Counts rows that were removed.</summary>
    public void Removed(int rows) => _removed.Add(rows);

    /// <summary>Notes the oldest row that waits in a shard; null for none.</summary>
    public void Oldest(int shard, DateTimeOffset? createdAt) => _oldest[shard] = createdAt;

    /// <summary>A shard whose relay has left this process is measured elsewhere.</summary>
    public void Forget(int shard) => _oldest.TryRemove(shard, out _);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> Lags()
    {
        var now = _time.GetUtcNow();
        foreach (var (shard, oldest) in _oldest)
        {
            var lag = oldest is { } createdAt ? Math.Max(0, (now - createdAt).TotalSeconds) : 0;
            yield return new Measurement<double>(lag, new KeyValuePair<string, object?>("shard", shard));
        }
    }
}
