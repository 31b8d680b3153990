using DonatelloAI.Contracts.Providers;
using DonatelloAI.Grains.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Providers.Catalogue;

/// <summary>Reads the catalogue from its rows, so that whoever has just changed it sees that.</summary>
[StatelessWorker, Reentrant]
public sealed class ProviderReadGrain(
    ICatalogueStore store,
    IModelStore models,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time) : Grain, IProviderReadGrain
{
    /// <inheritdoc/>
    public async Task<ProviderView?> Provider(Guid id)
    {
        var scene = await store.Load();
        return scene.Models.FirstOrDefault(model => model.Id == id) is { } found ? ViewOf(found, scene) : null;
    }

    /// <inheritdoc/>
    public async Task<ProviderPage> Providers(int limit, string? after)
    {
        var scene = await store.Load();
        var rest = scene.Models
            .OrderBy(model => model.Name, StringComparer.Ordinal)
            .Where(model => after is null || string.CompareOrdinal(model.Name, after) > 0)
            .Take(limit + 1)
            .ToArray();
        var page = rest.Take(limit).Select(model => ViewOf(model, scene)).ToArray();
        return new ProviderPage(page, rest.Length > limit ? rest[limit - 1].Name : null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ExchangeRateView>> Rates()
    {
        var now = time.GetUtcNow();
        var rates = await models.LoadRates(now);
        return [.. rates.OrderBy(rate => rate.Currency, StringComparer.Ordinal).Select(rate => ProviderViews.Of(rate, now))];
    }

    private ProviderView ViewOf(OfferedModel model, CatalogueScene scene) =>
        ProviderViews.Of(model, scene.Freezes.OfPool(model.QuotaPool), time.GetUtcNow());
}
