namespace DonatelloAI.Storage.Providers;

/// <summary>Every query of the catalogue's and prices' stores; kept together so that each is checked against every engine's grammar.</summary>
internal static class ProviderQueries
{
    public static IQueryable<ModelName> ModelNames(DonatelloContext db) =>
        db.ModelProviders.Select(model => new ModelName(model.ProviderName, model.ModelName));

    public static IQueryable<StoredModel> Models(DonatelloContext db) =>
        from model in db.ModelProviders
        join config in db.ProviderConfigs on model.Id equals config.ProviderId into configs
        from config in configs.DefaultIfEmpty()
        select new StoredModel(model, config, db.PriceVersions.Where(price => price.ProviderId == model.Id).ToList());

    public static IQueryable<long> Version(DonatelloContext db) => 
        db.CatalogueState.Where(state => state.Id == CatalogueStateRow.TheOne).Select(state => state.Version);

    public static IQueryable<ExchangeRateRow> Rate(DonatelloContext db, string currency, DateTimeOffset validFrom) =>
        db.ExchangeRates.Where(rate => rate.Currency == currency && rate.ValidFrom == validFrom);

    public static IQueryable<ExchangeRateRow> NewestRates(DonatelloContext db, DateTimeOffset at) =>
        from rate in db.ExchangeRates
        where rate.ValidFrom <= at
            && !db.ExchangeRates.Any(newer => newer.Currency == rate.Currency && newer.ValidFrom <= at && newer.ValidFrom > rate.ValidFrom)
        select rate;
}

/// <summary>A model with its settings, where it has any, and its prices.</summary>
internal sealed record StoredModel(ModelProviderRow Model, ProviderConfigRow? Config, List<PriceVersionRow> Prices);

/// <summary>What tells one model from another.</summary>
internal sealed record ModelName(string ProviderName, string Name);
