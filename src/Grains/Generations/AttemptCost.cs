using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <summary>What a provider charges for an attempt that it billed.</summary>
/// <param name="Cost">In AUD, at the rate pinned on the hold.</param>
/// <param name="Source">Where that comes from.</param>
/// <param name="ProviderAmount">In the provider's own currency; null where nobody knows.</param>
/// <param name="ProviderCurrency">That currency, ISO 4217; null where the amount is.</param>
internal sealed record AttemptCost(Money Cost, CostSource Source, decimal? ProviderAmount = null, string? ProviderCurrency = null)
{
    /// <summary>Most decimals that are kept of an amount in the provider's currency.</summary>
    public const int MaxDecimals = 12;

    /// <summary>
    /// From what the provider says it counted, at the price and rate pinned on the hold; otherwise the ceiling, which for a price
    /// an image is the price itself.
    /// </summary>
    public static AttemptCost Of(ProviderUsage? usage, OfferedModel model, OpenHold? hold)
    {
        if (hold is null)
        {
            return new AttemptCost(Money.Zero, CostSource.Assumed);
        }

        var price = model.Prices.FirstOrDefault(version => version.Version == hold.PriceVersion);
        return usage is { IsEmpty: false } && price is not null && CostFromUsage.Of(usage, price, hold.FxRate) is PriceQuote quote
            ? new AttemptCost(quote.Amount.Amount, usage.Credits is null ? CostSource.Usage : CostSource.Provider, Sum(quote), quote.Currency)
            : new AttemptCost(hold.Amount, CostSource.PriceList, price is null ? null : Unconverted(hold), price?.Currency);
    }

    private static decimal Sum(PriceQuote quote) => Math.Round(quote.Parts.Sum(part => part.Total), MaxDecimals);

    /// <summary>The shortest amount that makes the hold at its rate: for a listed price, the price as it is listed.</summary>
    private static decimal Unconverted(OpenHold hold)
    {
        var exact = hold.Amount.Aud / hold.FxRate;
        for (var decimals = 0; decimals < MaxDecimals; decimals++)
        {
            var candidate = Math.Round(exact, decimals, MidpointRounding.AwayFromZero);
            if (Money.RoundUp(candidate * hold.FxRate) == hold.Amount)
            {
                return candidate;
            }
        }

        return Math.Round(exact, MaxDecimals);
    }
}
