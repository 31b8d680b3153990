namespace DonatelloAI.Contracts.Batches;

/// <summary>A batch as it is accepted: the row that the Reserve which pays for it inserts in its own commit.</summary>
[GenerateSerializer, Immutable, Alias("donatello.BatchDraft")]
public sealed record BatchDraft
{
    /// <summary>The batch's id.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The submitter's name for it (at most 255 characters).</summary>
    [Id(1)] public string? Name { get; init; }

    /// <summary>Number of items, 1 to 50,000.</summary>
    [Id(2)] public required int ItemCount { get; init; }

    /// <summary>Hash of the request that made this batch; null without a key.</summary>
    [Id(3)] public byte[]? RequestHash { get; init; }
}
