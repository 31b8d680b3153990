using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Storage.Providers;

/// <summary>Rows of prices and exchange rates as the grains know them.</summary>
internal static class PriceRows
{
    /// <summary>A decimal divided by this keeps its value and loses its trailing zeros.</summary>
    private const decimal One = 1.0000000000000000000000000000m;

    public static PriceVersion ToPrice(PriceVersionRow row, string modelId) => new()
    {
        ModelId = modelId,
        Version = row.Version,
        Currency = row.Currency,
        Components = PriceComponents.FromJson(row.Components),
        ValidFrom = row.ValidFrom,
        ValidTo = row.ValidTo,
        IsSuspended = row.IsSuspended,
        Source = row.Source,
    };

    // Servers answer with all decimals of the column's type, more than a rate may have.
    public static ExchangeRate ToRate(ExchangeRateRow row) => new(row.Currency, row.RateToAud / One, row.ValidFrom, row.Source);
}
