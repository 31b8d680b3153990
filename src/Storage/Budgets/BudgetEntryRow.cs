using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Storage.Budgets;

/// <summary>A line of a department's ledger. Append-only.</summary>
public sealed class BudgetEntryRow
{
    /// <summary>The department.</summary>
    public required Guid DepartmentId { get; set; }

    /// <summary>Position in the department's ledger, without gaps.</summary>
    public required long Sequence { get; set; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>First day of the period it belongs to.</summary>
    public required DateOnly PeriodStart { get; set; }

    /// <summary>What happened.</summary>
    public required EntryKind Kind { get; set; }

    /// <summary>The hold opened, moved or closed.</summary>
    public Guid? HoldId { get; set; }

    /// <summary>The batch's hold that a Draw took from.</summary>
    public Guid? ParentHoldId { get; set; }

    /// <summary>The generation paid for.</summary>
    public Guid? GenerationId { get; set; }

    /// <summary>The batch paid for.</summary>
    public Guid? BatchId { get; set; }

    /// <summary>The attempt paid for.</summary>
    public int? AttemptNo { get; set; }

    /// <summary>The person who spends.</summary>
    public Guid? UserId { get; set; }

    /// <summary>The key the work came with.</summary>
    public Guid? ApiKeyId { get; set; }

    /// <summary>The amount held, moved, charged, released, set or corrected.</summary>
    public required Money AmountAud { get; set; }

    /// <summary>Spent in the entry's period after it.</summary>
    public required Money SpentAfterAud { get; set; }

    /// <summary>Held in the entry's period after it.</summary>
    public required Money HeldAfterAud { get; set; }

    /// <summary>Budget in force after it.</summary>
    public required Money BudgetAfterAud { get; set; }

    /// <summary>What happened above the budget after it.</summary>
    public required EnforcementMode EnforcementMode { get; set; }

    /// <summary>True when a soft or warn budget was passed.</summary>
    public bool Overrun { get; set; }

    /// <summary>The administrator's operation, applied once.</summary>
    public Guid? OperationId { get; set; }

    /// <summary>The administrator, or whoever called the work off.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>Why, for the ledger's reader.</summary>
    public string? Reason { get; set; }

    /// <summary>JSON of what the columns cannot say: limit, mode, thresholds, zone.</summary>
    public string? Detail { get; set; }

    /// <summary>Ledger time: never before the previous entry.</summary>
    public required DateTimeOffset CreatedAt { get; set; }
}
