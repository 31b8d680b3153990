using System.Diagnostics;

namespace DonatelloAI.Grains;

/// <summary>Spans of the system's own work, under the source <c>DonatelloAI</c>. They cost nothing while nobody listens.</summary>
public static class Tracing
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "DonatelloAI";

    /// <summary>The source.</summary>
    internal static ActivitySource Source { get; } = new(SourceName);

    /// <summary>The trace of the work in progress; default when there is none, or nobody listens.</summary>
    public static ActivityContext Here => Source.HasListeners() && Activity.Current is { } current ? current.Context : default;

    /// <summary>
    /// A span of a trace that began elsewhere. The rest of the calling method belongs to that trace, and not to the one of whoever
    /// happened to start it.
    /// </summary>
    /// <param name="name">Name of the span.</param>
    /// <param name="traceParent">The trace as <see cref="Contracts.RequestTrace"/> has it; null begins one.</param>
    public static Activity? Continue(string name, string? traceParent)
    {
        Activity.Current = null;
        return ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent)
            ? Source.StartActivity(name, ActivityKind.Internal, parent)
            : Source.StartActivity(name);
    }
}
