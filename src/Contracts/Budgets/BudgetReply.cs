namespace DonatelloAI.Contracts.Budgets;

/// <summary>The ledger's answer: accepted, refused, or not known.</summary>
[GenerateSerializer, Immutable, Alias("donatello.BudgetReply")]
public abstract record BudgetReply;

/// <summary>Durable: the entry, its hold and the work are committed.</summary>
[GenerateSerializer, Immutable, Alias("donatello.BudgetAccepted")]
public sealed record BudgetAccepted : BudgetReply
{
    /// <summary>The holds opened or closed, in the order of the request; empty for an administrator's change.</summary>
    [Id(0)] public IReadOnlyList<HoldView> Holds { get; init; } = [];

    /// <summary>Left in the department's budget after this operation; negative when overrun.</summary>
    [Id(1)] public Money Left { get; init; }

    /// <summary>True when the operation had been committed before and nothing was written now.</summary>
    [Id(2)] public bool Replayed { get; init; }

    /// <summary>True when a soft or warn budget was passed.</summary>
    [Id(3)] public bool Overrun { get; init; }

    /// <summary>The department's organisation, to which the work belongs whoever pays for it.</summary>
    [Id(4)] public Guid OrganizationId { get; init; }
}

/// <summary>Decided and refused; nothing changed.</summary>
[GenerateSerializer, Immutable, Alias("donatello.BudgetRefused")]
public sealed record BudgetRefused : BudgetReply
{
    /// <summary>Why.</summary>
    [Id(0)] public required BudgetRefusal Reason { get; init; }

    /// <summary>One sentence that names the field, the reason and the remedy.</summary>
    [Id(1)] public required string Message { get; init; }

    /// <summary>What was asked for.</summary>
    [Id(2)] public Money Asked { get; init; }

    /// <summary>What was spent against the bound that refused.</summary>
    [Id(3)] public Money Spent { get; init; }

    /// <summary>What was held against the bound that refused.</summary>
    [Id(4)] public Money Held { get; init; }

    /// <summary>What was left under the bound that refused.</summary>
    [Id(5)] public Money Left { get; init; }

    /// <summary>Last day of the period, in the organisation's time zone.</summary>
    [Id(6)] public DateOnly PeriodEnd { get; init; }
}

/// <summary>Not decided, or decided with an outcome that nobody knows yet. Repeating the same operation is safe.</summary>
[GenerateSerializer, Immutable, Alias("donatello.BudgetUnavailable")]
public sealed record BudgetUnavailable : BudgetReply
{
    /// <summary>What stands in the way.</summary>
    [Id(0)] public required BudgetOutage Outage { get; init; }

    /// <summary>One sentence for the caller.</summary>
    [Id(1)] public required string Message { get; init; }
}

/// <summary>Why the ledger could not answer.</summary>
[GenerateSerializer, Alias("donatello.BudgetOutage")]
public enum BudgetOutage
{
    /// <summary>The commit was sent and its outcome was lost; it may or may not be durable.</summary>
    OutcomeUnknown = 0,

    /// <summary>The database could not take the commit; nothing was written.</summary>
    StorageUnavailable = 1,

    /// <summary>The department's queue is full; nothing was tried.</summary>
    Overloaded = 2,
}

/// <summary>The named reasons for a refusal.</summary>
[GenerateSerializer, Alias("donatello.BudgetRefusal")]
public enum BudgetRefusal
{
    /// <summary>The department's budget does not cover it.</summary>
    InsufficientBudget = 0,

    /// <summary>The person's limit does not cover it.</summary>
    UserLimitExceeded = 1,

    /// <summary>The key's limit does not cover it.</summary>
    ApiKeyLimitExceeded = 2,

    /// <summary>There is no such department, or it has no budget.</summary>
    DepartmentUnknown = 3,

    /// <summary>The department or its organisation is deactivated.</summary>
    DepartmentInactive = 4,

    /// <summary>An amount is zero, negative or too large for its verb.</summary>
    AmountOutOfRange = 5,

    /// <summary>A field other than an amount is not valid.</summary>
    InvalidRequest = 6,

    /// <summary>There is no such hold in this department.</summary>
    HoldUnknown = 7,

    /// <summary>The hold is not of the kind the verb needs, or closed in a way that the verb cannot repeat.</summary>
    HoldMismatch = 8,

    /// <summary>The batch's hold does not cover the item.</summary>
    BatchHoldExhausted = 9,

    /// <summary>The id belongs to something else.</summary>
    IdInUse = 10,

    /// <summary>The organisation has not allocated that much to the department.</summary>
    AllocationExceeded = 11,

    /// <summary>The period has not begun.</summary>
    PeriodInFuture = 12,

    /// <summary>The department has no such period.</summary>
    PeriodUnknown = 13,

    /// <summary>The correction would make what is spent negative.</summary>
    AdjustmentBelowZero = 14,

    /// <summary>The database refused a row of this operation; its message says which rule.</summary>
    RowRefused = 15,

    /// <summary>Somebody else has written the generation since; read it again.</summary>
    GenerationChanged = 16,

    /// <summary>There is no such organisation.</summary>
    OrganizationUnknown = 17,

    /// <summary>The budgets of all departments would pass the organisation's cap.</summary>
    OrganizationCapExceeded = 18,

    /// <summary>The cap would be below what the departments are allotted.</summary>
    OrganizationCapBelowAllotted = 19,

    /// <summary>The settings have changed since the caller read them.</summary>
    SettingsChanged = 20,

    /// <summary>The department is frozen: no new work until that is lifted.</summary>
    DepartmentFrozen = 21,

    /// <summary>The department's organisation is frozen: no new work until that is lifted.</summary>
    OrganizationFrozen = 22,
}

/// <summary>A hold as its owner sees it.</summary>
[GenerateSerializer, Immutable, Alias("donatello.HoldView")]
public sealed record HoldView
{
    /// <summary>The hold.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>Its state.</summary>
    [Id(1)] public required HoldState State { get; init; }

    /// <summary>What was held at first.</summary>
    [Id(2)] public required Money Amount { get; init; }

    /// <summary>What is still held.</summary>
    [Id(3)] public required Money Remaining { get; init; }

    /// <summary>What the department was charged; zero unless settled.</summary>
    [Id(4)] public Money Charged { get; init; }

    /// <summary>First day of the period that pays.</summary>
    [Id(5)] public required DateOnly PeriodStart { get; init; }

    /// <summary>When it was closed; null while open.</summary>
    [Id(6)] public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When it was opened, which is when the work it pays for was accepted.</summary>
    [Id(7)] public DateTimeOffset CreatedAt { get; init; }
}
