namespace DonatelloAI.Storage.Webhooks;

/// <summary>One event on its way to one subscription.</summary>
public sealed class WebhookDeliveryRow
{
    /// <summary>The delivery.</summary>
    public Guid Id { get; set; }

    /// <summary>The subscription's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The subscription.</summary>
    public required Guid WebhookId { get; set; }

    /// <summary>The outbox row's id; the receiver's key against duplicates.</summary>
    public required Guid EventId { get; set; }

    /// <summary>Type of the event.</summary>
    public required string EventType { get; set; }

    /// <summary>JSON that is sent: ids and status only.</summary>
    public required string Payload { get; set; }

    /// <summary>Where it stands.</summary>
    public DeliveryState State { get; set; }

    /// <summary>Tries so far.</summary>
    public int AttemptCount { get; set; }

    /// <summary>When to try next.</summary>
    public required DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>HTTP status of the last try.</summary>
    public int? LastStatusCode { get; set; }

    /// <summary>What went wrong in the last try.</summary>
    public string? LastError { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the receiver took it.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }
}
