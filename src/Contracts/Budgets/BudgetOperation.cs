using DonatelloAI.Contracts.Batches;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Contracts.Budgets;

/// <summary>One request to a department's ledger. Every verb may be repeated: the second answer is the first one's.</summary>
[GenerateSerializer, Immutable, Alias("donatello.BudgetOperation")]
public abstract record BudgetOperation;

/// <summary>
/// Holds money for new work, all lines or none, and inserts that work in the same commit. Repeating a line whose hold
/// exists answers with the stored hold.
/// </summary>
[GenerateSerializer, Immutable, Alias("donatello.Reserve")]
public sealed record Reserve : BudgetOperation
{
    /// <summary>Most lines in one Reserve: a request asks for at most ten images.</summary>
    public const int MaxLines = 10;

    /// <summary>The person who spends.</summary>
    [Id(0)] public required Guid UserId { get; init; }

    /// <summary>The key the request came with, if any; its limit applies beside the person's.</summary>
    [Id(1)] public Guid? ApiKeyId { get; init; }

    /// <summary>What to hold, 1 to <see cref="MaxLines"/> lines.</summary>
    [Id(2)] public required IReadOnlyList<ReserveLine> Lines { get; init; }

    /// <summary>
    /// The organisation that the department must belong to, so that nobody spends another's money; null for whoever may spend
    /// everywhere. A department of another organisation is answered as unknown.
    /// </summary>
    [Id(3)] public Guid? OrganizationId { get; init; }
}

/// <summary>One hold of a Reserve: a ceiling price and the work it pays for.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ReserveLine")]
public sealed record ReserveLine
{
    /// <summary>Id of the hold; <see cref="DerivedId"/> makes it from the work's id.</summary>
    [Id(0)] public required Guid HoldId { get; init; }

    /// <summary>What it may cost at most.</summary>
    [Id(1)] public required PricedAmount Ceiling { get; init; }

    /// <summary>The generation to insert; a line pays for a generation or a batch, and for one of them.</summary>
    [Id(2)] public GenerationDraft? Generation { get; init; }

    /// <summary>The batch to insert, where there is no generation.</summary>
    [Id(3)] public BatchDraft? Batch { get; init; }
}

/// <summary>An amount with the exchange rate and price version it was computed from; both stay pinned on the hold.</summary>
/// <param name="Amount">The amount in AUD, above zero unless <paramref name="IsFree"/>.</param>
/// <param name="FxRate">AUD for one unit of the price's currency at the time; 1 for AUD.</param>
/// <param name="PriceVersion">Version of the model's price; 0 where no price list is involved.</param>
/// <param name="IsFree">True when the price list says that the model costs nothing; only then may the amount be zero.</param>
[GenerateSerializer, Immutable, Alias("donatello.PricedAmount")]
public sealed record PricedAmount(
    [property: Id(0)] Money Amount,
    [property: Id(1)] decimal FxRate = 1m,
    [property: Id(2)] int PriceVersion = 0,
    [property: Id(3)] bool IsFree = false);

/// <summary>
/// Holds money for a further attempt of a generation while an earlier, unresolved one keeps its own hold. Once per attempt.
/// </summary>
[GenerateSerializer, Immutable, Alias("donatello.TopUp")]
public sealed record TopUp : BudgetOperation
{
    /// <summary>An open hold of the same generation; its person and key pay for this one too.</summary>
    [Id(0)] public required Guid FirstHoldId { get; init; }

    /// <summary>The generation.</summary>
    [Id(1)] public required Guid GenerationId { get; init; }

    /// <summary>Number of the attempt, 2 or more; with the generation it makes the new hold's id.</summary>
    [Id(2)] public required int AttemptNo { get; init; }

    /// <summary>What the attempt may cost at most.</summary>
    [Id(3)] public required PricedAmount Ceiling { get; init; }

    /// <summary>Id of the hold this opens.</summary>
    public Guid HoldId => DerivedId.Hold(GenerationId, AttemptNo);
}

/// <summary>Moves money from a batch's hold to one of its items and inserts that generation. What is held stays the same.</summary>
[GenerateSerializer, Immutable, Alias("donatello.Draw")]
public sealed record Draw : BudgetOperation
{
    /// <summary>The batch's hold.</summary>
    [Id(0)] public required Guid BatchHoldId { get; init; }

    /// <summary>The item's own hold and generation.</summary>
    [Id(1)] public required ReserveLine Item { get; init; }
}

/// <summary>
/// Closes a hold with what the attempt cost and writes its cost event; the rest of the hold is released. In hard mode the
/// department is charged at most the hold. Once per attempt.
/// </summary>
[GenerateSerializer, Immutable, Alias("donatello.Settle")]
public sealed record Settle : BudgetOperation
{
    /// <summary>The hold that pays.</summary>
    [Id(0)] public required Guid HoldId { get; init; }

    /// <summary>The generation the money was spent on.</summary>
    [Id(1)] public required Guid GenerationId { get; init; }

    /// <summary>Number of the billed attempt, 1 or more.</summary>
    [Id(2)] public required int AttemptNo { get; init; }

    /// <summary>What the provider charged, in AUD at the hold's rate; zero for a free model.</summary>
    [Id(3)] public required Money ProviderCost { get; init; }

    /// <summary>Where the cost comes from.</summary>
    [Id(4)] public required CostSource Source { get; init; }

    /// <summary>Provider of the attempt (at most 50 characters).</summary>
    [Id(5)] public required string ModelProvider { get; init; }

    /// <summary>The generation's end, unless it ended already or another attempt goes on.</summary>
    [Id(6)] public GenerationEnd? End { get; init; }

    /// <summary>The provider's id of the request (at most 255 characters); kept with the attempt, which becomes settled in the same commit.</summary>
    [Id(7)] public string? ProviderRequestId { get; init; }

    /// <summary>The facts stored with the image, a JSON object; kept with the attempt.</summary>
    [Id(8)] public string? FactsJson { get; init; }

    /// <summary>What the provider charged in its own currency, zero or more with at most 12 decimals; null where nobody knows.</summary>
    [Id(9)] public decimal? ProviderAmount { get; init; }

    /// <summary>That currency, three capital letters; null where the amount is.</summary>
    [Id(10)] public string? ProviderCurrency { get; init; }
}

/// <summary>Closes a hold without charging anything. Once per hold; a settled hold stays settled.</summary>
[GenerateSerializer, Immutable, Alias("donatello.Release")]
public sealed record Release : BudgetOperation
{
    /// <summary>The hold to close.</summary>
    [Id(0)] public required Guid HoldId { get; init; }

    /// <summary>Why, for the ledger's reader (at most 255 characters).</summary>
    [Id(1)] public required string Reason { get; init; }

    /// <summary>The generation's end, if this ends it.</summary>
    [Id(2)] public GenerationEnd? End { get; init; }

    /// <summary>The generation that <see cref="End"/> ends.</summary>
    [Id(3)] public Guid? GenerationId { get; init; }
}

/// <summary>An administrator's change, which names its author and is applied once per <see cref="OperationId"/>.</summary>
[GenerateSerializer, Immutable, Alias("donatello.BudgetChange")]
public abstract record BudgetChange : BudgetOperation
{
    /// <summary>Made by the caller; a repeated change with the same id is answered and not applied again.</summary>
    [Id(0)] public required Guid OperationId { get; init; }

    /// <summary>The administrator.</summary>
    [Id(1)] public required Guid ActorId { get; init; }

    /// <summary>Why, for the ledger's reader (at most 255 characters).</summary>
    [Id(2)] public string? Reason { get; init; }
}

/// <summary>Sets the monthly budget, the mode or the thresholds from now on; absent fields stay. May go below what is spent.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SetBudget")]
public sealed record SetBudget : BudgetChange
{
    /// <summary>The budget of a month, zero or more.</summary>
    [Id(0)] public Money? MonthlyBudget { get; init; }

    /// <summary>What happens above the budget.</summary>
    [Id(1)] public EnforcementMode? Mode { get; init; }

    /// <summary>Percentages of the budget that alert once a period, 1 to 1,000, rising, at most ten.</summary>
    [Id(2)] public IReadOnlyList<int>? Thresholds { get; init; }

    /// <summary>
    /// The <see cref="BudgetSettings.Tag"/> that the change was made on; refused when the settings have changed since. Null
    /// changes whatever is there.
    /// </summary>
    [Id(3)] public string? ExpectedTag { get; init; }
}

/// <summary>Sets or removes what one person or key may spend in a period. Always hard.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SetLimit")]
public sealed record SetLimit : BudgetChange
{
    /// <summary>The person's or key's id.</summary>
    [Id(0)] public required Guid SubjectId { get; init; }

    /// <summary>Which of the two it is.</summary>
    [Id(1)] public required LimitSubject Subject { get; init; }

    /// <summary>The limit of a period, zero or more; null removes it.</summary>
    [Id(2)] public Money? Amount { get; init; }
}

/// <summary>Corrects what is spent in a period, with a reason.</summary>
[GenerateSerializer, Immutable, Alias("donatello.Adjust")]
public sealed record Adjust : BudgetChange
{
    /// <summary>Added to what is spent; negative takes away, never below zero.</summary>
    [Id(0)] public required Money Amount { get; init; }

    /// <summary>First day of the period to correct; null for the current one, never a future one.</summary>
    [Id(1)] public DateOnly? PeriodStart { get; init; }
}
