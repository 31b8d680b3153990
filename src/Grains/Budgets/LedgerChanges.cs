using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Batches;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Budgets;

/// <summary>Everything one group commit writes, in one transaction, or not at all.</summary>
public sealed class LedgerChanges
{
    /// <summary>The version that the department's row must still have.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>The department's row afterwards.</summary>
    public required LedgerHead Head { get; set; }

    /// <summary>The current period afterwards, changed or not: the department's row repeats its sums.</summary>
    public required PeriodState Current { get; set; }

    /// <summary>Entries in their order.</summary>
    public List<LedgerEntry> Entries { get; } = [];

    /// <summary>Holds to insert, each as it stands at the end of the commit.</summary>
    public List<Hold> HoldsOpened { get; } = [];

    /// <summary>Holds that existed before, as they stand at the end of the commit.</summary>
    public List<Hold> HoldsChanged { get; } = [];

    /// <summary>Periods to insert.</summary>
    public List<PeriodState> PeriodsOpened { get; } = [];

    /// <summary>Periods that existed before and whose sums, budget or alerts changed.</summary>
    public List<PeriodState> PeriodsChanged { get; } = [];

    /// <summary>Limits to insert.</summary>
    public List<LimitState> LimitsOpened { get; } = [];

    /// <summary>Limits that existed before and whose amount or use changed.</summary>
    public List<LimitState> LimitsChanged { get; } = [];

    /// <summary>Subjects whose limit existed before and is removed.</summary>
    public List<Guid> LimitsRemoved { get; } = [];

    /// <summary>Generations to insert as pending, with their metadata row.</summary>
    public List<AcceptedGeneration> Generations { get; } = [];

    /// <summary>Batches to insert.</summary>
    public List<AcceptedBatch> Batches { get; } = [];

    /// <summary>Generations to end; each must still have the version its grain wrote last.</summary>
    public List<EndedGeneration> Ends { get; } = [];

    /// <summary>What is added to the cost of generations that this commit charges without ending them, by generation.</summary>
    public Dictionary<Guid, Money> GenerationCosts { get; } = [];

    /// <summary>Cost events to insert, one for each Settle.</summary>
    public List<CostRecord> Costs { get; } = [];

    /// <summary>Attempts that a Settle closes.</summary>
    public List<SettledAttempt> AttemptsSettled { get; } = [];

    /// <summary>Attempts that a Release closes where they are still open.</summary>
    public List<ReleasedAttempt> AttemptsReleased { get; } = [];

    /// <summary>Outbox events to insert.</summary>
    public List<LedgerEvent> Events { get; } = [];
}

/// <summary>A generation to insert, with who pays for it.</summary>
/// <param name="Draft">The generation.</param>
/// <param name="UserId">The person.</param>
/// <param name="ApiKeyId">The key, if any.</param>
/// <param name="CreatedAt">Ledger time.</param>
public sealed record AcceptedGeneration(GenerationDraft Draft, Guid UserId, Guid? ApiKeyId, DateTimeOffset CreatedAt);

/// <summary>A batch to insert, with who pays for it.</summary>
/// <param name="Draft">The batch.</param>
/// <param name="UserId">The person.</param>
/// <param name="ApiKeyId">The key, if any.</param>
/// <param name="CreatedAt">Ledger time.</param>
public sealed record AcceptedBatch(BatchDraft Draft, Guid UserId, Guid? ApiKeyId, DateTimeOffset CreatedAt);

/// <summary>The end of a generation.</summary>
/// <param name="GenerationId">The generation.</param>
/// <param name="End">How it ends.</param>
/// <param name="Cost">What the hold that closes with it was charged; added to what earlier attempts cost.</param>
/// <param name="EndedAt">Ledger time.</param>
public sealed record EndedGeneration(Guid GenerationId, GenerationEnd End, Money Cost, DateTimeOffset EndedAt);

/// <summary>The cost event of a billed attempt.</summary>
/// <param name="Hold">The hold as closed: estimate, charge, provider cost, rate, person and period.</param>
/// <param name="AttemptNo">The billed attempt.</param>
/// <param name="ModelProvider">Who was paid.</param>
/// <param name="Source">Where the cost comes from.</param>
/// <param name="ProviderAmount">What the provider charged in its own currency, where that is known.</param>
/// <param name="ProviderCurrency">That currency, ISO 4217.</param>
public sealed record CostRecord(
    Hold Hold, int AttemptNo, string ModelProvider, CostSource Source, decimal? ProviderAmount = null, string? ProviderCurrency = null);

/// <summary>An attempt whose hold is closed with a charge; a row that is not there is no obstacle.</summary>
/// <param name="GenerationId">The generation.</param>
/// <param name="AttemptNo">The billed attempt.</param>
/// <param name="ProviderRequestId">The provider's id of the request; what the attempt has stays where neither this nor facts come.</param>
/// <param name="FactsJson">The facts stored with the image.</param>
/// <param name="EndedAt">Ledger time.</param>
public sealed record SettledAttempt(Guid GenerationId, int AttemptNo, string? ProviderRequestId, string? FactsJson, DateTimeOffset EndedAt)
{
    /// <summary>True when the provider's answer is known beside the cost.</summary>
    public bool BringsFacts => ProviderRequestId is not null || FactsJson is not null;
}

/// <summary>The attempt that a hold pays for, if it is still started or unknown when the hold is closed without a charge.</summary>
/// <param name="GenerationId">The generation.</param>
/// <param name="HoldId">The hold.</param>
/// <param name="EndedAt">Ledger time.</param>
public sealed record ReleasedAttempt(Guid GenerationId, Guid HoldId, DateTimeOffset EndedAt);

/// <summary>An outbox event; the store adds shard and MAC.</summary>
/// <param name="Id">Derived from the entry, so that a repeated shipment is recognised.</param>
/// <param name="SubjectType"><c>generation</c>, <c>batch</c> or <c>department</c>.</param>
/// <param name="SubjectId">What it is about.</param>
/// <param name="SubjectVersion">Orders the events of a subject.</param>
/// <param name="EventType">Name of the event, such as <c>generation.accepted</c>.</param>
/// <param name="UserId">The person whose chain it belongs to; null for the organisation's own.</param>
/// <param name="PayloadJson">Ids, states and amounts; never text of a person.</param>
/// <param name="TraceParent">W3C trace context of the request that the change comes from; null for none.</param>
/// <param name="CreatedAt">Ledger time.</param>
public sealed record LedgerEvent(
    Guid Id,
    string SubjectType,
    Guid SubjectId,
    long SubjectVersion,
    string EventType,
    Guid? UserId,
    string PayloadJson,
    string? TraceParent,
    DateTimeOffset CreatedAt);
