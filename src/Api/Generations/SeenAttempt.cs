using DonatelloAI.Api.Access;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.Generations;

/// <summary>The attempt of a route with an <c>{id}</c>. A handler takes it as a parameter; one that is not there never gets to a handler.</summary>
/// <param name="View">The attempt.</param>
internal sealed record SeenAttempt(AttemptView View)
{
    private const long AnyReader = 0;

    public static async ValueTask<SeenAttempt> BindAsync(HttpContext context)
    {
        var id = Guid.Parse((string)context.Request.RouteValues["id"]!);
        var reader = Reader(context.RequestServices.GetRequiredService<IGrainFactory>());
        return await reader.Find(CurrentCaller.Of(context), id) is { } view
            ? new SeenAttempt(view)
            : throw new RequestRefusedException(KnownProblems.NotFound("There is no such attempt."));
    }

    /// <summary>One who reads attempts.</summary>
    public static IAttemptReadGrain Reader(IGrainFactory grains) => grains.GetGrain<IAttemptReadGrain>(AnyReader);
}
