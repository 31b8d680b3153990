namespace DonatelloAI.Grains.Generations;

/// <summary>An attempt to begin.</summary>
public sealed record NewAttempt
{
    /// <summary>The attempt.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The generation.</summary>
    public required Guid GenerationId { get; init; }

    /// <summary>Its organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The department that pays.</summary>
    public required Guid DepartmentId { get; init; }

    /// <summary>Its owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>1 and up.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>The hold that pays.</summary>
    public required Guid HoldId { get; init; }

    /// <summary>Provider to call.</summary>
    public required string ModelProvider { get; init; }

    /// <summary>Model to call.</summary>
    public required string ModelName { get; init; }

    /// <summary>The account it counts on.</summary>
    public required string QuotaPool { get; init; }

    /// <summary>What can be done when its outcome is unknown.</summary>
    public required Providers.CallKind CallKind { get; init; }

    /// <summary>Who drives it: silo and activation, at most 200 ASCII characters.</summary>
    public required string Owner { get; init; }

    /// <summary>How long it is owned without being renewed.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>When it begins.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}

/// <summary>What became of an attempt without a settlement.</summary>
public sealed record AttemptConclusion
{
    /// <summary>The generation.</summary>
    public required Guid GenerationId { get; init; }

    /// <summary>The attempt.</summary>
    public required int AttemptNo { get; init; }

    /// <summary><see cref="AttemptState.Failed"/>, <see cref="AttemptState.Refused"/> or <see cref="AttemptState.Unknown"/>.</summary>
    public required AttemptState State { get; init; }

    /// <summary>Whether the vendor charged.</summary>
    public required BilledState Billed { get; init; }

    /// <summary>Class of the refusal or failure in snake_case.</summary>
    public string? ErrorClass { get; init; }

    /// <summary>The vendor's words, sealed.</summary>
    public string? ErrorDetailEncrypted { get; init; }

    /// <summary>The vendor's request id.</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>True when the generation waits for another attempt: it becomes <c>pending</c> again.</summary>
    public required bool Requeue { get; init; }

    /// <summary>The model that takes over, for one that waits again; null where the same is called again.</summary>
    public ModelChange? Elsewhere { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Another model for a generation, with what of its order is explicit for that one.</summary>
/// <param name="ModelProvider">Its provider.</param>
/// <param name="ModelName">Its name.</param>
/// <param name="MetadataJson">The generation's facts, adapted.</param>
public sealed record ModelChange(string ModelProvider, string ModelName, string MetadataJson);

/// <summary>What a vendor said of an attempt after that had been closed otherwise.</summary>
public sealed record LateAnswer
{
    /// <summary>The generation.</summary>
    public required Guid GenerationId { get; init; }

    /// <summary>The attempt.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>How the attempt was closed; for the event.</summary>
    public required AttemptState State { get; init; }

    /// <summary>What the vendor charges.</summary>
    public required DonatelloAI.Contracts.Money ProviderCost { get; init; }

    /// <summary>The vendor's request id.</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>The facts, without any text.</summary>
    public required string FactsJson { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset At { get; init; }
}
