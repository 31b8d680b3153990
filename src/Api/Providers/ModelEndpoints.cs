using System.Text.Json;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Providers;

/// <summary>What can be asked for.</summary>
internal static class ModelEndpoints
{
    private const long AnyReader = 0;

    public static void MapModels(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/models", List).Describe(
        "GET /v1/models",
        "Models on offer",
        "Every model of the catalogue with capabilities, price in force and whether it can be called now. One page holds all of them.");

    private static async Task<Ok<PageAnswer<ModelAnswer>>> List(IGrainFactory grains)
    {
        var models = await grains.GetGrain<IModelReadGrain>(AnyReader).List();
        return TypedResults.Ok(new PageAnswer<ModelAnswer>([.. models.Select(ModelAnswer.Of)], null));
    }
}

/// <summary>A model.</summary>
internal sealed record ModelAnswer
{
    /// <summary><c>provider/model</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether it can be called now.</summary>
    public required ModelAvailability Availability { get; init; }

    /// <summary>Why it cannot be called.</summary>
    public string? UnavailableReason { get; init; }

    /// <summary>What it can do: sizes, qualities, formats and so on.</summary>
    public required JsonElement Capabilities { get; init; }

    /// <summary>The components of the price in force.</summary>
    public JsonElement? Price { get; init; }

    /// <summary>Currency of the price.</summary>
    public string? Currency { get; init; }

    /// <summary>The most that one image of default size and quality costs, with a prompt of 1,000 bytes.</summary>
    public Money? TypicalCeilingAud { get; init; }

    /// <summary>When it entered the catalogue.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its vendor ends it.</summary>
    public DateTimeOffset? ShutdownAt { get; init; }

    /// <summary>What takes over, <c>provider/model</c>.</summary>
    public string? ReplacementModel { get; init; }

    public static ModelAnswer Of(ModelView model) => new()
    {
        Id = model.Id,
        Provider = model.Provider,
        DisplayName = model.DisplayName,
        Availability = model.Availability,
        UnavailableReason = model.UnavailableReason,
        Capabilities = Parse(model.CapabilitiesJson),
        Price = model.PriceJson is { } price ? Parse(price) : null,
        Currency = model.Currency,
        TypicalCeilingAud = model.TypicalCeiling,
        CreatedAt = model.CreatedAt,
        ShutdownAt = model.ShutdownAt,
        ReplacementModel = model.ReplacementModel,
    };

    private static JsonElement Parse(string json) => JsonElement.Parse(json);
}
