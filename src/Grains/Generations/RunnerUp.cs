using System.Text.Json.Nodes;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Routing;

namespace DonatelloAI.Grains.Generations;

/// <summary>A model that takes an accepted order over: it makes the size and the format that were promised.</summary>
/// <param name="Model">The model.</param>
/// <param name="Ceiling">The most that the image costs there.</param>
/// <param name="MetadataJson">The generation's facts with quality, seed and partial images as this model takes them.</param>
internal sealed record RunnerUp(OfferedModel Model, PricedAmount Ceiling, string MetadataJson)
{
    /// <summary>The row's change.</summary>
    public ModelChange Change => new(Model.ProviderName, Model.ModelName, MetadataJson);

    /// <summary>Holds an accepted order against a model; null where that is gone, closed, without a price, or cannot make what was promised.</summary>
    public static RunnerUp? Find(string name, GenerationRecord record, OrderInClear order, ModelSnapshot models, IProviderRegistry providers, DateTimeOffset now)
    {
        if (order.Prompt is null || models.Find(name) is not { } model || ModelStanding.Problem(model, providers, now) is not null)
        {
            return null;
        }

        var promised = Promised(record, order, model);
        var (fit, _) = OrderFit.Of(model, promised, new RoutingRequest { Order = promised, Models = models, Providers = providers, Now = now });
        return fit is null ? null : new RunnerUp(model, fit.Ceiling, Adapted(record.MetadataJson, fit));
    }

    /// <summary>
    /// The order with all that the first choice made explicit. A quality in words that this model does not know was the first choice's own:
    /// whoever names one has it, since only models that know it become runner-up. A seed that this model does not take was nobody's wish either.
    /// </summary>
    private static ImageOrder Promised(GenerationRecord record, OrderInClear order, OfferedModel model)
    {
        var facts = OrderFacts.Parse(record.MetadataJson);
        return new ImageOrder
        {
            Prompt = order.Prompt!,
            NegativePrompt = order.Words?.NegativePrompt,
            Style = order.Words?.Style,
            Size = facts.Size,
            OutputFormat = facts.OutputFormat,
            Quality = model.Capabilities.Qualities.Contains(facts.Quality, StringComparer.Ordinal) ? facts.Quality : null,
            Seed = model.Capabilities.Seed ? facts.Seed : null,
            PartialImages = facts.PartialImages ?? 0,
        };
    }

    private static string Adapted(string metadataJson, Fit fit)
    {
        var facts = JsonNode.Parse(metadataJson)!.AsObject();
        Set(facts, "quality", fit.Shape.Quality);
        Set(facts, "seed", fit.Seed);
        Set(facts, "partial_images", fit.Shape.PartialImages is > 0 and var partials ? partials : null);
        return facts.ToJsonString();
    }

    private static void Set(JsonObject facts, string name, JsonNode? value)
    {
        facts.Remove(name);
        if (value is not null)
        {
            facts[name] = value;
        }
    }
}
