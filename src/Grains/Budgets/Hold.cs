using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>Money set aside for one attempt of a generation, or for a batch whose items draw from it.</summary>
public sealed record Hold
{
    /// <summary>The hold's id, derived from what it pays for.</summary>
    public required Guid Id { get; init; }

    /// <summary>First day of the period that reserved it and that it settles into.</summary>
    public required DateOnly PeriodStart { get; init; }

    /// <summary>The generation it pays for, if any.</summary>
    public Guid? GenerationId { get; init; }

    /// <summary>The batch it pays for, if it is a batch's own hold.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>The attempt it was opened for; 1 for a Reserve or Draw.</summary>
    public int AttemptNo { get; init; } = 1;

    /// <summary>The batch's hold that it was drawn from.</summary>
    public Guid? ParentHoldId { get; init; }

    /// <summary>The person who spends.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The key the work came with.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>What was held at first.</summary>
    public required Money Amount { get; init; }

    /// <summary>What is still held: less than the amount once items have drawn from it, zero when closed.</summary>
    public required Money Remaining { get; init; }

    /// <summary>What the department was charged.</summary>
    public Money Charged { get; init; }

    /// <summary>What the provider charged, in AUD at the pinned rate; null unless settled.</summary>
    public Money? ProviderCost { get; init; }

    /// <summary>AUD for one unit of the price's currency, pinned when the money was held.</summary>
    public required decimal FxRate { get; init; }

    /// <summary>Version of the price the ceiling was computed from.</summary>
    public required int PriceVersion { get; init; }

    /// <summary>Open, settled or released.</summary>
    public HoldState State { get; init; }

    /// <summary>When the money was held.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the hold was closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When the sweep looks whether the work behind it still lives; releases nothing by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>True when the money counts against the limit of a person or key.</summary>
    public bool IsPaidBy(Guid subjectId, LimitSubject subject) => subject == LimitSubject.User ? UserId == subjectId : ApiKeyId == subjectId;

    /// <summary>The hold as its owner sees it.</summary>
    public HoldView ToView() => new()
    {
        Id = Id,
        State = State,
        Amount = Amount,
        Remaining = Remaining,
        Charged = Charged,
        PeriodStart = PeriodStart,
        ClosedAt = ClosedAt,
        CreatedAt = CreatedAt,
    };
}
