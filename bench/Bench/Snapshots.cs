using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Bench;

/// <summary>A ledger in memory that stands at a given entry.</summary>
internal static class Snapshots
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney");

    public static LedgerSnapshot Of(Department department, long sequence)
    {
        var now = TimeProvider.System.GetUtcNow();
        var period = BudgetPeriod.Containing(now, Zone);
        return new LedgerSnapshot
        {
            Head = new LedgerHead
            {
                DepartmentId = department.Id,
                OrganizationId = department.OrganizationId,
                IsActive = true,
                Version = 0,
                Sequence = sequence,
                LastEntryAt = now,
                MonthlyBudget = Money.FromAud(900_000_000),
                Mode = EnforcementMode.Hard,
                Thresholds = [],
                PeriodStart = period.Start,
                NextZone = Zone,
            },
            Periods = [new PeriodState { Period = period, Budget = Money.FromAud(900_000_000), Mode = EnforcementMode.Hard, OpenedAt = now }],
            OpenHolds = [],
            Limits = [],
        };
    }
}
