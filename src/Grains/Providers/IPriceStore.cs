using DonatelloAI.Contracts;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Providers;

/// <summary>Where prices and exchange rates are kept.</summary>
public interface IPriceStore
{
    /// <summary>
    /// The price of a model at a moment, as <see cref="PriceVersion.Choose"/> chooses; null when the model or its price is not
    /// known.
    /// </summary>
    /// <param name="modelId">The model, <c>provider/model</c>.</param>
    /// <param name="at">The moment.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<PriceVersion?> FindPrice(string modelId, DateTimeOffset at);

    /// <summary>The newest rate of a currency that has begun at a moment, however old it is; null when there is none.</summary>
    /// <param name="currency">ISO 4217; AUD needs no rate.</param>
    /// <param name="at">The moment.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<ExchangeRate?> FindRate(string currency, DateTimeOffset at);
}
