namespace DonatelloAI.Storage.Events;

/// <summary>A write that was asked for with a key, and its answer.</summary>
public sealed class IdempotencyKeyRow
{
    /// <summary>The caller's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The caller.</summary>
    public required Guid UserId { get; set; }

    /// <summary>Method and route.</summary>
    public required string Route { get; set; }

    /// <summary>The caller's key.</summary>
    public required string IdempotencyKey { get; set; }

    /// <summary>SHA-256 of the request.</summary>
    public required byte[] RequestHash { get; set; }

    /// <summary>Running, or done with an answer.</summary>
    public IdempotencyState State { get; set; }

    /// <summary>HTTP status of the answer.</summary>
    public int? StatusCode { get; set; }

    /// <summary>JSON of the answer, without secrets.</summary>
    public string? Answer { get; set; }

    /// <summary>When it was asked first.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it is forgotten: 24 hours later.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }
}
