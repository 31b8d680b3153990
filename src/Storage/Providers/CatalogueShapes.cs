using DonatelloAI.Contracts;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Freezes;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Providers;

/// <summary>The shapes of a change of the catalogue on one engine's model.</summary>
internal sealed class CatalogueShapes(IModel model)
{
    public RowShape<CatalogueRaise> Fence { get; } =
        RowShape<CatalogueRaise>.Update(model, typeof(CatalogueStateRow), [nameof(CatalogueRaise.Id)], version: nameof(CatalogueRaise.Version));

    public RowShape<ModelProviderRow> Model { get; } = RowShape<ModelProviderRow>.Insert(model);

    public RowShape<ModelChange> ModelChange { get; } = RowShape<ModelChange>.Update(model, typeof(ModelProviderRow), [nameof(Providers.ModelChange.Id)]);

    public RowShape<ProviderConfigRow> Config { get; } = RowShape<ProviderConfigRow>.Insert(model);

    public RowShape<ConfigChange> ConfigChange { get; } =
        RowShape<ConfigChange>.Update(model, typeof(ProviderConfigRow), [nameof(Providers.ConfigChange.ProviderId)]);

    public RowShape<PriceVersionRow> Price { get; } = RowShape<PriceVersionRow>.Insert(model);

    public RowShape<ExchangeRateRow> Rate { get; } = RowShape<ExchangeRateRow>.Insert(model);

    public FreezeShapes Freezes { get; } = new(model);

    public RowShape<OutboxRow> Event { get; } = RowShape<OutboxRow>.Insert(model);
}

/// <summary>The catalogue's version after a change; it must stand one below.</summary>
internal sealed record CatalogueRaise(int Id, long Version, DateTimeOffset UpdatedAt);

/// <summary>What a change writes of an entry.</summary>
internal sealed record ModelChange(
    Guid Id,
    string? DisplayName,
    bool IsActive,
    string ApiEndpoint,
    Money CostPerImageAud,
    double? SlaPercentage,
    int TimeoutSeconds,
    string Capabilities,
    DateTimeOffset? AvailableFrom,
    DateTimeOffset? ShutdownAt,
    string? ReplacementModel,
    DateTimeOffset UpdatedAt);

/// <summary>What a change writes of an entry's settings.</summary>
internal sealed record ConfigChange(
    Guid ProviderId,
    string? ApiKeyVaultRef,
    int MaxRetries,
    int? RateLimitPerMinute,
    string? QuotaPool,
    string Configuration,
    DateTimeOffset UpdatedAt);
