using System.Text.Json;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Commits;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Providers;

/// <summary>The catalogue as this installation offers it, on any engine.</summary>
public sealed class ModelStore(IDbContextFactory<DonatelloContext> contexts) : IModelStore
{
    /// <summary>Calls at the same time where the settings name no number.</summary>
    public const int DefaultMaxConcurrency = 4;

    /// <summary>Attempts beyond the first where a model has no settings.</summary>
    public const int DefaultMaxRetries = 3;

    /// <inheritdoc/>
    public Task<IReadOnlyList<OfferedModel>> LoadModels() => Reads.Guarded<IReadOnlyList<OfferedModel>>(contexts, async db =>
    {
        var models = await ProviderQueries.Models(db).AsNoTracking().ToListAsync();
        return models.ConvertAll(ToModel);
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExchangeRate>> LoadRates(DateTimeOffset at) => Reads.Guarded<IReadOnlyList<ExchangeRate>>(contexts, async db =>
    {
        var rates = await ProviderQueries.NewestRates(db, at).AsNoTracking().ToListAsync();
        return rates.ConvertAll(PriceRows.ToRate);
    });

    /// <inheritdoc/>
    public Task<FreezeState> LoadFreezes() => Reads.Guarded(contexts, CatalogueStore.ReadFreezes);

    internal static OfferedModel ToModel(StoredModel stored)
    {
        var (model, config, prices) = stored;
        var name = $"{model.ProviderName}/{model.ModelName}";
        return new OfferedModel
        {
            Id = model.Id,
            ProviderName = model.ProviderName,
            ModelName = model.ModelName,
            DisplayName = model.DisplayName,
            IsActive = model.IsActive,
            ApiEndpoint = model.ApiEndpoint,
            Timeout = TimeSpan.FromSeconds(model.TimeoutSeconds),
            Capabilities = Capabilities(name, model.Capabilities),
            KeyReference = config?.ApiKeyVaultRef,
            MaxRetries = config?.MaxRetries ?? DefaultMaxRetries,
            RateLimitPerMinute = config?.RateLimitPerMinute,
            MaxConcurrency = MaxConcurrency(config?.Configuration),
            ConfiguredPool = config?.QuotaPool,
            ConfigurationJson = config?.Configuration ?? "{}",
            SlaPercentage = model.SlaPercentage,
            AvailableFrom = model.AvailableFrom,
            ShutdownAt = model.ShutdownAt,
            ReplacementModel = model.ReplacementModel,
            CostPerImage = model.CostPerImageAud,
            CreatedAt = model.CreatedAt,
            UpdatedAt = config is not null && config.UpdatedAt > model.UpdatedAt ? config.UpdatedAt : model.UpdatedAt,
            HasSettings = config is not null,
            Prices = prices.ConvertAll(price => PriceRows.ToPrice(price, name)),
        };
    }

    private static CatalogueCapabilities Capabilities(string name, string json)
    {
        try
        {
            return CatalogueCapabilities.FromJson(json);
        }
        catch (JsonException unreadable)
        {
            throw new InvalidDataException($"The capabilities of {name} cannot be read: correct model_providers.capabilities. {unreadable.Message}", unreadable);
        }
    }

    private static int MaxConcurrency(string? configuration)
    {
        using var json = JsonDocument.Parse(configuration ?? "{}");
        return json.RootElement.TryGetProperty("max_concurrency", out var number) && number.TryGetInt32(out var calls) ? calls : DefaultMaxConcurrency;
    }
}
