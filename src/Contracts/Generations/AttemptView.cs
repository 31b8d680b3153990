namespace DonatelloAI.Contracts.Generations;

/// <summary>One call to a vendor as the operator's desk shows it: ids, states and money, and no text of anybody's.</summary>
[GenerateSerializer, Immutable, Alias("donatello.AttemptView")]
public sealed record AttemptView
{
    /// <summary>The attempt.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The generation it was made for.</summary>
    [Id(1)] public required Guid GenerationId { get; init; }

    /// <summary>The department's organisation.</summary>
    [Id(2)] public required Guid OrganizationId { get; init; }

    /// <summary>The department that pays.</summary>
    [Id(3)] public required Guid DepartmentId { get; init; }

    /// <summary>Its number among the generation's attempts, 1 and up.</summary>
    [Id(4)] public required int AttemptNo { get; init; }

    /// <summary>Provider called.</summary>
    [Id(5)] public required string ModelProvider { get; init; }

    /// <summary>Model called.</summary>
    [Id(6)] public required string ModelName { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(7)] public required AttemptOutcome Outcome { get; init; }

    /// <summary>Whether the vendor charged.</summary>
    [Id(8)] public required AttemptBilling Billed { get; init; }

    /// <summary>What is still held for it.</summary>
    [Id(9)] public Money Held { get; init; }

    /// <summary>What the department was charged for it.</summary>
    [Id(10)] public Money Charged { get; init; }

    /// <summary>The vendor's id of the request, to ask the vendor by.</summary>
    [Id(11)] public string? ProviderRequestId { get; init; }

    /// <summary>The vendor's job.</summary>
    [Id(12)] public string? ProviderJobId { get; init; }

    /// <summary>Class of the refusal or failure in snake_case.</summary>
    [Id(13)] public string? ErrorClass { get; init; }

    /// <summary>When the call began.</summary>
    [Id(14)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its outcome was known; null while nobody knows it.</summary>
    [Id(15)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it is settled at its ceiling if nobody resolves it before; null unless its outcome is unknown.</summary>
    [Id(16)] public DateTimeOffset? AssumedAt { get; init; }
}

/// <summary>Where an attempt stands, in the words of its row.</summary>
[GenerateSerializer, Alias("donatello.AttemptOutcome")]
public enum AttemptOutcome
{
    /// <summary>The call goes on, or its driver died.</summary>
    Started = 0,

    /// <summary>The vendor answered with an image that is not settled yet.</summary>
    Succeeded = 1,

    /// <summary>The vendor refused the request.</summary>
    Refused = 2,

    /// <summary>The call failed.</summary>
    Failed = 3,

    /// <summary>Nobody knows whether the vendor worked and charged.</summary>
    Unknown = 4,

    /// <summary>Its hold is closed with a charge.</summary>
    Settled = 5,

    /// <summary>Its hold is closed without a charge.</summary>
    Released = 6,
}

/// <summary>Whether a vendor charged for an attempt.</summary>
[GenerateSerializer, Alias("donatello.AttemptBilling")]
public enum AttemptBilling
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>It charged.</summary>
    Yes = 1,

    /// <summary>It did not.</summary>
    No = 2,
}
