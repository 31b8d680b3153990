using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>The holds that a department's entries open and close, by a verifier's own arithmetic.</summary>
internal sealed class HoldReplay
{
    private readonly Dictionary<Guid, ReplayedHold> _holds = [];

    public IEnumerable<ReplayedHold> All => _holds.Values;

    /// <summary>Entries that settled a hold.</summary>
    public long Settles { get; private set; }

    public ReplayedHold? Find(Guid holdId) => _holds.GetValueOrDefault(holdId);

    /// <summary>Opens the hold of a Reserve, TopUp or Draw; answers what is wrong, null for nothing.</summary>
    public string? Open(LedgerEntry entry, ReplayedPeriod period)
    {
        if (entry.HoldId is not { } id || !_holds.TryAdd(id, new ReplayedHold { Id = id, Opened = entry, Remaining = entry.Amount }))
        {
            return $"Entry {entry.Sequence} opens a hold that is open already, or none.";
        }

        if (entry.Kind == EntryKind.Draw)
        {
            return Draw(entry);
        }

        period.Held += entry.Amount;
        return null;
    }

    /// <summary>Closes the hold of a Settle or Release; answers what is wrong, null for nothing.</summary>
    public string? Close(LedgerEntry entry, ReplayedPeriod period)
    {
        if (entry.HoldId is not { } id || Find(id) is not { State: HoldState.Open } hold || hold.Period != entry.PeriodStart)
        {
            return $"Entry {entry.Sequence} closes a hold that is not open in its period.";
        }

        if (entry.UserId != hold.Opened.UserId || entry.ApiKeyId != hold.Opened.ApiKeyId)
        {
            return $"Entry {entry.Sequence} closes hold {id} for another payer than entry {hold.Opened.Sequence} opened it for.";
        }

        if (CheckAmount(entry, hold) is { } difference)
        {
            return difference;
        }

        period.Held -= hold.Remaining;
        if (entry.Kind == EntryKind.Settle)
        {
            period.Charge(entry);
            Settles++;
        }

        hold.Close(entry);
        return null;
    }

    private string? Draw(LedgerEntry entry)
    {
        if (entry.ParentHoldId is not { } parentId || Find(parentId) is not { State: HoldState.Open } parent
            || parent.Period != entry.PeriodStart || parent.Remaining < entry.Amount)
        {
            return $"Entry {entry.Sequence} draws {entry.Amount} AUD from a hold that does not have them.";
        }

        parent.Remaining -= entry.Amount;
        return null;
    }

    private static string? CheckAmount(LedgerEntry entry, ReplayedHold hold) => entry.Kind switch
    {
        EntryKind.Settle when entry.Mode == EnforcementMode.Hard && entry.Amount > hold.Remaining =>
            $"Entry {entry.Sequence} charges {entry.Amount} AUD in hard mode for a hold of {hold.Remaining} AUD.",
        EntryKind.Release when entry.Amount != hold.Remaining =>
            $"Entry {entry.Sequence} releases {entry.Amount} AUD of a hold with {hold.Remaining} left.",
        _ => null,
    };
}

/// <summary>A hold as its entries make it.</summary>
internal sealed class ReplayedHold
{
    public required Guid Id { get; init; }

    public required LedgerEntry Opened { get; init; }

    public required Money Remaining { get; set; }

    /// <summary>The Settle or Release; null while open.</summary>
    public LedgerEntry? Closed { get; private set; }

    /// <summary>What it held when it was closed.</summary>
    public Money HeldAtClose { get; private set; }

    /// <summary>Its row, once that was seen.</summary>
    public Hold? Row { get; set; }

    public DateOnly Period => Opened.PeriodStart;

    public HoldState State => Closed is null ? HoldState.Open : Closed.Kind == EntryKind.Settle ? HoldState.Settled : HoldState.Released;

    public Money Charged => State == HoldState.Settled ? Closed!.Amount : Money.Zero;

    public void Close(LedgerEntry entry)
    {
        Closed = entry;
        HeldAtClose = Remaining;
        Remaining = Money.Zero;
    }
}
