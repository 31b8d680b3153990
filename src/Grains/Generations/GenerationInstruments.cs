using System.Diagnostics.Metrics;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// What generations of this process measure, under the meter <c>DonatelloAI.Generations</c>. Provider calls go by the names of
/// OpenTelemetry's conventions for generative AI.
/// </summary>
public sealed class GenerationInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "DonatelloAI.Generations";

    // The conventions' own bounds in seconds end at 81.92; images of high quality take minutes.
    private static readonly double[] CallSeconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68, 600];
    private static readonly double[] LifeSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 600, 1_800, 3_600, 21_600, 86_400];
    private static readonly long[] Tokens = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576];

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _unknown;
    private readonly Counter<long> _fallbacks;
    private readonly Histogram<double> _call;
    private readonly Histogram<long> _tokens;
    private readonly Histogram<double> _life;

    /// <summary>Makes the instruments.</summary>
    public GenerationInstruments()
    {
        _accepted = _meter.CreateCounter<long>("donatello.generation.accepted", "{generation}", "Accepted generations.");
        _refused = _meter.CreateCounter<long>("donatello.generation.refused", "{request}", "Refused requests by reason.");
        _ended = _meter.CreateCounter<long>("donatello.generation.ended", "{generation}", "Ended generations by outcome and code.");
        _unknown = _meter.CreateCounter<long>("donatello.attempt.unknown", "{attempt}", "Attempts whose outcome nobody knows; their money stays held.");
        _fallbacks = _meter.CreateCounter<long>("donatello.generation.fallbacks", "{generation}", "Generations that went to their runner-up, by its name.");
        _call = _meter.CreateHistogram("gen_ai.client.operation.duration", "s", "Time of one provider call.", advice: Bounds(CallSeconds));
        _tokens = _meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens that the provider counted for one call.", advice: Bounds(Tokens));
        _life = _meter.CreateHistogram("donatello.generation.duration", "s", "Time from acceptance to the end.", advice: Bounds(LifeSeconds));
    }

    /// <summary>Counts accepted generations.</summary>
    public void Accepted(int images, string model) => _accepted.Add(images, new KeyValuePair<string, object?>("model", model));

    /// <summary>Counts a refusal.</summary>
    public void Refused(GenerationRefusal reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    /// <summary>Counts a provider call.</summary>
    public void Called(OfferedModel model, ProviderAnswer answer, TimeSpan duration)
    {
        if (!_call.Enabled && !_tokens.Enabled)
        {
            return;
        }

        var error = answer is ProviderRefused refused ? GenerationErrors.CodeOf(refused.Error) : null;
        _call.Record(duration.TotalSeconds, [.. TagsOf(model), .. error is null ? (Tag[])[] : [new Tag("error.type", error)]]);
        if (ProviderSpan.UsageOf(answer) is { } usage)
        {
            _tokens.Record(usage.TextInTokens + usage.ImageInTokens, [.. TagsOf(model), new Tag("gen_ai.token.type", "input")]);
            _tokens.Record(usage.TextOutTokens + usage.ImageOutTokens, [.. TagsOf(model), new Tag("gen_ai.token.type", "output")]);
        }
    }

    /// <summary>Counts an attempt whose outcome is unknown from now on.</summary>
    public void Unknown(string model) => _unknown.Add(1, new KeyValuePair<string, object?>("model", model));

    /// <summary>Counts a generation that its runner-up takes over.</summary>
    public void FellBack(string model) => _fallbacks.Add(1, new KeyValuePair<string, object?>("model", model));

    /// <summary>Counts an end.</summary>
    public void Ended(GenerationOutcome outcome, string? code, TimeSpan life)
    {
        _ended.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()), new KeyValuePair<string, object?>("code", code));
        _life.Record(life.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static Tag[] TagsOf(OfferedModel model) =>
    [
        new("gen_ai.operation.name", ProviderSpan.Operation),
        new("gen_ai.provider.name", ProviderSpan.ProviderOf(model)),
        new("gen_ai.request.model", model.ModelName),
    ];

    private static InstrumentAdvice<TValue> Bounds<TValue>(TValue[] bounds)
        where TValue : struct => new() { HistogramBucketBoundaries = bounds };
}
