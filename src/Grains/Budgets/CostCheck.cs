using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <summary>Cost events against the entries and holds behind them, and generations against their cost events.</summary>
internal sealed class CostCheck(EntryReplay replay, Guid departmentId)
{
    private readonly HashSet<Guid> _charged = [];
    private readonly Dictionary<Guid, Money> _generations = [];

    public long Rows { get; private set; }

    public string? Check(LedgerCost cost)
    {
        Rows++;
        _generations[cost.GenerationId] = _generations.GetValueOrDefault(cost.GenerationId) + cost.Charged;
        if (replay.Holds.Find(cost.HoldId) is not { State: HoldState.Settled } hold)
        {
            return $"A cost event of {cost.Charged} AUD names hold {cost.HoldId}, which no entry settled.";
        }

        return !_charged.Add(cost.HoldId) ? $"Hold {cost.HoldId} has two cost events."
            : CheckPlace(cost, hold) ?? CheckPurpose(cost, hold.Closed!) ?? CheckPrice(cost, hold.Row) ?? CheckCharge(cost, hold);
    }

    /// <summary>Holds a generation's row against the cost events that were fed before.</summary>
    public string? CheckGeneration(Guid generationId, Money cost)
    {
        _generations.Remove(generationId, out var charged);
        return charged == cost ? null : $"Generation {generationId} costs {cost} AUD by its row, {charged} by its cost events.";
    }

    public string? FindMissing() =>
        replay.Holds.Settles != Rows ? $"{replay.Holds.Settles} entries settle and {Rows} cost events exist."
        : _generations.Count > 0 ? $"Generation {_generations.Keys.First()} has a cost event and no row."
        : null;

    private string? CheckPlace(LedgerCost cost, ReplayedHold hold) =>
        cost.DepartmentId != departmentId ? $"The cost event of hold {cost.HoldId} is charged to department {cost.DepartmentId}."
        : cost.Charged != hold.Charged || cost.PeriodStart != hold.Period
            ? $"The cost event of hold {cost.HoldId} says {cost.Charged} AUD in {cost.PeriodStart:O}, its entry {hold.Charged} AUD in {hold.Period:O}."
        : null;

    private static string? CheckPurpose(LedgerCost cost, LedgerEntry settle) =>
        cost.GenerationId == settle.GenerationId && cost.AttemptNo == settle.AttemptNo && cost.UserId == settle.UserId && cost.ApiKeyId == settle.ApiKeyId
            ? null
            : $"The cost event of hold {cost.HoldId} names another attempt or payer than entry {settle.Sequence}.";

    /// <summary>A row that is missing is named at the end.</summary>
    private static string? CheckPrice(LedgerCost cost, Hold? row) =>
        row is null || (cost.Estimated == row.Amount && cost.FxRate == row.FxRate && cost.ProviderCost == row.ProviderCost)
            ? null
            : $"The cost event of hold {cost.HoldId} says {cost.ProviderCost} AUD of {cost.Estimated} at a rate of {cost.FxRate}, "
                + $"its hold {row.ProviderCost} of {row.Amount} at {row.FxRate}.";

    /// <summary>In hard mode the department pays at most what was held.</summary>
    private static string? CheckCharge(LedgerCost cost, ReplayedHold hold)
    {
        var mode = hold.Closed!.Mode;
        var due = mode == EnforcementMode.Hard ? Money.Min(cost.ProviderCost, hold.HeldAtClose) : cost.ProviderCost;
        return cost.Charged == due
            ? null
            : $"Hold {cost.HoldId} of {hold.HeldAtClose} AUD was charged {cost.Charged} in {mode} mode; the provider's {cost.ProviderCost} AUD make {due}.";
    }
}
