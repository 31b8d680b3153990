using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace DonatelloAI.Api.Tests.Admission;

/// <summary>The sums of the instruments of one owner, by name, and by name and reason where they have one.</summary>
internal sealed class InstrumentCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);

    public InstrumentCounts(string meter, object owner)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter && ReferenceEquals(instrument.Meter.Scope, owner))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        _listener.Start();
    }

    public long this[string name] => _sums.GetValueOrDefault(name);

    public void Dispose() => _listener.Dispose();

    private void Add(string name, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = tags.IsEmpty ? name : $"{name} {tags[0].Value}";
        _sums.AddOrUpdate(key, value, (_, sum) => sum + value);
    }
}
