using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Api.Budgets;

/// <summary>A department's budget. Members see what is left; managers and above see all of it.</summary>
internal sealed record BudgetAnswer
{
    /// <summary>The department.</summary>
    public required Guid DepartmentId { get; init; }

    /// <summary>The budget of a month.</summary>
    public Money? MonthlyBudgetAud { get; init; }

    /// <summary>Settled and adjusted in the period.</summary>
    public Money? SpentAud { get; init; }

    /// <summary>Held for work in progress.</summary>
    public Money? HeldAud { get; init; }

    /// <summary>What is left; negative when overrun.</summary>
    public required Money LeftAud { get; init; }

    /// <summary>What happens above the budget.</summary>
    public EnforcementMode? EnforcementMode { get; init; }

    /// <summary>First day of the period, in the organisation's time zone.</summary>
    public DateOnly? BudgetPeriodStart { get; init; }

    /// <summary>Last day of the period, inclusive.</summary>
    public DateOnly? BudgetPeriodEnd { get; init; }

    /// <summary>Percentages of the budget that alert once a period.</summary>
    public IReadOnlyList<int>? Thresholds { get; init; }

    /// <summary>Limits of people and keys, with their use.</summary>
    public IReadOnlyList<UserLimitAnswer>? UserLimits { get; init; }

    public static BudgetAnswer ForMembers(BudgetView budget) => new() { DepartmentId = budget.DepartmentId, LeftAud = budget.Left };

    public static BudgetAnswer Of(BudgetView budget) => new()
    {
        DepartmentId = budget.DepartmentId,
        MonthlyBudgetAud = budget.MonthlyBudget,
        SpentAud = budget.Spent,
        HeldAud = budget.Held,
        LeftAud = budget.Left,
        EnforcementMode = budget.Mode,
        BudgetPeriodStart = budget.PeriodStart,
        BudgetPeriodEnd = budget.PeriodEnd,
        Thresholds = budget.Thresholds,
        UserLimits = [.. budget.Limits.Select(UserLimitAnswer.Of)],
    };

    public static BudgetAnswer Of(Guid departmentId, PeriodView period) => new()
    {
        DepartmentId = departmentId,
        MonthlyBudgetAud = period.Budget,
        SpentAud = period.Spent,
        HeldAud = period.Held,
        LeftAud = period.Left,
        EnforcementMode = period.Mode,
        BudgetPeriodStart = period.Start,
        BudgetPeriodEnd = period.End,
    };
}

/// <summary>What one person or key may spend a month.</summary>
internal sealed record UserLimitAnswer
{
    /// <summary>The person or key.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>Which of the two.</summary>
    public required LimitSubject Subject { get; init; }

    /// <summary>The limit of a month.</summary>
    public required Money AmountAud { get; init; }

    /// <summary>Settled in the period.</summary>
    public required Money SpentAud { get; init; }

    /// <summary>Held in the period.</summary>
    public required Money HeldAud { get; init; }

    public static UserLimitAnswer Of(LimitView limit) => new()
    {
        SubjectId = limit.SubjectId,
        Subject = limit.Subject,
        AmountAud = limit.Amount,
        SpentAud = limit.Spent,
        HeldAud = limit.Held,
    };
}

/// <summary>What to change of a budget; absent fields stay as they are.</summary>
internal sealed record SetBudgetBody
{
    /// <summary>The budget of a month, zero or more; it may go below what is spent.</summary>
    public Money? MonthlyBudgetAud { get; init; }

    /// <summary>What happens above the budget.</summary>
    public EnforcementMode? EnforcementMode { get; init; }

    /// <summary>At most ten rising percentages from 1 to 1,000.</summary>
    public IReadOnlyList<int>? Thresholds { get; init; }

    /// <summary>Why, for the ledger's reader; at most 255 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>What a person or key may spend a month.</summary>
internal sealed record SetLimitBody
{
    /// <summary>The limit, zero or more.</summary>
    public required Money AmountAud { get; init; }

    /// <summary>Why, for the ledger's reader; at most 255 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>A correction of what is spent.</summary>
internal sealed record AdjustmentBody
{
    /// <summary>Added to what is spent; negative takes away, never below zero.</summary>
    public required Money AmountAud { get; init; }

    /// <summary>Why; at most 255 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>The month to correct, such as 2026-11; the current one without it.</summary>
    public string? Period { get; init; }
}

/// <summary>A line of the ledger.</summary>
internal sealed record BudgetEntryAnswer
{
    /// <summary>Its number in the department, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>First day of the period it counts in.</summary>
    public required DateOnly PeriodStart { get; init; }

    /// <summary>What happened.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>The amount held, moved, charged, released, set or corrected.</summary>
    public required Money AmountAud { get; init; }

    /// <summary>Spent in the period after it.</summary>
    public required Money SpentAfterAud { get; init; }

    /// <summary>Held in the period after it.</summary>
    public required Money HeldAfterAud { get; init; }

    /// <summary>The period's budget after it.</summary>
    public required Money BudgetAfterAud { get; init; }

    /// <summary>The mode in force after it.</summary>
    public required EnforcementMode EnforcementMode { get; init; }

    /// <summary>The hold it opened, moved or closed.</summary>
    public Guid? HoldId { get; init; }

    /// <summary>The generation it paid for.</summary>
    public Guid? GenerationId { get; init; }

    /// <summary>The batch it paid for.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>The attempt it paid for.</summary>
    public int? AttemptNo { get; init; }

    /// <summary>The person who spends, or whose limit changed.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The key the work came with, or whose limit changed.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>True when a soft or warn budget was passed.</summary>
    public required bool Overrun { get; init; }

    /// <summary>The administrator of a change, or whoever called the work off.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>What has no field of its own, such as thresholds.</summary>
    public JsonElement? Detail { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public static BudgetEntryAnswer Of(BudgetEntryView entry) => new()
    {
        Sequence = entry.Sequence,
        PeriodStart = entry.PeriodStart,
        Kind = entry.Kind,
        AmountAud = entry.Amount,
        SpentAfterAud = entry.SpentAfter,
        HeldAfterAud = entry.HeldAfter,
        BudgetAfterAud = entry.BudgetAfter,
        EnforcementMode = entry.Mode,
        HoldId = entry.HoldId,
        GenerationId = entry.GenerationId,
        BatchId = entry.BatchId,
        AttemptNo = entry.AttemptNo,
        UserId = entry.UserId,
        ApiKeyId = entry.ApiKeyId,
        Overrun = entry.Overrun,
        ActorId = entry.ActorId,
        Reason = entry.Reason,
        Detail = entry.DetailJson is { } detail ? JsonElement.Parse(detail) : null,
        CreatedAt = entry.CreatedAt,
    };
}

/// <summary>Money that is held for work in progress.</summary>
internal sealed record OpenHoldAnswer
{
    /// <summary>The hold.</summary>
    public required Guid Id { get; init; }

    /// <summary>First day of the period that pays.</summary>
    public required DateOnly PeriodStart { get; init; }

    /// <summary>The generation it pays for.</summary>
    public Guid? GenerationId { get; init; }

    /// <summary>The batch it pays for.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>The attempt it pays for.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>The person who spends.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The key the work came with.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>What was held at first.</summary>
    public required Money AmountAud { get; init; }

    /// <summary>What is still held.</summary>
    public required Money RemainingAud { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public static OpenHoldAnswer Of(OpenHoldView hold) => new()
    {
        Id = hold.Id,
        PeriodStart = hold.PeriodStart,
        GenerationId = hold.GenerationId,
        BatchId = hold.BatchId,
        AttemptNo = hold.AttemptNo,
        UserId = hold.UserId,
        ApiKeyId = hold.ApiKeyId,
        AmountAud = hold.Amount,
        RemainingAud = hold.Remaining,
        CreatedAt = hold.CreatedAt,
    };
}

/// <summary>What the verifier found.</summary>
internal sealed record VerifyAnswer
{
    /// <summary>The department.</summary>
    public required Guid DepartmentId { get; init; }

    /// <summary>True when every sum agrees with the rows.</summary>
    public required bool IsClean { get; init; }

    /// <summary>Entries read.</summary>
    public required long Entries { get; init; }

    /// <summary>Holds read.</summary>
    public required long Holds { get; init; }

    /// <summary>Cost events read.</summary>
    public required long CostEvents { get; init; }

    /// <summary>The first difference, in one sentence.</summary>
    public string? FirstDifference { get; init; }

    public static VerifyAnswer Of(VerifyReport report) => new()
    {
        DepartmentId = report.DepartmentId,
        IsClean = report.IsClean,
        Entries = report.Entries,
        Holds = report.Holds,
        CostEvents = report.CostEvents,
        FirstDifference = report.FirstDifference,
    };
}
