using DonatelloAI.Contracts;

namespace DonatelloAI.Grains.Audit;

/// <summary>What the audit log says of an event, before it has a place in its chain.</summary>
public sealed record AuditEntry
{
    /// <summary>The chain: a person's id, or <c>system:{organisation}:{yyyy-MM}</c>.</summary>
    public required string Chain { get; init; }

    /// <summary>The organisation it concerns.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>When it happened, in microseconds.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>What happened.</summary>
    public required string EventType { get; init; }

    /// <summary>What was done.</summary>
    public required string Action { get; init; }

    /// <summary>Kind of the thing.</summary>
    public required string ResourceType { get; init; }

    /// <summary>The thing.</summary>
    public required string ResourceId { get; init; }

    /// <summary>The person's address, sealed; null where it is not known.</summary>
    public string? UserEmail { get; init; }

    /// <summary>Where the request came from, sealed; null where it is not known.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The client, sealed; null where it is not known.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary><c>success</c> or <c>failure</c>.</summary>
    public required string Status { get; init; }

    /// <summary>A code of what went wrong.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>JSON in the form of <see cref="AuditMetadata"/>; holds the id of the outbox row.</summary>
    public required string Metadata { get; init; }

    /// <summary>The outbox row that it tells of; null in a line of which nobody knows.</summary>
    public Guid? EventId => AuditMetadata.EventIdOf(Metadata);
}

/// <summary>A line of the audit log.</summary>
/// <param name="Entry">What it says.</param>
/// <param name="Position">Its place in its chain, from 1 without gaps.</param>
/// <param name="PreviousHash">Hash of the line before, in hexadecimal; zeros for the first.</param>
/// <param name="Hash">SHA-256 over the previous hash, the position and what the line says; see <see cref="AuditChain"/>.</param>
public sealed record AuditLine(AuditEntry Entry, long Position, string PreviousHash, string Hash)
{
    /// <summary>Its id in every sink: made of chain and position, so that a position is taken once.</summary>
    public Guid Id => DerivedId.AuditLine(Entry.Chain, Position);
}
