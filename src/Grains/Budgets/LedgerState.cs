using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>The department's own row: what the ledger decides by, and where it stands.</summary>
public sealed record LedgerHead
{
    /// <summary>The department.</summary>
    public required Guid DepartmentId { get; init; }

    /// <summary>Its organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>False when the department or its organisation is deactivated: no new work, running work ends.</summary>
    public required bool IsActive { get; init; }

    /// <summary>True while the department is frozen: no new work, what was accepted waits or ends.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>True while its organisation is.</summary>
    public bool IsOrganizationFrozen { get; init; }

    /// <summary>The fence: compared and raised by every commit, and raised by whoever else changes what the ledger decides by.</summary>
    public required long Version { get; init; }

    /// <summary>Number of the last entry.</summary>
    public required long Sequence { get; init; }

    /// <summary>Time of the last entry; ledger time never goes behind it.</summary>
    public required DateTimeOffset LastEntryAt { get; init; }

    /// <summary>The budget of a month.</summary>
    public required Money MonthlyBudget { get; init; }

    /// <summary>What the organisation allotted to the department; null when the organisation has no cap.</summary>
    public Money? Allocated { get; init; }

    /// <summary>What happens above the budget.</summary>
    public required EnforcementMode Mode { get; init; }

    /// <summary>Percentages of the budget that alert once a period, rising.</summary>
    public required IReadOnlyList<int> Thresholds { get; init; }

    /// <summary>First day of the current period.</summary>
    public required DateOnly PeriodStart { get; init; }

    /// <summary>When the current period was opened by a rollover.</summary>
    public DateTimeOffset? LastResetAt { get; init; }

    /// <summary>The organisation's time zone now: the next period takes it.</summary>
    public required TimeZoneInfo NextZone { get; init; }
}

/// <summary>The sums of one period.</summary>
public sealed record PeriodState
{
    /// <summary>The period.</summary>
    public required BudgetPeriod Period { get; init; }

    /// <summary>The budget in force, or at its end for a past one.</summary>
    public required Money Budget { get; init; }

    /// <summary>The mode in force, or at its end for a past one.</summary>
    public required EnforcementMode Mode { get; init; }

    /// <summary>Settled and adjusted.</summary>
    public Money Spent { get; init; }

    /// <summary>Remaining of the period's open holds.</summary>
    public Money Held { get; init; }

    /// <summary>The highest threshold that has alerted, in percent; 0 for none.</summary>
    public int AlertedPercent { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>What counts against the budget.</summary>
    public Money Committed => Spent + Held;

    /// <summary>What is left; negative when overrun.</summary>
    public Money Left => Budget - Spent - Held;
}

/// <summary>A limit of a person or key, with its use in the current period.</summary>
public sealed record LimitState
{
    /// <summary>The person's or key's id.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>Which of the two.</summary>
    public required LimitSubject Subject { get; init; }

    /// <summary>The limit of a period.</summary>
    public required Money Amount { get; init; }

    /// <summary>First day of the period that the use belongs to.</summary>
    public required DateOnly PeriodStart { get; init; }

    /// <summary>Settled in the period.</summary>
    public Money Spent { get; init; }

    /// <summary>Held in the period; recomputed from open holds when a ledger is loaded.</summary>
    public Money Held { get; init; }

    /// <summary>What is left.</summary>
    public Money Left => Amount - Spent - Held;
}

/// <summary>Everything a ledger needs from the store to decide on its own.</summary>
public sealed record LedgerSnapshot
{
    /// <summary>The department's row.</summary>
    public required LedgerHead Head { get; init; }

    /// <summary>The current period and every period that still has open holds.</summary>
    public required IReadOnlyList<PeriodState> Periods { get; init; }

    /// <summary>The open holds.</summary>
    public required IReadOnlyList<Hold> OpenHolds { get; init; }

    /// <summary>The limits; their <see cref="LimitState.Held"/> is left at zero.</summary>
    public required IReadOnlyList<LimitState> Limits { get; init; }
}
