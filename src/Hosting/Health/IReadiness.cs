namespace DonatelloAI.Hosting.Health;

/// <summary>Whether this process takes requests. The host that composes it marks the turns; load balancers ask.</summary>
public interface IReadiness
{
    /// <summary>The present state.</summary>
    ReadinessState State { get; }

    /// <summary>Marks the end of the start: the schema is in place and grains answer. Without effect while stopping.</summary>
    void MarkReady();

    /// <summary>Marks the beginning of the end: requests in progress finish, new ones go elsewhere.</summary>
    void MarkStopping();
}

/// <summary>The states of a process. It passes through the first three in their order.</summary>
public enum ReadinessState
{
    /// <summary>Not ready yet.</summary>
    Starting = 0,

    /// <summary>Takes requests.</summary>
    Ready = 1,

    /// <summary>Drains.</summary>
    Stopping = 2,

    /// <summary>Has been ready and would be again, but reaches no silo at the moment.</summary>
    Disconnected = 3,
}
