using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Organizations;

namespace DonatelloAI.Grains.Organizations;

/// <summary>An organisation's cap and its departments' shares, as they stand at a version.</summary>
public sealed record OrganizationAllotments
{
    /// <summary>The organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The fence: compared and raised by every change of a share or the cap.</summary>
    public required long Version { get; init; }

    /// <summary>What all budgets together may not exceed; null for no cap.</summary>
    public Money? MonthlyCap { get; init; }

    /// <summary>Every department that has a budget.</summary>
    public required IReadOnlyList<Allotment> Departments { get; init; }
}

/// <summary>A department's share.</summary>
/// <param name="DepartmentId">The department.</param>
/// <param name="MonthlyBudget">Its budget; its own ledger changes it.</param>
/// <param name="Allotted">How far its ledger may raise it; null without a cap.</param>
public sealed record Allotment(Guid DepartmentId, Money MonthlyBudget, Money? Allotted);

/// <summary>A change of shares, to be committed as one.</summary>
public sealed record AllotmentChange
{
    /// <summary>The organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The version that its row must still have; it rises by one.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>The cap afterwards.</summary>
    public required Money? MonthlyCap { get; init; }

    /// <summary>True when the cap is what was asked to change.</summary>
    public bool IsCapChange { get; init; }

    /// <summary>The department to make, with a share as large as its budget where there is a cap.</summary>
    public CreateDepartment? Created { get; init; }

    /// <summary>The shares that change, by department. A budget that has grown beyond its new share refuses the whole change.</summary>
    public required IReadOnlyList<NewAllotment> Allotments { get; init; }
}

/// <summary>A share to write.</summary>
/// <param name="DepartmentId">The department.</param>
/// <param name="Before">Its share until now.</param>
/// <param name="After">Its share from now on; null without a cap.</param>
public sealed record NewAllotment(Guid DepartmentId, Money? Before, Money? After);

/// <summary>Who changes shares, by which operation, when.</summary>
/// <param name="OperationId">The caller's id of the change.</param>
/// <param name="ActorId">The administrator.</param>
/// <param name="At">The moment.</param>
public sealed record AllotmentCause(Guid OperationId, Guid ActorId, DateTimeOffset At);
