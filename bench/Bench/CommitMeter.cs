using System.Diagnostics.Metrics;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Bench;

/// <summary>Operations a commit and time a commit, read from the product's own instruments.</summary>
internal sealed class CommitMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _commits;
    private long _operations;
    private double _seconds;

    public CommitMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == BudgetInstruments.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, operations, _, _) =>
        {
            Interlocked.Increment(ref _commits);
            Interlocked.Add(ref _operations, operations);
        });
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => _seconds += seconds);
        _listener.Start();
    }

    public double OperationsPerCommit => (double)_operations / Math.Max(1, _commits);

    public double MillisecondsPerCommit => _seconds * 1_000 / Math.Max(1, _commits);

    public void Dispose() => _listener.Dispose();
}
