using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Commits;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Providers;

/// <summary>Prices and exchange rates in the relational model, on any of its engines.</summary>
public sealed class PriceStore(IDbContextFactory<DonatelloContext> contexts) : IPriceStore
{
    /// <inheritdoc/>
    public Task<PriceVersion?> FindPrice(string modelId, DateTimeOffset at) => Reads.Guarded(contexts, async db =>
    {
        if (modelId.Split('/', 2) is not [var provider, var model])
        {
            return null;
        }

        var rows = await ProviderQueries.Prices(db, provider, model).AsNoTracking().ToListAsync();
        return PriceVersion.Choose(rows.Select(row => PriceRows.ToPrice(row, modelId)), at);
    });

    /// <inheritdoc/>
    public Task<ExchangeRate?> FindRate(string currency, DateTimeOffset at) => Reads.Guarded(contexts, async db =>
        await ProviderQueries.NewestRate(db, currency, at).AsNoTracking().FirstOrDefaultAsync() is { } row ? PriceRows.ToRate(row) : null);
}
