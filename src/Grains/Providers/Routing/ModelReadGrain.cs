using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Grains.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>Shows the catalogue as this silo knows it.</summary>
[StatelessWorker]
public sealed class ModelReadGrain(
    ModelDirectory directory,
    IProviderRegistry providers,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time) : Grain, IModelReadGrain
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelView>> List()
    {
        var now = time.GetUtcNow();
        var models = await directory.Get();
        return [.. models.Models.Select(model => ModelViews.Of(model, models, providers, now))];
    }
}

/// <summary>A model as callers see it. Pure.</summary>
internal static class ModelViews
{
    /// <summary>Length of the prompt that a typical price assumes, in bytes.</summary>
    public const int TypicalPromptBytes = 1_000;

    public static ModelView Of(OfferedModel model, ModelSnapshot models, IProviderRegistry providers, DateTimeOffset now)
    {
        var price = PriceVersion.Choose(model.Prices, now) is { } chosen && chosen.IsInForce(now) ? chosen : null;
        var ceiling = Typical(model, models, providers, now);
        var problem = ModelStanding.Problem(model, providers, now)
            ?? (ceiling is PricingRefusal refusal ? $"{model.Name} has no usable price: {refusal.Detail}" : null);
        var isPaused = problem is null && !models.IsPoolAvailable(model.QuotaPool);
        return new ModelView
        {
            Id = model.Name,
            Provider = model.ProviderName,
            DisplayName = model.DisplayName,
            Availability = problem is not null ? ModelAvailability.Unavailable
                : isPaused ? ModelAvailability.Degraded
                : ModelAvailability.Available,
            UnavailableReason = problem ?? (isPaused ? "Its provider fails or asks to wait; new work queues." : null),
            CapabilitiesJson = model.Capabilities.ToJson(),
            PriceJson = price is null ? null : PriceComponents.ToJson(price.Components),
            Currency = price?.Currency,
            TypicalCeiling = (ceiling as PriceQuote)?.Amount.Amount,
            CreatedAt = model.CreatedAt,
            ShutdownAt = model.ShutdownAt,
            ReplacementModel = model.ReplacementModel,
        };
    }

    /// <summary>A model without an adapter shows its list price all the same, so that an operator can compare before setting it up.</summary>
    private static PricingResult Typical(OfferedModel model, ModelSnapshot models, IProviderRegistry providers, DateTimeOffset now)
    {
        var shape = new ImageRequestShape
        {
            Size = model.Capabilities.DefaultSize,
            Quality = model.Capabilities.DefaultQuality,
            PromptBytes = TypicalPromptBytes,
        };
        var rate = models.RateFor(model, now);
        return providers.Find(model.ProviderName)?.Ceiling(model, shape, rate, now)
            ?? CeilingPrice.For(shape, PriceVersion.Choose(model.Prices, now), rate, now);
    }
}
