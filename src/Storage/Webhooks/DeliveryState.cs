namespace DonatelloAI.Storage.Webhooks;

/// <summary>Where a webhook delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>Waiting for its first or next try.</summary>
    Pending = 0,

    /// <summary>The receiver took it.</summary>
    Delivered = 1,

    /// <summary>A day of tries failed; only a redelivery sends it again.</summary>
    Dead = 2,
}
