namespace DonatelloAI.Grains.Audit;

/// <summary>An outbox row as a relay reads it.</summary>
public sealed record OutboxEvent
{
    /// <summary>The event.</summary>
    public required Guid Id { get; init; }

    /// <summary>The organisation it concerns.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The person who did it; null for the system.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Kind of the thing that changed.</summary>
    public required string SubjectType { get; init; }

    /// <summary>The thing that changed.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>Its version after the change.</summary>
    public required long SubjectVersion { get; init; }

    /// <summary>What happened.</summary>
    public required string EventType { get; init; }

    /// <summary>JSON of the event.</summary>
    public required string Payload { get; init; }

    /// <summary>W3C trace context of the request, if there was one.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>False when the row is not as it was signed: nothing it says can be believed.</summary>
    public required bool IsAuthentic { get; init; }
}
