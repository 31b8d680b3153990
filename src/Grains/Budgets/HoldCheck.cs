namespace DonatelloAI.Grains.Budgets;

/// <summary>The rows of holds against the entries that opened and closed them.</summary>
internal sealed class HoldCheck(EntryReplay replay)
{
    public long Rows { get; private set; }

    public string? Check(Hold hold)
    {
        Rows++;
        if (replay.Holds.Find(hold.Id) is not { } replayed)
        {
            return $"Hold {hold.Id} has a row and no entry.";
        }

        replayed.Row = hold;
        return CheckPurpose(hold, replayed.Opened) ?? CheckState(hold, replayed);
    }

    public string? FindMissing() =>
        replay.Holds.All.FirstOrDefault(hold => hold.Row is null) is { } hold ? $"Hold {hold.Id} has an entry and no row." : null;

    private static string? CheckPurpose(Hold hold, LedgerEntry opened) =>
        opened.Amount == hold.Amount && opened.UserId == hold.UserId && opened.ApiKeyId == hold.ApiKeyId
        && opened.GenerationId == hold.GenerationId && opened.BatchId == hold.BatchId && opened.ParentHoldId == hold.ParentHoldId
            ? null
            : $"Hold {hold.Id} was opened by entry {opened.Sequence} with another amount, payer or purpose than its row says.";

    private static string? CheckState(Hold hold, ReplayedHold replayed) =>
        replayed.State == hold.State && replayed.Remaining == hold.Remaining && replayed.Charged == hold.Charged && replayed.Period == hold.PeriodStart
            ? null
            : $"Hold {hold.Id} is {hold.State} with {hold.Remaining} AUD left and {hold.Charged} AUD charged by its row, "
                + $"{replayed.State} with {replayed.Remaining} and {replayed.Charged} by its entries.";
}
