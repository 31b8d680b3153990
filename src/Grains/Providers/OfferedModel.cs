using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Grains.Freezes;

namespace DonatelloAI.Grains.Providers;

/// <summary>A model as this installation offers it: the catalogue's row, its settings and all its prices.</summary>
public sealed record OfferedModel
{
    /// <summary>The catalogue entry.</summary>
    public required Guid Id { get; init; }

    /// <summary>The provider, such as <c>openai</c>.</summary>
    public required string ProviderName { get; init; }

    /// <summary>The model's name at the provider.</summary>
    public required string ModelName { get; init; }

    /// <summary>Name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>False when switched off.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Where it is called.</summary>
    public required string ApiEndpoint { get; init; }

    /// <summary>How long one call may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>What it can do.</summary>
    public required CatalogueCapabilities Capabilities { get; init; }

    /// <summary>Where the provider's key lies; never the key. Null for a local model.</summary>
    public string? KeyReference { get; init; }

    /// <summary>Attempts beyond the first.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>Calls a minute on the account; null for no limit.</summary>
    public int? RateLimitPerMinute { get; init; }

    /// <summary>Calls at the same time on the account.</summary>
    public required int MaxConcurrency { get; init; }

    /// <summary>The quota pool as set; null for the default.</summary>
    public string? ConfiguredPool { get; init; }

    /// <summary>The settings' JSON object, for what only an adapter understands.</summary>
    public string ConfigurationJson { get; init; } = "{}";

    /// <summary>Promised availability in percent.</summary>
    public double? SlaPercentage { get; init; }

    /// <summary>When its provider opens it.</summary>
    public DateTimeOffset? AvailableFrom { get; init; }

    /// <summary>When its provider ends it.</summary>
    public DateTimeOffset? ShutdownAt { get; init; }

    /// <summary>What takes over, <c>provider/model</c>.</summary>
    public string? ReplacementModel { get; init; }

    /// <summary>What a typical image costs, for display and comparison.</summary>
    public Money CostPerImage { get; init; }

    /// <summary>The freeze of its account; null while its calls may begin.</summary>
    public FreezeView? Freeze { get; init; }

    /// <summary>When it entered the catalogue.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the entry or its settings last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>True where the entry has settings of its own; defaults hold otherwise.</summary>
    public bool HasSettings { get; init; } = true;

    /// <summary>Every price, in any order.</summary>
    public required IReadOnlyList<PriceVersion> Prices { get; init; }

    /// <summary>Id in the API, <c>provider/model</c>.</summary>
    public string Name => $"{ProviderName}/{ModelName}";

    /// <summary>
    /// The account whose limits it shares: as set, or provider and key reference, since vendors limit accounts and not models.
    /// </summary>
    public string QuotaPool => ConfiguredPool ?? (KeyReference is null ? ProviderName : $"{ProviderName}:{KeyReference}");

    /// <summary>True between its opening and its end.</summary>
    public bool IsOpen(DateTimeOffset now) => now >= (AvailableFrom ?? DateTimeOffset.MinValue) && now < (ShutdownAt ?? DateTimeOffset.MaxValue);
}

/// <summary>Where the catalogue is kept.</summary>
public interface IModelStore
{
    /// <summary>Every model with its settings and prices.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<OfferedModel>> LoadModels();

    /// <summary>The newest begun rate of every currency.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<ExchangeRate>> LoadRates(DateTimeOffset at);

    /// <summary>Every freeze that holds.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<FreezeState> LoadFreezes();
}
