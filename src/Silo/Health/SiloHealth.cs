using DonatelloAI.Hosting.Health;

namespace DonatelloAI.Silo.Health;

/// <summary>Whether the silo lives, and whether it works in the cluster: for whoever runs the process, on a port that no caller reaches.</summary>
internal static class SiloHealth
{
    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void MapSiloHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", static () => TypedResults.Json(new { status = "live" }));
        routes.MapGet("/health/ready", static (IReadiness readiness) => TypedResults.Json(
            new { status = readiness.State.ToString().ToLowerInvariant() },
            statusCode: readiness.State == ReadinessState.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable));
    }
}
