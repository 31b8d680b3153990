using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <summary>What a provider charges for an attempt that it billed.</summary>
internal static class AttemptCost
{
    /// <summary>
    /// From what the provider says it counted, at the price and rate pinned on the hold; otherwise the ceiling, which for a price
    /// an image is the price itself.
    /// </summary>
    public static (Money Cost, CostSource Source) Of(ProviderUsage? usage, OfferedModel model, OpenHold? hold)
    {
        if (hold is null)
        {
            return (Money.Zero, CostSource.Assumed);
        }

        var price = model.Prices.FirstOrDefault(version => version.Version == hold.PriceVersion);
        return usage is { IsEmpty: false } && price is not null && CostFromUsage.Of(usage, price, hold.FxRate) is PriceQuote quote
            ? (quote.Amount.Amount, usage.Credits is null ? CostSource.Usage : CostSource.Provider)
            : (hold.Amount, CostSource.PriceList);
    }
}
