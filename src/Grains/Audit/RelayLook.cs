namespace DonatelloAI.Grains.Audit;

/// <summary>How a relay's look at the outbox ended.</summary>
internal enum RelayLook
{
    /// <summary>Well: nothing is left, or as much as one look may ship was shipped.</summary>
    Done = 0,

    /// <summary>Somebody else appends to the same chains and was faster several times; the rest is left to the next look.</summary>
    GaveWay = 1,

    /// <summary>Something failed, and a pause is due.</summary>
    Failed = 2,
}
