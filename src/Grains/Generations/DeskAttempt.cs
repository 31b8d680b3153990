using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Generations;

/// <summary>An attempt as the operator's desk reads it: with its hold, and with the entry of the word that closed it.</summary>
public sealed record DeskAttempt
{
    /// <summary>The attempt's row.</summary>
    public required Guid Id { get; init; }

    /// <summary>The generation.</summary>
    public required Guid GenerationId { get; init; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The department that pays.</summary>
    public required Guid DepartmentId { get; init; }

    /// <summary>1 and up.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>Provider called.</summary>
    public required string ModelProvider { get; init; }

    /// <summary>Model called.</summary>
    public required string ModelName { get; init; }

    /// <summary>Where it stands.</summary>
    public required AttemptState State { get; init; }

    /// <summary>Whether the vendor charged.</summary>
    public required BilledState Billed { get; init; }

    /// <summary>What its hold still holds; holds pass from attempt to attempt, so that only the last one's is its own.</summary>
    public required Money Remaining { get; init; }

    /// <summary>What its hold was charged.</summary>
    public required Money Charged { get; init; }

    /// <summary>The vendor's request id.</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>The vendor's job.</summary>
    public string? ProviderJobId { get; init; }

    /// <summary>Class of the refusal or failure.</summary>
    public string? ErrorClass { get; init; }

    /// <summary>When the call began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its outcome was known.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The operator's word on it; null where there was none.</summary>
    public AttemptResolution? Resolution { get; init; }

    /// <summary>As the desk shows it.</summary>
    /// <param name="assumeAfter">How long after its begin an unknown outcome is charged at its ceiling.</param>
    public AttemptView ToView(TimeSpan assumeAfter) => new()
    {
        Id = Id,
        GenerationId = GenerationId,
        OrganizationId = OrganizationId,
        DepartmentId = DepartmentId,
        AttemptNo = AttemptNo,
        ModelProvider = ModelProvider,
        ModelName = ModelName,
        Outcome = (AttemptOutcome)State,
        Billed = (AttemptBilling)Billed,
        Held = State is AttemptState.Started or AttemptState.Unknown ? Remaining : Money.Zero,
        Charged = State == AttemptState.Settled ? Charged : Money.Zero,
        ProviderRequestId = ProviderRequestId,
        ProviderJobId = ProviderJobId,
        ErrorClass = ErrorClass,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
        AssumedAt = State == AttemptState.Unknown ? StartedAt + assumeAfter : null,
    };
}

/// <summary>An operator's word on an attempt, as the ledger keeps it.</summary>
/// <param name="Kind">Settle or Release.</param>
/// <param name="Amount">What was charged or released.</param>
/// <param name="ActorId">The operator.</param>
/// <param name="Reason">Why.</param>
public sealed record AttemptResolution(EntryKind Kind, Money Amount, Guid? ActorId, string? Reason)
{
    /// <summary>True when it is what a request asks for; where that names no amount, any was meant.</summary>
    public bool IsOf(ResolveAttempt request) =>
        ActorId == request.Caller.UserId
        && Reason == request.Reason
        && Kind == (request.Action == ResolveAction.Settle ? EntryKind.Settle : EntryKind.Release)
        && (request.Amount is null || request.Amount == Amount);
}
