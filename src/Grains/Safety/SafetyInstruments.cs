using System.Diagnostics.Metrics;
using System.Text.Json;

namespace DonatelloAI.Grains.Safety;

/// <summary>What checks of content measure in this process, under the meter <c>DonatelloAI.Safety</c>.</summary>
public sealed class SafetyInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "DonatelloAI.Safety";

    private static readonly double[] Seconds = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments.</summary>
    public SafetyInstruments()
    {
        _verdicts = _meter.CreateCounter<long>("donatello.safety.verdicts", "{check}", "Verdicts by stage, outcome and the first category that blocks.");
        _failures = _meter.CreateCounter<long>("donatello.safety.failures", "{question}", "Questions that a checker did not answer, by checker and reason.");
        _duration = _meter.CreateHistogram(
            "donatello.safety.duration", "s", "Time of one question to a checker.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
    }

    /// <summary>Counts a verdict.</summary>
    /// <param name="stage"><c>submission</c>, <c>prompt</c> or <c>image</c>.</param>
    /// <param name="verdict">The verdict.</param>
    internal void Judged(string stage, SafetyVerdict verdict) => _verdicts.Add(
        1,
        new("stage", stage),
        new("outcome", JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.Outcome.ToString())),
        new("category", verdict.Blocked is [var first, ..] ? JsonNamingPolicy.SnakeCaseLower.ConvertName(first.ToString()) : null));

    /// <summary>Counts a question.</summary>
    internal void Asked(string checker, CheckAnswer answer, TimeSpan duration)
    {
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("checker", checker));
        if (answer is CheckFailed failed)
        {
            _failures.Add(1, new("checker", checker), new("reason", failed.Reason));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
