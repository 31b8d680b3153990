using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Contracts.Organizations;

/// <summary>Makes a department together with its budget, within the organisation's cap.</summary>
[GenerateSerializer, Immutable, Alias("donatello.CreateDepartment")]
public sealed record CreateDepartment
{
    /// <summary>The caller's id of the new department: a repeated creation is answered and makes nothing.</summary>
    [Id(0)] public required Guid DepartmentId { get; init; }

    /// <summary>The administrator.</summary>
    [Id(1)] public required Guid ActorId { get; init; }

    /// <summary>Its name, 1 to 255 characters.</summary>
    [Id(2)] public required string Name { get; init; }

    /// <summary>Its short identifier, such as <c>MKTG</c>: 1 to 50 characters, unique in the organisation.</summary>
    [Id(3)] public required string Code { get; init; }

    /// <summary>Its budget of a month, zero or more; none unless told otherwise.</summary>
    [Id(4)] public Money MonthlyBudget { get; init; }

    /// <summary>What happens above the budget; refusal unless told otherwise.</summary>
    [Id(5)] public EnforcementMode Mode { get; init; }

    /// <summary>What it prefers; nothing unless told otherwise.</summary>
    [Id(6)] public DepartmentSettings? Settings { get; init; }
}
