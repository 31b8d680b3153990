using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Storage.Budgets;

/// <summary>What one department budgeted, spent and held in one calendar month.</summary>
public sealed class BudgetPeriodRow
{
    /// <summary>The department.</summary>
    public required Guid DepartmentId { get; set; }

    /// <summary>First day of the period.</summary>
    public required DateOnly PeriodStart { get; set; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>Last day, inclusive.</summary>
    public required DateOnly PeriodEnd { get; set; }

    /// <summary>IANA name of the zone in which it was counted.</summary>
    public required string TimeZone { get; set; }

    /// <summary>The budget in force at the last entry.</summary>
    public Money BudgetAud { get; set; }

    /// <summary>The mode in force at the last entry.</summary>
    public required EnforcementMode EnforcementMode { get; set; }

    /// <summary>Settled and adjusted in the period, however late.</summary>
    public Money SpentAud { get; set; }

    /// <summary>Remaining of the period's open holds.</summary>
    public Money HeldAud { get; set; }

    /// <summary>Highest threshold that alerted in the period.</summary>
    public int AlertedPercent { get; set; }

    /// <summary>When the period was opened.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
