namespace DonatelloAI.Contracts.Organizations;

/// <summary>An organisation's cap and its use.</summary>
[GenerateSerializer, Immutable, Alias("donatello.OrganizationBudgetView")]
public sealed record OrganizationBudgetView
{
    /// <summary>The organisation.</summary>
    [Id(0)] public required Guid OrganizationId { get; init; }

    /// <summary>What all departments' budgets together may not exceed a month; null for no cap.</summary>
    [Id(1)] public Money? MonthlyCap { get; init; }

    /// <summary>Its departments, in the order of their ids.</summary>
    [Id(2)] public required IReadOnlyList<AllotmentView> Departments { get; init; }
}

/// <summary>A department's share.</summary>
/// <param name="DepartmentId">The department.</param>
/// <param name="MonthlyBudget">Its budget.</param>
/// <param name="Allotted">How far its budget may be raised; null without a cap.</param>
[GenerateSerializer, Immutable, Alias("donatello.AllotmentView")]
public sealed record AllotmentView(
    [property: Id(0)] Guid DepartmentId,
    [property: Id(1)] Money MonthlyBudget,
    [property: Id(2)] Money? Allotted);
