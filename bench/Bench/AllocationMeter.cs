using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace DonatelloAI.Bench;

/// <summary>Bytes that another process of .NET allocates a second, as its runtime tells each second over its diagnostic port.</summary>
internal sealed class AllocationMeter : IAsyncDisposable
{
    private readonly EventPipeSession _session;
    private readonly EventPipeEventSource _events;
    private readonly Task _reading;
    private readonly List<double> _perSecond = [];

    public AllocationMeter(int process)
    {
        var counters = new EventPipeProvider("System.Runtime", EventLevel.Informational, arguments: new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" });
        _session = new DiagnosticsClient(process).StartEventPipeSession(counters, requestRundown: false);
        _events = new EventPipeEventSource(_session.EventStream);
        _events.Dynamic.All += Note;
        _reading = Task.Factory.StartNew(_events.Process, TaskCreationOptions.LongRunning);
    }

    /// <summary>
    /// The median of the seconds so far: the runtime adds allocations up over the heaps in use, and a second in which it retires one
    /// comes out too low, even negative.
    /// </summary>
    public double BytesPerSecond
    {
        get
        {
            lock (_perSecond)
            {
                return _perSecond.Count == 0 ? 0 : _perSecond.Order().ElementAt(_perSecond.Count / 2);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _session.Stop();
        await _reading;
        _events.Dispose();
        _session.Dispose();
    }

    private void Note(TraceEvent counter)
    {
        if (counter.EventName == "EventCounters"
            && counter.PayloadValue(0) is IDictionary<string, object> outer
            && outer["Payload"] is IDictionary<string, object> { } values
            && values["Name"] is "alloc-rate")
        {
            lock (_perSecond)
            {
                _perSecond.Add(Convert.ToDouble(values["Increment"], System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }
}
