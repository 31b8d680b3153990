using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Storage.Budgets;

/// <summary>A department's budget in its current period, and the fence of its one writer.</summary>
public sealed class DepartmentBudgetRow
{
    /// <summary>The row.</summary>
    public Guid Id { get; set; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The department; one budget each.</summary>
    public required Guid DepartmentId { get; set; }

    /// <summary>The budget of a month.</summary>
    public Money MonthlyBudgetAud { get; set; }

    /// <summary>What the organisation allotted under its cap; null where there is no cap.</summary>
    public Money? AllocatedAud { get; set; }

    /// <summary>Settled and adjusted in the current period.</summary>
    public Money CurrentSpendAud { get; set; }

    /// <summary>Remaining of the current period's open holds.</summary>
    public Money CurrentHeldAud { get; set; }

    /// <summary>Spent divided by budget, computed by the database; null without a budget.</summary>
    public decimal? Utilization { get; private set; }

    /// <summary>First day of the current period.</summary>
    public required DateOnly BudgetPeriodStart { get; set; }

    /// <summary>Last day of the current period, inclusive.</summary>
    public required DateOnly BudgetPeriodEnd { get; set; }

    /// <summary>IANA name of the zone in which the current period is counted; a change counts from the next period.</summary>
    public required string TimeZone { get; set; }

    /// <summary>What happens above the budget.</summary>
    public EnforcementMode EnforcementMode { get; set; }

    /// <summary>JSON array of percentages that alert once a period.</summary>
    public string Thresholds { get; set; } = "[50,80,100]";

    /// <summary>When the current period was opened.</summary>
    public DateTimeOffset? LastResetAt { get; set; }

    /// <summary>The fence: compared and raised in every commit.</summary>
    public long Version { get; set; }

    /// <summary>Sequence of the last entry.</summary>
    public long LastSequence { get; set; }

    /// <summary>Time of the last entry; ledger time never goes behind it.</summary>
    public DateTimeOffset? LastEntryAt { get; set; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
