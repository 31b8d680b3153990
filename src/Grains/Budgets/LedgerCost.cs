using DonatelloAI.Contracts;

namespace DonatelloAI.Grains.Budgets;

/// <summary>What a cost event's row says, for the verifier.</summary>
public sealed record LedgerCost
{
    /// <summary>The hold that paid.</summary>
    public required Guid HoldId { get; init; }

    /// <summary>The department that was charged.</summary>
    public required Guid DepartmentId { get; init; }

    /// <summary>First day of the period it is billed in.</summary>
    public required DateOnly PeriodStart { get; init; }

    /// <summary>The generation.</summary>
    public required Guid GenerationId { get; init; }

    /// <summary>The billed attempt.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>The person who spent.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The key the work came with.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>What was held.</summary>
    public required Money Estimated { get; init; }

    /// <summary>What the department was charged.</summary>
    public required Money Charged { get; init; }

    /// <summary>What the provider charged, in AUD at the pinned rate.</summary>
    public required Money ProviderCost { get; init; }

    /// <summary>The pinned rate: AUD for one unit of the price's currency.</summary>
    public required decimal FxRate { get; init; }
}
