using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>A department's budget as of one commit; immutable, so that readers need not wait for the writer.</summary>
/// <param name="Head">The department's row.</param>
/// <param name="Period">The sums of the current period.</param>
/// <param name="Limits">The limits with their use.</param>
public sealed record CommittedBudget(LedgerHead Head, PeriodState Period, IReadOnlyList<LimitState> Limits)
{
    /// <summary>The budget as somebody asking at an instant sees it: a period that is due has nothing spent yet.</summary>
    public BudgetView View(DateTimeOffset now)
    {
        var isDue = now >= Period.Period.EndsAt;
        var period = isDue ? Period.Period.Next(now, Head.NextZone) : Period.Period;
        return new BudgetView
        {
            DepartmentId = Head.DepartmentId,
            OrganizationId = Head.OrganizationId,
            MonthlyBudget = Head.MonthlyBudget,
            Spent = isDue ? Money.Zero : Period.Spent,
            Held = isDue ? Money.Zero : Period.Held,
            Mode = Head.Mode,
            PeriodStart = period.Start,
            PeriodEnd = period.End,
            Thresholds = Head.Thresholds,
            Limits = [.. Limits.Select(limit => ViewOf(limit, isDue))],
        };
    }

    private static LimitView ViewOf(LimitState limit, bool isDue) => isDue
        ? new LimitView(limit.SubjectId, limit.Subject, limit.Amount, Money.Zero, Money.Zero)
        : new LimitView(limit.SubjectId, limit.Subject, limit.Amount, limit.Spent, limit.Held);
}
