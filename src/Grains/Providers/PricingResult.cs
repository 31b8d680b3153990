using System.Text.Json;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Providers;

/// <summary>A priced amount, or the reason why there is none.</summary>
public abstract record PricingResult
{
    private protected PricingResult()
    {
    }
}

/// <summary>An amount in AUD, rounded up once, and what it is made of.</summary>
/// <param name="Amount">The amount with the rate and price version to pin.</param>
/// <param name="Currency">Currency of <paramref name="Parts"/>, ISO 4217.</param>
/// <param name="Parts">The parts, exact, before conversion and rounding.</param>
public sealed record PriceQuote(PricedAmount Amount, string Currency, IReadOnlyList<PricePart> Parts) : PricingResult;

/// <summary>One line of a quote.</summary>
/// <param name="Unit">What is counted.</param>
/// <param name="Key">The size or quality that chose the amount, if any.</param>
/// <param name="Quantity">How many units.</param>
/// <param name="UnitAmount">The amount for one of them, in the price's currency.</param>
public sealed record PricePart(PriceUnit Unit, string? Key, decimal Quantity, decimal UnitAmount)
{
    /// <summary>Quantity times amount, in the price's currency, exact.</summary>
    public decimal Total => Quantity * UnitAmount;
}

/// <summary>No amount can be named.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">A sentence that tells an operator what to change.</param>
public sealed record PricingRefusal(PricingRefusalReason Reason, string Detail) : PricingResult
{
    /// <summary>The reason in snake_case, such as <c>rate_stale</c>.</summary>
    public string Code => JsonNamingPolicy.SnakeCaseLower.ConvertName(Reason.ToString());

    internal static PricingRefusal Unbounded(string detail) => new(PricingRefusalReason.CannotBeBounded, detail);
}

/// <summary>Why no amount can be named.</summary>
public enum PricingRefusalReason
{
    /// <summary>The model has no price. A price of zero must be stated as one.</summary>
    NoPrice = 0,

    /// <summary>The price is suspended, because a provider charged more than it promised or an operator said so.</summary>
    PriceSuspended = 1,

    /// <summary>The price begins later or has ended.</summary>
    PriceNotInForce = 2,

    /// <summary>
    /// The price has an amount below zero, above <see cref="PriceComponent.MaxAmount"/> or with too many decimals.
    /// </summary>
    PriceInvalid = 3,

    /// <summary>The request is open-ended, or asks for something that the price doesn't name.</summary>
    CannotBeBounded = 4,

    /// <summary>There is no rate to AUD for the price's currency.</summary>
    NoRate = 5,

    /// <summary>The rate is older than <see cref="ExchangeRate.MaxAge"/>.</summary>
    RateStale = 6,

    /// <summary>The rate is not above zero, above <see cref="ExchangeRate.MaxRate"/> or has too many decimals.</summary>
    RateInvalid = 7,

    /// <summary>The amount is above <see cref="PriceTotal.MaxAud"/>, which no single image costs.</summary>
    AmountOutOfRange = 8,

    /// <summary>The provider's answer reports neither tokens nor credits.</summary>
    NoUsage = 9,
}
