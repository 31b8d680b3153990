using System.Text.Json.Serialization;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Admission;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Health;

/// <summary>Whether the process lives, and whether it takes requests. Open to everybody, and says nothing else.</summary>
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

    private static JsonHttpResult<HealthAnswer> Ready(IReadiness readiness) => readiness.State switch
    {
        ReadinessState.Ready => TypedResults.Json(new HealthAnswer("ready")),
        ReadinessState.Stopping => TypedResults.Json(new HealthAnswer("stopping"), statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => TypedResults.Json(new HealthAnswer("starting"), statusCode: StatusCodes.Status503ServiceUnavailable),
    };
}

/// <summary>The body of a health answer.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c>, <c>starting</c> or <c>stopping</c>.</param>
internal sealed record HealthAnswer([property: JsonPropertyName("status")] string Status);
