namespace DonatelloAI.Storage.Audit;

/// <summary>A line of the audit log, chained to the one before of the same person. Append-only.</summary>
public sealed class AuditEventRow
{
    /// <summary>The line; derived from chain and position.</summary>
    public required Guid Id { get; set; }

    /// <summary>The organisation it concerns.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The chain: a person's id, or <c>system:{organisation}:{yyyy-MM}</c>.</summary>
    public required string UserId { get; set; }

    /// <summary>Position in the chain, from 1 without gaps.</summary>
    public required long ChainSeq { get; set; }

    /// <summary>Hash of the event before; zeros for the first.</summary>
    public required byte[] PrevHash { get; set; }

    /// <summary>SHA-256 over the previous hash and this event's canonical form.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Timestamp { get; set; }

    /// <summary>What happened, such as <c>generation.completed</c>.</summary>
    public required string EventType { get; set; }

    /// <summary>What was done, such as <c>image_generated</c>.</summary>
    public required string Action { get; set; }

    /// <summary>Kind of the thing.</summary>
    public required string ResourceType { get; set; }

    /// <summary>The thing.</summary>
    public required string ResourceId { get; set; }

    /// <summary>The person's address, sealed under their key, so that an erasure reaches it and the hash still holds.</summary>
    public string? UserEmail { get; set; }

    /// <summary>Where the request came from, sealed likewise.</summary>
    public string? IpAddress { get; set; }

    /// <summary>The client, sealed likewise.</summary>
    public string? UserAgent { get; set; }

    /// <summary>Id of the request.</summary>
    public string? RequestId { get; set; }

    /// <summary><c>success</c> or <c>failure</c>.</summary>
    public required string Status { get; set; }

    /// <summary>What went wrong; no prompt.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>JSON: event_id of the outbox row, cost_aud, department_id and the like.</summary>
    public string Metadata { get; set; } = "{}";
}
