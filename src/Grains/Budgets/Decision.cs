using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>What the ledger makes of one operation: an answer, or the rows it has to see first.</summary>
/// <param name="Reply">The answer; an acceptance holds once the draft is committed.</param>
/// <param name="Need">What has to be read before the operation can be decided.</param>
public readonly record struct Decision(BudgetReply? Reply, LedgerNeed? Need)
{
    /// <summary>An answer.</summary>
    public static implicit operator Decision(BudgetReply reply) => new(reply, null);

    /// <summary>A question to the store.</summary>
    public static implicit operator Decision(LedgerNeed need) => new(null, need);
}

/// <summary>Rows that are not kept in memory and that a decision asks for.</summary>
public abstract record LedgerNeed;

/// <summary>Closed holds: the operation names holds that are not open, so they are closed or unknown.</summary>
/// <param name="HoldIds">The holds.</param>
public sealed record HoldsNeed(IReadOnlyList<Guid> HoldIds) : LedgerNeed;

/// <summary>A past period without open holds.</summary>
/// <param name="PeriodStart">Its first day.</param>
public sealed record PeriodNeed(DateOnly PeriodStart) : LedgerNeed;

/// <summary>What somebody without a limit so far has spent in the current period.</summary>
/// <param name="SubjectId">The person or key.</param>
/// <param name="Subject">Which of the two.</param>
/// <param name="PeriodStart">The period.</param>
public sealed record UsageNeed(Guid SubjectId, LimitSubject Subject, DateOnly PeriodStart) : LedgerNeed;
