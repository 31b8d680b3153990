using System.Diagnostics.Metrics;

namespace DonatelloAI.Api.Admission;

/// <summary>What the front end of this process measures, under the meter <c>DonatelloAI.Api</c>.</summary>
internal sealed class AdmissionInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "DonatelloAI.Api";

    private readonly Meter _meter;
    private readonly Counter<long> _refusals;
    private readonly UpDownCounter<int> _running;
    private readonly UpDownCounter<int> _waiting;

    /// <summary>Makes the instruments.</summary>
    public AdmissionInstruments()
    {
        _meter = new Meter(new MeterOptions(MeterName) { Scope = this });
        _refusals = _meter.CreateCounter<long>("donatello.api.refusals", "{request}", "Requests told to come back, by reason.");
        _running = _meter.CreateUpDownCounter<int>("donatello.api.running", "{request}", "Requests in progress that are counted.");
        _waiting = _meter.CreateUpDownCounter<int>("donatello.api.waiting", "{request}", "Requests that wait for a place.");
    }

    /// <summary>Counts a request that was told to come back.</summary>
    public void Refused(AdmissionRefusal reason) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    /// <summary>Counts a request as one in progress until the result is disposed.</summary>
    public Stay Running() => new(_running);

    /// <summary>Counts a request as one that waits until the result is disposed.</summary>
    public Stay Waiting() => new(_waiting);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>One more for as long as it is not disposed.</summary>
    public readonly struct Stay : IDisposable
    {
        private readonly UpDownCounter<int> _counter;

        public Stay(UpDownCounter<int> counter)
        {
            _counter = counter;
            _counter.Add(1);
        }

        public void Dispose() => _counter.Add(-1);
    }
}
