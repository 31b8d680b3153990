using DonatelloAI.Contracts;

namespace DonatelloAI.Grains.Budgets;

/// <summary>The rows of periods, and the department's own, against the sums of the entries.</summary>
internal sealed class PeriodCheck(EntryReplay replay)
{
    private readonly HashSet<DateOnly> _seen = [];

    public string? Check(PeriodState period)
    {
        var start = period.Period.Start;
        if (!replay.Periods.TryGetValue(start, out var replayed))
        {
            return $"Period {start:O} has a row and no entry.";
        }

        _seen.Add(start);
        return replayed.Spent == period.Spent && replayed.Held == period.Held && replayed.Budget == period.Budget
            ? null
            : $"Period {start:O} has {period.Spent} spent, {period.Held} held of {period.Budget} AUD by its row, "
                + $"{replayed.Spent}, {replayed.Held} of {replayed.Budget} by its entries.";
    }

    public string? CheckHead(LedgerHead head, Money spent, Money held)
    {
        if (head.Sequence != replay.Entries)
        {
            return $"The department stands at entry {head.Sequence} and has {replay.Entries}.";
        }

        if (head.PeriodStart != replay.Current)
        {
            return $"The department stands in period {head.PeriodStart:O}, its entries in {replay.Current:O}.";
        }

        var period = replay.Periods.GetValueOrDefault(replay.Current);
        return period is not null && period.Spent == spent && period.Held == held && period.Budget == head.MonthlyBudget
            ? null
            : $"The department has {spent} spent, {held} held of {head.MonthlyBudget} AUD by its row, {period?.Spent}, {period?.Held} of {period?.Budget} by its entries.";
    }

    public string? FindMissing() => replay.Periods.Keys.Where(start => !_seen.Contains(start)).Select(start => $"Period {start:O} has entries and no row.").FirstOrDefault();
}
