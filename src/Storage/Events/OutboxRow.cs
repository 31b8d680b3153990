namespace DonatelloAI.Storage.Events;

/// <summary>An event written in the commit of its change, until every consumer has it.</summary>
public sealed class OutboxRow
{
    /// <summary>The event.</summary>
    public required Guid Id { get; set; }

    /// <summary>Which relay ships it.</summary>
    public required short Shard { get; set; }

    /// <summary>The organisation it concerns.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The department it concerns.</summary>
    public Guid? DepartmentId { get; set; }

    /// <summary>The person who did it; null for the system.</summary>
    public Guid? UserId { get; set; }

    /// <summary>Kind of the thing that changed.</summary>
    public required string SubjectType { get; set; }

    /// <summary>The thing that changed.</summary>
    public required Guid SubjectId { get; set; }

    /// <summary>Its version after the change.</summary>
    public required long SubjectVersion { get; set; }

    /// <summary>What happened.</summary>
    public required string EventType { get; set; }

    /// <summary>JSON of the event; no prompt.</summary>
    public required string Payload { get; set; }

    /// <summary>W3C trace context of the request.</summary>
    public string? TraceParent { get; set; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>HMAC-SHA-256 over the row, so that an altered one is noticed before it is shipped.</summary>
    public required byte[] Mac { get; set; }

    /// <summary>When the audit sink acknowledged it.</summary>
    public DateTimeOffset? AuditShippedAt { get; set; }

    /// <summary>When its deliveries were made.</summary>
    public DateTimeOffset? WebhooksShippedAt { get; set; }
}
