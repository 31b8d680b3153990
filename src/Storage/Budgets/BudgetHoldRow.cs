using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Storage.Budgets;

/// <summary>Money set aside for one attempt of a generation, or for a batch.</summary>
public sealed class BudgetHoldRow
{
    /// <summary>The hold; derived from the work, so that a repeated request finds it.</summary>
    public required Guid Id { get; set; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The department that pays.</summary>
    public required Guid DepartmentId { get; set; }

    /// <summary>First day of the period that pays, also when it settles later.</summary>
    public required DateOnly PeriodStart { get; set; }

    /// <summary>The generation it pays for.</summary>
    public Guid? GenerationId { get; set; }

    /// <summary>The batch it pays for.</summary>
    public Guid? BatchId { get; set; }

    /// <summary>The attempt it pays for; 1 for a batch.</summary>
    public int AttemptNo { get; set; } = 1;

    /// <summary>The batch's hold it was drawn from.</summary>
    public Guid? ParentHoldId { get; set; }

    /// <summary>The person who spends.</summary>
    public required Guid UserId { get; set; }

    /// <summary>The key the work came with.</summary>
    public Guid? ApiKeyId { get; set; }

    /// <summary>What was held at first.</summary>
    public required Money AmountAud { get; set; }

    /// <summary>What is still held.</summary>
    public required Money RemainingAud { get; set; }

    /// <summary>What the department was charged.</summary>
    public Money ChargedAud { get; set; }

    /// <summary>What the provider charged at the pinned rate; the part above the hold is the organisation's variance.</summary>
    public Money? ProviderCostAud { get; set; }

    /// <summary>AUD for one unit of the price's currency, pinned when held.</summary>
    public required decimal FxRate { get; set; }

    /// <summary>Version of the model's price, pinned when held; 0 without a price list.</summary>
    public required int PriceVersion { get; set; }

    /// <summary>Open, settled or released.</summary>
    public HoldState State { get; set; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was settled or released.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>When the sweep looks at it; releases nothing by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}
