using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>One line of a department's ledger: what changed, and what was spent and held in its period afterwards.</summary>
public sealed record LedgerEntry
{
    /// <summary>Number of the entry in its department, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>First day of the period it counts in.</summary>
    public required DateOnly PeriodStart { get; init; }

    /// <summary>What happened.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>
    /// Held by a Reserve, TopUp or Draw; charged by a Settle; let go by a Release; added by an Adjust; the new budget of a
    /// SetBudget or Rollover; the new limit of a SetLimit.
    /// </summary>
    public required Money Amount { get; init; }

    /// <summary>Spent in the period after the entry.</summary>
    public required Money SpentAfter { get; init; }

    /// <summary>Held in the period after the entry.</summary>
    public required Money HeldAfter { get; init; }

    /// <summary>The period's budget after the entry.</summary>
    public required Money BudgetAfter { get; init; }

    /// <summary>The mode in force after the entry.</summary>
    public required EnforcementMode Mode { get; init; }

    /// <summary>The hold that was opened or closed.</summary>
    public Guid? HoldId { get; init; }

    /// <summary>The batch's hold that a Draw took from.</summary>
    public Guid? ParentHoldId { get; init; }

    /// <summary>The generation that was paid for.</summary>
    public Guid? GenerationId { get; init; }

    /// <summary>The batch that was paid for.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>The attempt that was paid for.</summary>
    public int? AttemptNo { get; init; }

    /// <summary>The person who spends, or whose limit a SetLimit changes.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The key the work came with, or whose limit a SetLimit changes.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>True when a soft or warn budget was passed.</summary>
    public bool Overrun { get; init; }

    /// <summary>The caller's id of an administrator's change, which is applied once.</summary>
    public Guid? OperationId { get; init; }

    /// <summary>The administrator of a change, or whoever called the work off.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>JSON of what has no column: the thresholds of a SetBudget, the time zone of a Rollover.</summary>
    public string? Detail { get; init; }

    /// <summary>Ledger time: never before the entry before it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
