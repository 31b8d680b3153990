namespace DonatelloAI.Storage.Events;

/// <summary>Where a write with an idempotency key stands.</summary>
public enum IdempotencyState
{
    /// <summary>Asked for, without an answer yet.</summary>
    Running = 0,

    /// <summary>Answered; a repeat gets the same answer.</summary>
    Done = 1,
}
