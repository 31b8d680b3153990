using System.Globalization;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Admission;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.Generations;

/// <summary>A generation's way as events.</summary>
internal static class EventEndpoints
{
    private const string LastEventId = "Last-Event-ID";

    public static void MapGenerationEvents(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/generations/{id:guid}/events", Follow)
        .Describe(
            "GET /v1/generations/{id}/events",
            "Follow a generation",
            "Server-sent events. With the generation object: status at every change, and at the end completed, failed or cancelled; the id of such an "
                + "event is the object's version, Last-Event-ID resumes after it, and 204 says that nothing comes any more. While a provider works also "
                + "partial_image where the order asked for partial_images, and progress, 0 to 1, where the provider tells it; neither is kept, and who looks "
                + "late or reads slowly misses some. A comment is sent at least every 15 seconds. A stream ends after ten minutes: connect again.",
            400, 404, 410, 429)
        .WithMetadata(new Unbounded(), DescribedParameter.LastEventId, new Download("text/event-stream") { IsText = true, Example = Examples.Events });

    private static IResult Follow(SeenGeneration generation, CurrentCaller caller, ImageLinks links, Watcher watcher, EventStreams streams, TimeProvider time, HttpContext http)
    {
        if (generation.Gone is { } gone)
        {
            return (ProblemResult)gone;
        }

        var seen = SeenVersion(http.Request);
        if (generation.View.HasEnded && seen >= generation.View.Version)
        {
            return TypedResults.NoContent();
        }

        return streams.TryEnter(caller.Caller.UserId) is { } place
            ? new GenerationStream(generation.View, seen, links, watcher, place, time)
            : (ProblemResult)EventStreams.Full();
    }

    private static long? SeenVersion(HttpRequest request)
    {
        var text = request.Headers[LastEventId];
        return text.Count == 0 ? null
            : text is [{ } version] && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen
            : throw new RequestRefusedException(KnownProblems.OfField(
                StatusCodes.Status400BadRequest, "invalid_last_event_id", LastEventId, $"{LastEventId} must be the id of an event of this stream."));
    }
}
