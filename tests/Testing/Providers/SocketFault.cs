namespace DonatelloAI.Testing.Providers;

/// <summary>What <see cref="FakeComfyUi"/> does with a WebSocket.</summary>
public enum SocketFault
{
    /// <summary>Tells of the job from its begin to its end.</summary>
    None,

    /// <summary>Tells of it as newer servers do, all nodes at once.</summary>
    AllNodes,

    /// <summary>404: there is none.</summary>
    Refused,

    /// <summary>Resets the connection half-way.</summary>
    Reset,

    /// <summary>Closes properly half-way.</summary>
    Closed,

    /// <summary>Says nothing and stays open.</summary>
    Silent,

    /// <summary>A text of 32 MB.</summary>
    GiantText,

    /// <summary>A preview of 32 MB.</summary>
    GiantPreview,

    /// <summary>Small texts without end.</summary>
    Flood,

    /// <summary>Texts that are no JSON, or another one, and then what it should say.</summary>
    Garbage,

    /// <summary>Tells of another job.</summary>
    OthersJob,

    /// <summary>The job fails.</summary>
    Error,

    /// <summary>Says again and again that the job has ended, and that more nodes are done than there are.</summary>
    Liar,
}
