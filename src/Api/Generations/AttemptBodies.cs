using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.Generations;

/// <summary>One call to a vendor, as the operator's desk shows it.</summary>
internal sealed record AttemptAnswer
{
    /// <summary>The attempt.</summary>
    public required Guid Id { get; init; }

    /// <summary>The generation it was made for.</summary>
    public required Guid GenerationId { get; init; }

    /// <summary>Its number among the generation's attempts, 1 and up.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The department that pays.</summary>
    public required Guid DepartmentId { get; init; }

    /// <summary>Provider called.</summary>
    public required string ModelProvider { get; init; }

    /// <summary>Model called.</summary>
    public required string ModelName { get; init; }

    /// <summary>Where it stands.</summary>
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>Whether the vendor charged. An attempt that was released and is billed was answered late: the money stayed where it was put.</summary>
    public required AttemptBilling Billed { get; init; }

    /// <summary>What is still held for it: its ceiling while the outcome is unknown.</summary>
    public required Money HeldAud { get; init; }

    /// <summary>What the department was charged for it.</summary>
    public required Money ChargedAud { get; init; }

    /// <summary>The vendor's id of the request, to ask the vendor by.</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>The vendor's job.</summary>
    public string? ProviderJobId { get; init; }

    /// <summary>Class of the refusal or failure, in snake_case.</summary>
    public string? ErrorClass { get; init; }

    /// <summary>When the call began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its outcome was known.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it is settled at its ceiling if nobody resolves it before; only while its outcome is unknown.</summary>
    public DateTimeOffset? AssumedAt { get; init; }

    public static AttemptAnswer Of(AttemptView view) => new()
    {
        Id = view.Id,
        GenerationId = view.GenerationId,
        AttemptNo = view.AttemptNo,
        OrganizationId = view.OrganizationId,
        DepartmentId = view.DepartmentId,
        ModelProvider = view.ModelProvider,
        ModelName = view.ModelName,
        Outcome = view.Outcome,
        Billed = view.Billed,
        HeldAud = view.Held,
        ChargedAud = view.Charged,
        ProviderRequestId = view.ProviderRequestId,
        ProviderJobId = view.ProviderJobId,
        ErrorClass = view.ErrorClass,
        StartedAt = view.StartedAt,
        EndedAt = view.EndedAt,
        AssumedAt = view.AssumedAt,
    };
}

/// <summary>What an operator knows of an attempt.</summary>
internal sealed record ResolveAttemptBody
{
    /// <summary><c>settle</c> when the vendor charged, <c>release</c> when it did not.</summary>
    public required ResolveAction Action { get; init; }

    /// <summary>Why, for the ledger's reader; 1 to 255 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>
    /// With settle: what the vendor's invoice says, above zero and at most what is held. Without it an image that turned up says it, else all
    /// that is held is charged.
    /// </summary>
    public Money? AmountAud { get; init; }
}
