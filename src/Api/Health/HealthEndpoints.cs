using DonatelloAI.Api.Access;
using DonatelloAI.Api.Admission;
using DonatelloAI.Hosting.Health;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Health;

/// <summary>Whether the process lives, and whether it takes requests. Open to everybody; what it is made of is told to super_admin only.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithMetadata(new Unbounded());
        group.MapGet("/live", Live).Under("GET /health/live");
        group.MapGet("/ready", Ready).Under("GET /health/ready");
    }

    private static JsonHttpResult<HealthAnswer> Live() => TypedResults.Json(new HealthAnswer("live"));

    private static async Task<JsonHttpResult<HealthAnswer>> Ready(HttpContext context, IReadiness readiness, HealthParts parts)
    {
        var answer = new HealthAnswer(readiness.State.ToString().ToLowerInvariant(), await parts.ReadFor(context));
        return TypedResults.Json(
            answer, statusCode: readiness.State == ReadinessState.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>The body of a health answer.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c>, <c>starting</c>, <c>stopping</c> or <c>disconnected</c>.</param>
/// <param name="Parts">State by part, for super_admin.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string>? Parts = null);
