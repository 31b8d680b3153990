namespace DonatelloAI.Grains.Providers;

/// <summary>What one unit of a currency is worth in AUD from a moment on.</summary>
/// <param name="Currency">ISO 4217, such as <c>USD</c>.</param>
/// <param name="RateToAud">
/// AUD for one unit: above 0, at most <see cref="MaxRate"/>, with at most <see cref="MaxDecimals"/> decimals.
/// </param>
/// <param name="ValidFrom">The first moment it holds; its age counts from here.</param>
/// <param name="Source">Who says so, such as <c>Reserve Bank of Australia, 2026-11-20</c>.</param>
public sealed record ExchangeRate(string Currency, decimal RateToAud, DateTimeOffset ValidFrom, string Source)
{
    /// <summary>The currency of every budget, which needs no rate.</summary>
    public const string Aud = "AUD";

    /// <summary>The largest rate.</summary>
    public const decimal MaxRate = 1_000_000m;

    /// <summary>Most decimals of a rate.</summary>
    public const int MaxDecimals = 8;

    /// <summary>A rate of exactly this age still holds; an older one is stale.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    /// <summary>
    /// The newest rate of a currency that has begun, or null; of two that began together the later in the list.
    /// </summary>
    public static ExchangeRate? Newest(IEnumerable<ExchangeRate> rates, string currency, DateTimeOffset now) => rates
        .Where(rate => rate.IsOf(currency) && rate.ValidFrom <= now)
        .Aggregate((ExchangeRate?)null, (newest, rate) => newest is null || rate.ValidFrom >= newest.ValidFrom ? rate : newest);

    /// <summary>True when a value can be a rate.</summary>
    public static bool IsValidRate(decimal rateToAud) => rateToAud is > 0 and <= MaxRate && rateToAud.Scale <= MaxDecimals;

    /// <summary>Why a currency can't be converted at a moment, or null when it can.</summary>
    internal static PricingRefusal? Refuse(ExchangeRate? rate, string currency, DateTimeOffset now) =>
        IsAud(currency) ? null
        : rate is null || !rate.IsOf(currency) || rate.ValidFrom > now
            ? new(PricingRefusalReason.NoRate, $"There is no exchange rate from {currency} to AUD: a super_admin sets one with PUT /v1/exchange-rates.")
        : !IsValidRate(rate.RateToAud) ? Invalid(currency)
        : now - rate.ValidFrom > MaxAge
            ? new(PricingRefusalReason.RateStale, Stale(rate))
        : null;

    internal static PricingRefusal Invalid(string currency) =>
        new(PricingRefusalReason.RateInvalid, $"The rate from {currency} to AUD must be above 0.");

    private static string Stale(ExchangeRate rate) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"The rate from {rate.Currency} to AUD is of {rate.ValidFrom.UtcDateTime:yyyy-MM-dd HH:mm}Z and counts no more since {(rate.ValidFrom + MaxAge).UtcDateTime:yyyy-MM-dd HH:mm}Z, after 7 days: a super_admin sets a new one with PUT /v1/exchange-rates.");

    internal static bool IsAud(string currency) => string.Equals(currency, Aud, StringComparison.Ordinal);

    private bool IsOf(string currency) => string.Equals(Currency, currency, StringComparison.Ordinal);
}
