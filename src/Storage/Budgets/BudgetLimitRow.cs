using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Storage.Budgets;

/// <summary>What one person or key may spend in a period. Always hard.</summary>
public sealed class BudgetLimitRow
{
    /// <summary>The department whose budget it is a part of.</summary>
    public required Guid DepartmentId { get; set; }

    /// <summary>The person or key.</summary>
    public required Guid SubjectId { get; set; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>Which of the two.</summary>
    public required LimitSubject SubjectKind { get; set; }

    /// <summary>The limit of a period.</summary>
    public required Money AmountAud { get; set; }

    /// <summary>First day of the period that <see cref="SpentAud"/> counts.</summary>
    public required DateOnly PeriodStart { get; set; }

    /// <summary>Settled in the period.</summary>
    public Money SpentAud { get; set; }

    /// <summary>When it was first set.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
