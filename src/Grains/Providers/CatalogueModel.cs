using System.Text.Json.Serialization;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Providers.Catalogue;

namespace DonatelloAI.Grains.Providers;

/// <summary>A model as the catalogue delivers it. An operator may change any of it later; the catalogue only begins.</summary>
public sealed record CatalogueModel
{
    /// <summary>The vendor, 1 to 50 of <c>a-z 0-9 -</c>; with the name it is unique.</summary>
    public required string ProviderName { get; init; }

    /// <summary>The model's name at the vendor, 1 to 100 characters.</summary>
    public required string ModelName { get; init; }

    /// <summary>Name for people, 1 to 100 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>True when it works without a key or an address being set first.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Where it is called, 1 to 500 characters; parts in braces are filled in by the operator.</summary>
    public required string ApiEndpoint { get; init; }

    /// <summary>
    /// What a typical image costs in AUD: default size and quality, output only, at the catalogue's indicative rate, rounded
    /// up to six decimals. For display and comparison; no hold is made of it. Zero where it is free or has no price.
    /// </summary>
    public required decimal CostPerImageAud { get; init; }

    /// <summary>Promised availability in percent, 0 to 100; null where the vendor promises none.</summary>
    public required double? SlaPercentage { get; init; }

    /// <summary>How long one call may take, 1 to 3,600 seconds.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>What it can do.</summary>
    public required CatalogueCapabilities Capabilities { get; init; }

    /// <summary>The first day it could be called; null where unknown.</summary>
    public required DateOnly? AvailableFrom { get; init; }

    /// <summary>The moment the vendor shuts it down; null where none is announced.</summary>
    public required DateTimeOffset? ShutdownAt { get; init; }

    /// <summary>The model that takes over, <c>provider/model</c>; null where none is named.</summary>
    public required string? ReplacementModel { get; init; }

    /// <summary>How it is called.</summary>
    public required CatalogueConfig Config { get; init; }

    /// <summary>Its first price; null where none is known, so that it is refused until an operator sets one.</summary>
    public required CataloguePrice? Price { get; init; }

    /// <summary>The id in the API, <c>provider/model</c>.</summary>
    [JsonIgnore]
    public string Id => $"{ProviderName}/{ModelName}";

    /// <summary>The first moment it could be called; null where unknown.</summary>
    [JsonIgnore]
    public DateTimeOffset? OpensAt => AvailableFrom is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null;

    /// <summary>The entry that it becomes, with an id of its names and without its price.</summary>
    /// <param name="now">When it is entered.</param>
    public OfferedModel ToOffered(DateTimeOffset now) => new()
    {
        Id = DerivedId.Model(ProviderName, ModelName),
        ProviderName = ProviderName,
        ModelName = ModelName,
        DisplayName = DisplayName,
        IsActive = IsActive,
        ApiEndpoint = ApiEndpoint,
        CostPerImage = Money.FromAud(CostPerImageAud),
        SlaPercentage = SlaPercentage,
        Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        Capabilities = Capabilities,
        AvailableFrom = OpensAt,
        ShutdownAt = ShutdownAt,
        ReplacementModel = ReplacementModel,
        ConfiguredPool = Config.QuotaPool,
        MaxRetries = Config.MaxRetries,
        RateLimitPerMinute = Config.RateLimitPerMinute,
        MaxConcurrency = Config.MaxConcurrency,
        ConfigurationJson = ModelConfiguration.With("{}", Config.MaxConcurrency, Config.MaxOutputTextTokens),
        CreatedAt = now,
        UpdatedAt = now,
        Prices = [],
    };

    /// <summary>The first price version, or null where no price is known.</summary>
    public PriceVersion? ToPriceVersion() => Price is null ? null : new PriceVersion
    {
        ModelId = Id,
        Version = 1,
        Currency = Price.Currency,
        Components = Price.Components,
        ValidFrom = Price.ValidFrom,
        Source = Price.Source,
    };
}

/// <summary>How a model is called and how often.</summary>
public sealed record CatalogueConfig
{
    /// <summary>Retries of a call that provably wasn't accepted, 0 to 10.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>Calls a minute, 1 to 100,000; the vendor's default where it publishes one, otherwise a careful guess; null for no limit.</summary>
    public required int? RateLimitPerMinute { get; init; }

    /// <summary>Calls at the same time, 1 to 1,000.</summary>
    public required int MaxConcurrency { get; init; }

    /// <summary>The quota it shares with other models; null for the default, provider and key reference.</summary>
    public required string? QuotaPool { get; init; }

    /// <summary>
    /// Most tokens of text and thinking that a call allows, as the price assumes; null where the vendor has none.
    /// </summary>
    public required int? MaxOutputTextTokens { get; init; }
}

/// <summary>A model's first price.</summary>
public sealed record CataloguePrice
{
    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The first moment it holds.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Where the amounts come from, and how a bound was made of them.</summary>
    public required string Source { get; init; }

    /// <summary>How sure they are.</summary>
    public required PriceCertainty Certainty { get; init; }

    /// <summary>The amounts.</summary>
    public required IReadOnlyList<PriceComponent> Components { get; init; }
}

/// <summary>How sure a price is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<PriceCertainty>))]
public enum PriceCertainty
{
    /// <summary>Read on the vendor's own pages.</summary>
    Official = 0,

    /// <summary>Several agreeing secondary sources.</summary>
    Secondary = 1,

    /// <summary>One secondary source or an inference: check it before switching the model on.</summary>
    Inferred = 2,

    /// <summary>Set here, not by a vendor.</summary>
    Own = 3,
}
