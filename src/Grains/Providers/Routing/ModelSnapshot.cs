using DonatelloAI.Grains.Freezes;

namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>The catalogue as it stood at one moment: immutable, so that one decision sees one state of it.</summary>
public sealed class ModelSnapshot
{
    private readonly Dictionary<string, OfferedModel> _byName;
    private readonly ILookup<string, OfferedModel> _byModelName;
    private readonly ILookup<string, OfferedModel> _byProvider;
    private readonly ILookup<string, OfferedModel> _byPool;
    private readonly IReadOnlyDictionary<string, PoolStatus> _pools;

    /// <summary>Takes over what was loaded.</summary>
    /// <param name="models">Every model; names are unique.</param>
    /// <param name="rates">Exchange rates, of which the newest of a currency counts.</param>
    /// <param name="loadedAt">When it was loaded.</param>
    /// <param name="pools">How accounts stand, as far as they answered.</param>
    /// <param name="freezes">What is frozen; nothing by default.</param>
    public ModelSnapshot(
        IEnumerable<OfferedModel> models,
        IEnumerable<ExchangeRate> rates,
        DateTimeOffset loadedAt,
        IReadOnlyDictionary<string, PoolStatus>? pools = null,
        FreezeState? freezes = null)
    {
        Freezes = freezes ?? FreezeState.None;
        Models = [.. models.Select(model => model with { Freeze = Freezes.OfPool(model.QuotaPool) }).OrderBy(model => model.Name, StringComparer.Ordinal)];
        Rates = [.. rates];
        LoadedAt = loadedAt;
        _byName = Models.ToDictionary(model => model.Name, StringComparer.Ordinal);
        _byModelName = Models.ToLookup(model => model.ModelName, StringComparer.Ordinal);
        _byProvider = Models.ToLookup(model => model.ProviderName, StringComparer.Ordinal);
        _byPool = Models.ToLookup(model => model.QuotaPool, StringComparer.Ordinal);
        _pools = pools ?? new Dictionary<string, PoolStatus>(StringComparer.Ordinal);
    }

    /// <summary>Every model, ordered by name.</summary>
    public IReadOnlyList<OfferedModel> Models { get; }

    /// <summary>The exchange rates.</summary>
    public IReadOnlyList<ExchangeRate> Rates { get; }

    /// <summary>When the rows were read.</summary>
    public DateTimeOffset LoadedAt { get; }

    /// <summary>What is frozen.</summary>
    public FreezeState Freezes { get; }

    /// <summary>The model of a full name, <c>provider/model</c>; null when there is none.</summary>
    public OfferedModel? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The models of a bare name, of whatever provider.</summary>
    public IEnumerable<OfferedModel> Named(string modelName) => _byModelName[modelName];

    /// <summary>The models of a provider.</summary>
    public IEnumerable<OfferedModel> OfProvider(string providerName) => _byProvider[providerName];

    /// <summary>The models that share an account.</summary>
    public IEnumerable<OfferedModel> OfPool(string pool) => _byPool[pool];

    /// <summary>Accounts that models which are switched on are called through.</summary>
    public IEnumerable<string> PoolsInUse => _byPool.Where(pool => pool.Any(model => model.IsActive)).Select(pool => pool.Key);

    /// <summary>The newest rate of a currency that has begun; null when there is none, and for AUD, which needs none.</summary>
    public ExchangeRate? Rate(string currency, DateTimeOffset now) => ExchangeRate.Newest(Rates, currency, now);

    /// <summary>The rate that a model's price in force needs; null where it needs or has none.</summary>
    public ExchangeRate? RateFor(OfferedModel model, DateTimeOffset now) =>
        PriceVersion.Choose(model.Prices, now) is { } price ? Rate(price.Currency, now) : null;

    /// <summary>How an account stood; null when it was not asked or did not answer.</summary>
    public PoolStatus? Status(string pool) => _pools.GetValueOrDefault(pool);

    /// <summary>False while an account's calls fail or are paused; one nobody knows about counts as available.</summary>
    public bool IsPoolAvailable(string pool) => Status(pool)?.IsAvailable ?? true;

    /// <summary>The same catalogue with accounts as they stand now.</summary>
    public ModelSnapshot With(IReadOnlyDictionary<string, PoolStatus> pools) => new(Models, Rates, LoadedAt, pools, Freezes);

    internal IReadOnlyDictionary<string, PoolStatus> Pools => _pools;
}
