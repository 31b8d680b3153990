using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Providers;

/// <summary>Adds parts, converts their sum and rounds it up: the only place where a price is rounded.</summary>
/// <remarks>
/// Amounts have at most 10 decimals and rates 8, so a product of 18 decimals below <see cref="MaxAud"/> in micro-AUD fits the 28
/// digits of a decimal: for whole quantities the sum is exact up to the rounding.
/// </remarks>
public static class PriceTotal
{
    /// <summary>The most that one image may cost. Anything above is a mistake in a price and is refused.</summary>
    public const decimal MaxAud = 10_000m;

    private const decimal MaxQuantity = 1_000_000_000_000m;

    internal static PricingResult Of(IReadOnlyList<PricePart> parts, PriceVersion price, decimal fxRate)
    {
        if (parts.Any(part => part.Quantity is < 0 or > MaxQuantity)) return TooMuch(price);

        var sum = parts.Sum(part => part.Total);
        if (sum > MaxAud / fxRate) return TooMuch(price);

        // Rounding is up, so nothing but a price of zero makes an amount of zero.
        var amount = new PricedAmount(Money.RoundUp(sum * fxRate), fxRate, price.Version, IsFree: sum == 0);
        return new PriceQuote(amount, price.Currency, parts);
    }

    private static PricingRefusal TooMuch(PriceVersion price) =>
        new(
            PricingRefusalReason.AmountOutOfRange,
            $"Price {price.Version} of {price.ModelId} makes more than {MaxAud:0} AUD for one image: correct it.");
}
