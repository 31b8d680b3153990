using Orleans.Runtime;

namespace DonatelloAI.Contracts;

/// <summary>
/// The W3C trace context of the request that work is done for. The front end sets it, grain calls carry it along, a generation keeps
/// it for its later steps, and each event is written with it: an event in the audit log leads to its request and the request's trace.
/// </summary>
public static class RequestTrace
{
    /// <summary>Characters of version, trace id, span id and flags with the dashes between them.</summary>
    public const int Length = 55;

    private const string Key = "donatello.trace";

    /// <summary>The context of the work in progress; null for work that no request asked for.</summary>
    public static string? Current => RequestContext.Get(Key) as string;

    /// <summary>Says for which request the rest of the calling method works.</summary>
    /// <param name="traceParent">A <c>traceparent</c>; null, or anything of another length, for none.</param>
    public static void Enter(string? traceParent)
    {
        if (traceParent is { Length: Length })
        {
            RequestContext.Set(Key, traceParent);
        }
        else
        {
            RequestContext.Remove(Key);
        }
    }
}
