using System.Diagnostics.Metrics;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Generations;

/// <summary>What generations of this process measure, under the meter <c>DonatelloAI.Generations</c>.</summary>
public sealed class GenerationInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "DonatelloAI.Generations";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _call;
    private readonly Histogram<double> _life;

    /// <summary>Makes the instruments.</summary>
    public GenerationInstruments()
    {
        _accepted = _meter.CreateCounter<long>("donatello.generation.accepted", "{generation}", "Accepted generations.");
        _refused = _meter.CreateCounter<long>("donatello.generation.refused", "{request}", "Refused requests by reason.");
        _ended = _meter.CreateCounter<long>("donatello.generation.ended", "{generation}", "Ended generations by outcome and code.");
        _call = _meter.CreateHistogram<double>("donatello.generation.call.duration", "s", "Time of one provider call.");
        _life = _meter.CreateHistogram<double>("donatello.generation.duration", "s", "Time from acceptance to the end.");
    }

    /// <summary>Counts accepted generations.</summary>
    public void Accepted(int images, string model) => _accepted.Add(images, new KeyValuePair<string, object?>("model", model));

    /// <summary>Counts a refusal.</summary>
    public void Refused(GenerationRefusal reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    /// <summary>Counts a provider call.</summary>
    public void Called(string model, string answer, TimeSpan duration) => _call.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("model", model),
        new KeyValuePair<string, object?>("answer", answer));

    /// <summary>Counts an end.</summary>
    public void Ended(GenerationOutcome outcome, string? code, TimeSpan life)
    {
        _ended.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()), new KeyValuePair<string, object?>("code", code));
        _life.Record(life.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
