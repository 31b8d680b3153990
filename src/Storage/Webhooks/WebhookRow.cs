namespace DonatelloAI.Storage.Webhooks;

/// <summary>A subscription: events that are sent to a program of the user's.</summary>
public sealed class WebhookRow
{
    /// <summary>The subscription.</summary>
    public Guid Id { get; set; }

    /// <summary>The owner's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The owner, whose rights at delivery time decide what is sent.</summary>
    public required Guid UserId { get; set; }

    /// <summary>The target.</summary>
    public required string WebhookUrl { get; set; }

    /// <summary>HMAC-SHA-256 of the present secret, in hexadecimal.</summary>
    public required string SecretHash { get; set; }

    /// <summary>Sealed secrets: the present one, and during a rotation the one before with its end.</summary>
    public required string SecretEncrypted { get; set; }

    /// <summary>JSON array of event types; empty for all.</summary>
    public string EventTypes { get; set; } = "[]";

    /// <summary>False when switched off, by hand or after a day of failures.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Failed deliveries in a row; written only when it changes, since each write leaves a former version.</summary>
    public int RetryCount { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
