using DonatelloAI.Api.Access;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.Generations;

/// <summary>
/// The generation of a route with an <c>{id}</c>. A handler takes it as a parameter; one that the caller may not see never gets to a handler,
/// nor is its grain ever called.
/// </summary>
/// <param name="View">The generation, perhaps a deleted one.</param>
internal sealed record SeenGeneration(GenerationView View)
{
    private const long AnyReader = 0;

    /// <summary>Why nothing of it is shown any more; null when it may be shown.</summary>
    public Problem? Gone => View.DeletedAt is null
        ? null
        : KnownProblems.Of(StatusCodes.Status410Gone, "generation_deleted", "The generation was deleted.");

    public static async ValueTask<SeenGeneration> BindAsync(HttpContext context)
    {
        var id = Guid.Parse((string)context.Request.RouteValues["id"]!);
        var reader = Reader(context.RequestServices.GetRequiredService<IGrainFactory>());
        return await reader.Find(CurrentCaller.Of(context), id) is { } view
            ? new SeenGeneration(view)
            : throw new RequestRefusedException(KnownProblems.NotFound("There is no such generation."));
    }

    /// <summary>One who reads generations.</summary>
    public static IGenerationReadGrain Reader(IGrainFactory grains) => grains.GetGrain<IGenerationReadGrain>(AnyReader);
}
