namespace DonatelloAI.Storage.Batches;

/// <summary>Where a batch stands.</summary>
public enum BatchStatus
{
    /// <summary>Stored and paid for.</summary>
    Accepted = 0,

    /// <summary>Its items are drawn and generated.</summary>
    Running = 1,

    /// <summary>No further item starts.</summary>
    Paused = 2,

    /// <summary>No further item starts, running ones end.</summary>
    Cancelling = 3,

    /// <summary>Every item ended.</summary>
    Completed = 4,

    /// <summary>Ended before every item was made.</summary>
    Cancelled = 5,
}
