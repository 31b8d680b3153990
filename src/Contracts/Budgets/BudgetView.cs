namespace DonatelloAI.Contracts.Budgets;

/// <summary>A department's budget in its current period, as committed.</summary>
[GenerateSerializer, Immutable, Alias("donatello.BudgetView")]
public sealed record BudgetView
{
    /// <summary>The department.</summary>
    [Id(0)] public required Guid DepartmentId { get; init; }

    /// <summary>The budget of a month.</summary>
    [Id(1)] public required Money MonthlyBudget { get; init; }

    /// <summary>Settled and adjusted in the period.</summary>
    [Id(2)] public required Money Spent { get; init; }

    /// <summary>Held by open holds of the period.</summary>
    [Id(3)] public required Money Held { get; init; }

    /// <summary>What happens above the budget.</summary>
    [Id(4)] public required EnforcementMode Mode { get; init; }

    /// <summary>First day of the period, in the organisation's time zone.</summary>
    [Id(5)] public required DateOnly PeriodStart { get; init; }

    /// <summary>Last day of the period, inclusive.</summary>
    [Id(6)] public required DateOnly PeriodEnd { get; init; }

    /// <summary>Percentages of the budget that alert.</summary>
    [Id(7)] public required IReadOnlyList<int> Thresholds { get; init; }

    /// <summary>Limits of people and keys, with what each has used.</summary>
    [Id(8)] public required IReadOnlyList<LimitView> Limits { get; init; }

    /// <summary>The department's organisation.</summary>
    [Id(9)] public Guid OrganizationId { get; init; }

    /// <summary>What is left; negative when overrun.</summary>
    public Money Left => MonthlyBudget - Spent - Held;

    /// <summary>Names what an administrator can change, as it stands.</summary>
    public string SettingsTag => BudgetSettings.Tag(MonthlyBudget, Mode, Thresholds);
}

/// <summary>A limit and its use in the current period.</summary>
/// <param name="SubjectId">The person's or key's id.</param>
/// <param name="Subject">Which of the two.</param>
/// <param name="Amount">The limit of a period.</param>
/// <param name="Spent">Settled in the period.</param>
/// <param name="Held">Held in the period.</param>
[GenerateSerializer, Immutable, Alias("donatello.LimitView")]
public sealed record LimitView(
    [property: Id(0)] Guid SubjectId,
    [property: Id(1)] LimitSubject Subject,
    [property: Id(2)] Money Amount,
    [property: Id(3)] Money Spent,
    [property: Id(4)] Money Held);

/// <summary>What the verifier found when it recomputed every sum of a department from its rows.</summary>
[GenerateSerializer, Immutable, Alias("donatello.VerifyReport")]
public sealed record VerifyReport
{
    /// <summary>The department.</summary>
    [Id(0)] public required Guid DepartmentId { get; init; }

    /// <summary>Entries read.</summary>
    [Id(1)] public required long Entries { get; init; }

    /// <summary>Holds read.</summary>
    [Id(2)] public required long Holds { get; init; }

    /// <summary>Cost events read.</summary>
    [Id(3)] public required long CostEvents { get; init; }

    /// <summary>The first difference, in one sentence; null when everything agrees.</summary>
    [Id(4)] public string? FirstDifference { get; init; }

    /// <summary>True when everything agrees.</summary>
    public bool IsClean => FirstDifference is null;
}
