namespace DonatelloAI.Storage.Providers;

/// <summary>Every query of the catalogue's and prices' stores; kept together so that each is checked against every engine's grammar.</summary>
internal static class ProviderQueries
{
    public static IQueryable<ModelName> ModelNames(DonatelloContext db) =>
        db.ModelProviders.Select(model => new ModelName(model.ProviderName, model.ModelName));

    public static IQueryable<PriceVersionRow> Prices(DonatelloContext db, string providerName, string modelName) =>
        from model in db.ModelProviders
        join price in db.PriceVersions on model.Id equals price.ProviderId
        where model.ProviderName == providerName && model.ModelName == modelName
        select price;

    public static IQueryable<ExchangeRateRow> NewestRate(DonatelloContext db, string currency, DateTimeOffset at) =>
        db.ExchangeRates
            .Where(rate => rate.Currency == currency && rate.ValidFrom <= at)
            .OrderByDescending(rate => rate.ValidFrom)
            .Take(1);
}

/// <summary>What tells one model from another.</summary>
internal sealed record ModelName(string ProviderName, string Name);
