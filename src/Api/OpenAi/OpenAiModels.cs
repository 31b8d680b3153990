using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.OpenAi;

/// <summary>Models as OpenAI's clients list them: those that can be called now.</summary>
internal static class OpenAiModelEndpoints
{
    private const long AnyReader = 0;

    public static void MapOpenAiModels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/openai/v1/models", List)
            .Describe("GET /openai/v1/models", "Models, as OpenAI's clients list them", "Those that can be called now.");
        routes.MapGet("/openai/v1/models/{*id}", Read)
            .Describe("GET /openai/v1/models/{id}", "A model, as OpenAI's clients read it", "By provider/model; the slash may be encoded.", 404);
    }

    private static async Task<Ok<OpenAiModels>> List(IGrainFactory grains) =>
        TypedResults.Ok(new OpenAiModels("list", [.. (await Callable(grains)).Select(OpenAiModel.Of)]));

    private static async Task<Results<Ok<OpenAiModel>, ProblemResult>> Read(string? id, IGrainFactory grains)
    {
        var name = Uri.UnescapeDataString(id ?? "");
        var model = (await Callable(grains)).FirstOrDefault(candidate => candidate.Id == name);
        return model is not null
            ? TypedResults.Ok(OpenAiModel.Of(model))
            : (ProblemResult)KnownProblems.OfField(
                StatusCodes.Status404NotFound, Refusals.ModelNotFound, "model", "There is no such model that can be called: GET /openai/v1/models lists them.");
    }

    private static async Task<IEnumerable<ModelView>> Callable(IGrainFactory grains) =>
        (await grains.GetGrain<IModelReadGrain>(AnyReader).List()).Where(static model => model.Availability != ModelAvailability.Unavailable);
}

/// <summary>A list of models.</summary>
/// <param name="Object">Always <c>list</c>.</param>
/// <param name="Data">The models.</param>
internal sealed record OpenAiModels(string Object, IReadOnlyList<OpenAiModel> Data);

/// <summary>A model.</summary>
internal sealed record OpenAiModel
{
    /// <summary><c>provider/model</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Always <c>model</c>.</summary>
    public string Object { get; init; } = "model";

    /// <summary>When it entered the catalogue, in seconds since 1970.</summary>
    public required long Created { get; init; }

    /// <summary>The provider.</summary>
    public required string OwnedBy { get; init; }

    /// <summary>The day on which its vendor ends it.</summary>
    public DateOnly? ShutdownDate { get; init; }

    public static OpenAiModel Of(ModelView model) => new()
    {
        Id = model.Id,
        Created = model.CreatedAt.ToUnixTimeSeconds(),
        OwnedBy = model.Provider,
        ShutdownDate = model.ShutdownAt is { } end ? DateOnly.FromDateTime(end.UtcDateTime) : null,
    };
}
