using System.Globalization;
using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Contracts.Organizations;

namespace DonatelloAI.Contracts.Providers;

/// <summary>An entry of the catalogue as operators see it.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ProviderView")]
public sealed record ProviderView
{
    /// <summary>The entry.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The provider.</summary>
    [Id(1)] public required string ProviderName { get; init; }

    /// <summary>The model's name at the provider.</summary>
    [Id(2)] public required string ModelName { get; init; }

    /// <summary>Everything that can be set; what is empty is null, and nothing is cleared.</summary>
    [Id(3)] public required ProviderFields Fields { get; init; }

    /// <summary>The account whose limits it shares: as set, or provider and key reference.</summary>
    [Id(4)] public required string Account { get; init; }

    /// <summary>The freeze of its account; null while calls begin.</summary>
    [Id(5)] public FreezeView? Freeze { get; init; }

    /// <summary>Its prices, newest version first.</summary>
    [Id(6)] public required IReadOnlyList<PriceView> Prices { get; init; }

    /// <summary>When it was entered.</summary>
    [Id(7)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    [Id(8)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Names what an edit changes.</summary>
    public string Tag => EditTag.Of(
    [
        ProviderName,
        ModelName,
        Fields.DisplayName,
        Fields.IsActive == true ? "active" : null,
        Fields.ApiEndpoint,
        Fields.CostPerImage?.ToString(),
        Fields.SlaPercentage?.ToString(CultureInfo.InvariantCulture),
        Text(Fields.TimeoutSeconds),
        Fields.CapabilitiesJson,
        Fields.AvailableFrom?.ToString("O", CultureInfo.InvariantCulture),
        Fields.ShutdownAt?.ToString("O", CultureInfo.InvariantCulture),
        Fields.ReplacementModel,
        Fields.KeyReference,
        Fields.QuotaPool,
        Text(Fields.MaxRetries),
        Text(Fields.RateLimitPerMinute),
        Text(Fields.MaxConcurrency),
        Text(Fields.MaxOutputTextTokens),
        Text(Prices.Count == 0 ? null : Prices[0].Version),
        .. EditTag.OfFreeze(Freeze),
    ]);

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A price as operators see it.</summary>
/// <param name="Version">1 and up for each entry; pinned on holds.</param>
/// <param name="Currency">Currency of all amounts, ISO 4217.</param>
/// <param name="ComponentsJson">The amounts, the JSON array of the catalogue.</param>
/// <param name="ValidFrom">The first moment it holds.</param>
/// <param name="IsInForce">True for the one that orders are priced by now.</param>
/// <param name="IsSuspended">True while nothing may be priced with it.</param>
/// <param name="Source">Where the amounts come from.</param>
[GenerateSerializer, Immutable, Alias("donatello.PriceView")]
public sealed record PriceView(
    [property: Id(0)] int Version,
    [property: Id(1)] string Currency,
    [property: Id(2)] string ComponentsJson,
    [property: Id(3)] DateTimeOffset ValidFrom,
    [property: Id(4)] bool IsInForce,
    [property: Id(5)] bool IsSuspended,
    [property: Id(6)] string Source);

/// <summary>A page of the catalogue.</summary>
/// <param name="Providers">The entries, by provider and model.</param>
/// <param name="Next">The last entry's <c>provider/model</c>, where the next page begins; null on the last page.</param>
[GenerateSerializer, Immutable, Alias("donatello.ProviderPage")]
public sealed record ProviderPage(
    [property: Id(0)] IReadOnlyList<ProviderView> Providers,
    [property: Id(1)] string? Next);

/// <summary>A currency's rate as operators see it.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="RateToAud">AUD for one unit.</param>
/// <param name="ValidFrom">The first moment it holds.</param>
/// <param name="StaleFrom">From then on it holds for no new order.</param>
/// <param name="IsStale">True when that moment has come.</param>
/// <param name="Source">Who says so.</param>
[GenerateSerializer, Immutable, Alias("donatello.ExchangeRateView")]
public sealed record ExchangeRateView(
    [property: Id(0)] string Currency,
    [property: Id(1)] decimal RateToAud,
    [property: Id(2)] DateTimeOffset ValidFrom,
    [property: Id(3)] DateTimeOffset StaleFrom,
    [property: Id(4)] bool IsStale,
    [property: Id(5)] string Source);
