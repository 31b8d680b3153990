using DonatelloAI.Contracts;

namespace DonatelloAI.Grains.Budgets;

/// <summary>The rows of limits against the entries that set and used them.</summary>
internal sealed class LimitCheck(EntryReplay replay)
{
    private readonly HashSet<Guid> _seen = [];

    public string? Check(LimitState limit)
    {
        if (!replay.Limits.TryGetValue(limit.SubjectId, out var replayed))
        {
            return $"The limit of {limit.SubjectId} has a row and no entry.";
        }

        _seen.Add(limit.SubjectId);
        return limit.Subject != replayed.Subject || limit.Amount != replayed.Amount
                ? $"The limit of {limit.Subject} {limit.SubjectId} is {limit.Amount} AUD by its row, one of {replayed.Subject} of {replayed.Amount} by its entries."
            : limit.PeriodStart != replay.Current
                ? $"The limit of {limit.SubjectId} counts in period {limit.PeriodStart:O}, the entries in {replay.Current:O}."
            : CheckSpent(limit);
    }

    /// <summary>A limit of zero may be one that was removed.</summary>
    public string? FindMissing() =>
        replay.Limits.FirstOrDefault(limit => limit.Value.Amount.IsPositive && !_seen.Contains(limit.Key)) is { Value: not null } missing
            ? $"The limit of {missing.Key} has an entry and no row."
            : null;

    private string? CheckSpent(LimitState limit)
    {
        var spent = replay.Periods.TryGetValue(replay.Current, out var period) ? period.SpentBy(limit.SubjectId) : Money.Zero;
        return limit.Spent == spent ? null : $"The limit of {limit.SubjectId} has {limit.Spent} AUD spent by its row, {spent} by its entries.";
    }
}
