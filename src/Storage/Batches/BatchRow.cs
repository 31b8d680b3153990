namespace DonatelloAI.Storage.Batches;

/// <summary>Up to 50,000 generations under one hold.</summary>
public sealed class BatchRow
{
    /// <summary>The batch.</summary>
    public Guid Id { get; set; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The department that pays.</summary>
    public required Guid DepartmentId { get; set; }

    /// <summary>Its owner.</summary>
    public required Guid UserId { get; set; }

    /// <summary>The key it came with.</summary>
    public Guid? ApiKeyId { get; set; }

    /// <summary>The submitter's name for it.</summary>
    public string? Name { get; set; }

    /// <summary>Where it stands.</summary>
    public BatchStatus Status { get; set; }

    /// <summary>Number of items accepted.</summary>
    public required int ItemCount { get; set; }

    /// <summary>Hash of the request, to tell a replay from a reused key.</summary>
    public byte[]? RequestHash { get; set; }

    /// <summary>What happens when the budget does not cover all items.</summary>
    public OnInsufficientBudget OnInsufficientBudget { get; set; }

    /// <summary>The fence between its writers.</summary>
    public long Version { get; set; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When its last item ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}
