using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Budgets;

/// <summary>
/// Reads what ledgers have written: entries, open holds, past periods, and whose a department is. Stateless, so that guessing
/// ids activates nothing; the key is any number. It does not ask who reads: the caller does, by <see cref="Reach"/>.
/// </summary>
[Alias("donatello.IBudgetReadGrain")]
public interface IBudgetReadGrain : IGrainWithIntegerKey
{
    /// <summary>The organisation of a department; null when there is no such department.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("OrganizationOf")]
    Task<Guid?> OrganizationOf(Guid departmentId);

    /// <summary>Whether an id is a person or an API key of an organisation; null when it is neither.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("SubjectKind")]
    Task<LimitSubject?> SubjectKind(Guid organizationId, Guid subjectId);

    /// <summary>A page of a department's ledger, newest first.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Entries")]
    Task<BudgetEntryPage> Entries(Guid departmentId, BudgetEntryFilter filter);

    /// <summary>The entry that an administrator's change left; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("EntryOf")]
    Task<BudgetEntryView?> EntryOf(Guid departmentId, Guid operationId);

    /// <summary>A page of a department's open holds, in the order of their ids.</summary>
    /// <param name="departmentId">The department.</param>
    /// <param name="limit">Rows wanted.</param>
    /// <param name="after">The last hold of the previous page; null for the first page.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("OpenHolds")]
    Task<OpenHoldPage> OpenHolds(Guid departmentId, int limit, Guid? after);

    /// <summary>The sums of a month as they were last committed; null when the department did not have it.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Period")]
    Task<PeriodView?> Period(Guid departmentId, DateOnly start);
}

/// <summary>Which entries to list.</summary>
[GenerateSerializer, Immutable, Alias("donatello.BudgetEntryFilter")]
public sealed record BudgetEntryFilter
{
    /// <summary>Rows wanted.</summary>
    [Id(0)] public required int Limit { get; init; }

    /// <summary>Entries below this number; null for the newest.</summary>
    [Id(1)] public long? Before { get; init; }

    /// <summary>First day of the period; null for all.</summary>
    [Id(2)] public DateOnly? PeriodStart { get; init; }
}

/// <summary>A page of entries.</summary>
/// <param name="Entries">The rows, newest first.</param>
/// <param name="Next">What <see cref="BudgetEntryFilter.Before"/> is for the next page; null on the last one.</param>
[GenerateSerializer, Immutable, Alias("donatello.BudgetEntryPage")]
public sealed record BudgetEntryPage(
    [property: Id(0)] IReadOnlyList<BudgetEntryView> Entries,
    [property: Id(1)] long? Next);

/// <summary>A page of open holds.</summary>
/// <param name="Holds">The rows.</param>
/// <param name="Next">The last hold of the page; null on the last page.</param>
[GenerateSerializer, Immutable, Alias("donatello.OpenHoldPage")]
public sealed record OpenHoldPage(
    [property: Id(0)] IReadOnlyList<OpenHoldView> Holds,
    [property: Id(1)] Guid? Next);

/// <summary>A line of a department's ledger.</summary>
[GenerateSerializer, Immutable, Alias("donatello.BudgetEntryView")]
public sealed record BudgetEntryView
{
    /// <summary>Its number in the department, without gaps.</summary>
    [Id(0)] public required long Sequence { get; init; }

    /// <summary>First day of the period it counts in.</summary>
    [Id(1)] public required DateOnly PeriodStart { get; init; }

    /// <summary>What happened.</summary>
    [Id(2)] public required EntryKind Kind { get; init; }

    /// <summary>The amount held, moved, charged, released, set or corrected.</summary>
    [Id(3)] public required Money Amount { get; init; }

    /// <summary>Spent in the period after it.</summary>
    [Id(4)] public required Money SpentAfter { get; init; }

    /// <summary>Held in the period after it.</summary>
    [Id(5)] public required Money HeldAfter { get; init; }

    /// <summary>The period's budget after it.</summary>
    [Id(6)] public required Money BudgetAfter { get; init; }

    /// <summary>The mode in force after it.</summary>
    [Id(7)] public required EnforcementMode Mode { get; init; }

    /// <summary>The hold it opened, moved or closed.</summary>
    [Id(8)] public Guid? HoldId { get; init; }

    /// <summary>The generation it paid for.</summary>
    [Id(9)] public Guid? GenerationId { get; init; }

    /// <summary>The batch it paid for.</summary>
    [Id(10)] public Guid? BatchId { get; init; }

    /// <summary>The attempt it paid for.</summary>
    [Id(11)] public int? AttemptNo { get; init; }

    /// <summary>The person who spends, or whose limit changed.</summary>
    [Id(12)] public Guid? UserId { get; init; }

    /// <summary>The key the work came with, or whose limit changed.</summary>
    [Id(13)] public Guid? ApiKeyId { get; init; }

    /// <summary>True when a soft or warn budget was passed.</summary>
    [Id(14)] public bool Overrun { get; init; }

    /// <summary>The administrator of a change, or whoever called the work off.</summary>
    [Id(15)] public Guid? ActorId { get; init; }

    /// <summary>Why.</summary>
    [Id(16)] public string? Reason { get; init; }

    /// <summary>JSON of what has no field; null for nothing.</summary>
    [Id(17)] public string? DetailJson { get; init; }

    /// <summary>Ledger time.</summary>
    [Id(18)] public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An open hold.</summary>
[GenerateSerializer, Immutable, Alias("donatello.OpenHoldView")]
public sealed record OpenHoldView
{
    /// <summary>The hold.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>First day of the period that pays.</summary>
    [Id(1)] public required DateOnly PeriodStart { get; init; }

    /// <summary>The generation it pays for.</summary>
    [Id(2)] public Guid? GenerationId { get; init; }

    /// <summary>The batch it pays for.</summary>
    [Id(3)] public Guid? BatchId { get; init; }

    /// <summary>The attempt it pays for.</summary>
    [Id(4)] public required int AttemptNo { get; init; }

    /// <summary>The person who spends.</summary>
    [Id(5)] public required Guid UserId { get; init; }

    /// <summary>The key the work came with.</summary>
    [Id(6)] public Guid? ApiKeyId { get; init; }

    /// <summary>What was held at first.</summary>
    [Id(7)] public required Money Amount { get; init; }

    /// <summary>What is still held.</summary>
    [Id(8)] public required Money Remaining { get; init; }

    /// <summary>When it was opened.</summary>
    [Id(9)] public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The sums of one month.</summary>
[GenerateSerializer, Immutable, Alias("donatello.PeriodView")]
public sealed record PeriodView
{
    /// <summary>First day.</summary>
    [Id(0)] public required DateOnly Start { get; init; }

    /// <summary>Last day, inclusive.</summary>
    [Id(1)] public required DateOnly End { get; init; }

    /// <summary>The budget in force, or at its end.</summary>
    [Id(2)] public required Money Budget { get; init; }

    /// <summary>The mode in force, or at its end.</summary>
    [Id(3)] public required EnforcementMode Mode { get; init; }

    /// <summary>Settled and adjusted in it, however late.</summary>
    [Id(4)] public required Money Spent { get; init; }

    /// <summary>Remaining of its open holds.</summary>
    [Id(5)] public required Money Held { get; init; }

    /// <summary>What is left; negative when overrun.</summary>
    public Money Left => Budget - Spent - Held;
}
