using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Commits;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Providers;

/// <summary>Prices and exchange rates in the relational model, on any of its engines.</summary>
public sealed class PriceStore(IDbContextFactory<DonatelloContext> contexts) : IPriceStore
{
    /// <summary>A decimal divided by this keeps its value and loses its trailing zeros.</summary>
    private const decimal One = 1.0000000000000000000000000000m;

    /// <inheritdoc/>
    public Task<PriceVersion?> FindPrice(string modelId, DateTimeOffset at) => Reads.Guarded(contexts, async db =>
    {
        if (modelId.Split('/', 2) is not [var provider, var model])
        {
            return null;
        }

        var rows = await ProviderQueries.Prices(db, provider, model).AsNoTracking().ToListAsync();
        return PriceVersion.Choose(rows.Select(row => ToPrice(row, modelId)), at);
    });

    /// <inheritdoc/>
    public Task<ExchangeRate?> FindRate(string currency, DateTimeOffset at) => Reads.Guarded(contexts, async db =>
        await ProviderQueries.NewestRate(db, currency, at).AsNoTracking().FirstOrDefaultAsync() is { } row ? ToRate(row) : null);

    internal static PriceVersion ToPrice(PriceVersionRow row, string modelId) => new()
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
    internal static ExchangeRate ToRate(ExchangeRateRow row) => new(row.Currency, row.RateToAud / One, row.ValidFrom, row.Source);
}
