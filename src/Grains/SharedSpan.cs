using System.Diagnostics;

namespace DonatelloAI.Grains;

/// <summary>
/// A piece of work that several requests wait for together, such as a group commit: a span in the trace of each. What happens
/// during the work hangs below the first of them; the others link to it.
/// </summary>
public sealed class SharedSpan : IDisposable
{
    private readonly string _name;
    private readonly Activity? _first;
    private readonly List<ActivityContext> _others;

    private SharedSpan(string name, Activity? first, List<ActivityContext> others)
    {
        _name = name;
        _first = first;
        _others = others;
    }

    /// <summary>
    /// Begins the work; the rest of the calling method hangs below it. Null when nobody listens. Where no request is sampled there
    /// is no span, and none below it either.
    /// </summary>
    /// <param name="name">Name of the spans.</param>
    /// <param name="members">Who waits for it.</param>
    /// <param name="contextOf">The trace of each, as <see cref="Tracing.Here"/> had it.</param>
    public static SharedSpan? Begin<TMember>(string name, IReadOnlyList<TMember> members, Func<TMember, ActivityContext> contextOf)
    {
        if (!Tracing.Source.HasListeners())
        {
            return null;
        }

        var contexts = members.Select(contextOf).ToList();
        var sampled = contexts.FindAll(static context => context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        var parent = sampled is [var leader, ..] ? leader : contexts.Find(static context => context != default);
        Activity.Current = null;

        // A remote parent keeps its decision, also the one against a sample, for everything below.
        var first = Tracing.Source.StartActivity(
            name, ActivityKind.Internal, parent == default ? parent : new ActivityContext(parent.TraceId, parent.SpanId, parent.TraceFlags, isRemote: true));
        return new SharedSpan(name, first, sampled is [_, .. var others] ? others : []);
    }

    /// <summary>Says how it went, before the work is over.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="size">How many waited for it.</param>
    public void Tell(string outcome, int size)
    {
        _first?.SetTag("donatello.commit.outcome", outcome);
        _first?.SetTag("donatello.commit.size", size);
    }

    /// <summary>Ends the work in every trace.</summary>
    public void Dispose()
    {
        if (_first is null)
        {
            return;
        }

        _first.Dispose();
        foreach (var other in _others)
        {
            using var span = Tracing.Source.StartActivity(
                _name, ActivityKind.Internal, other, _first.TagObjects, [new ActivityLink(_first.Context)], new DateTimeOffset(_first.StartTimeUtc));
        }
    }
}
