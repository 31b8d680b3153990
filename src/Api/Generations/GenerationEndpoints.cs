using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Generations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Generations;

/// <summary>Orders, and what became of them.</summary>
internal static class GenerationEndpoints
{
    private const string ListName = "generations";

    public static void MapGenerations(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/generations", Submit)
            .Describe(
                "POST /v1/generations",
                "Order images",
                "Holds the most that the images may cost and answers at once; the work goes on by itself. With Prefer: wait=N the answer is 200 with the ended "
                    + "object if that happens within N seconds. With n above 1 the answer is the list of the group, accepted as a whole or not at all. "
                    + "A repeat with the same Idempotency-Key and body orders nothing and answers what stands. Whoever names a model that its vendor has ended gets its replacement, "
                    + "with the headers Deprecation and Sunset.",
                400, 402, 413, 415, 422)
            .Produces<GenerationObject>(StatusCodes.Status200OK)
            .Produces<GenerationObject>(StatusCodes.Status202Accepted)
            .WithMetadata(DescribedParameter.Idempotency, DescribedParameter.Prefer, new Example(Examples.Order, StatusCodes.Status202Accepted, Examples.Generation));
        routes.MapGet("/v1/generations", List)
            .Describe("GET /v1/generations", "Generations", "Newest first: your own; a manager's department; an administrator's organisation. Deleted ones are left out.", 400)
            .WithMetadata(new Paged())
            .WithMetadata(GenerationQuery.Described);
        routes.MapGet("/v1/generations/{id:guid}", Read)
            .Describe("GET /v1/generations/{id}", "A generation", "With fresh links to image and thumbnail while it is completed.", 404, 410)
            .WithMetadata(new Example(null, StatusCodes.Status200OK, Examples.Generation));
        routes.MapPost("/v1/generations/{id:guid}/cancel", Cancel)
            .Describe(
                "POST /v1/generations/{id}/cancel",
                "Call a generation off",
                "200 when it has ended as cancelled and its money is released; 202 while a provider works, whose answer decides: an image that was "
                    + "made is kept and charged. May be repeated: what has ended as cancelled is answered with 200 again, another end with 409.",
                404, 409)
            .Produces<GenerationObject>(StatusCodes.Status202Accepted);
        routes.MapDelete("/v1/generations/{id:guid}", Delete)
            .Describe("DELETE /v1/generations/{id}", "Delete a generation", "Hides an ended generation and its image; the money records stay. May be repeated.", 404, 409);
        routes.MapPost("/v1/estimates", Estimate)
            .Describe(
                "POST /v1/estimates",
                "What an order would cost",
                "The same body as an order: which model would be called and why, and the most it may cost. Nothing is held.",
                400, 402, 404, 413, 415, 422)
            .WithMetadata(new Example(Examples.Order, StatusCodes.Status200OK, Examples.Estimate));
    }

    private static async Task<IResult> Submit(
        CurrentCaller caller, IdempotencyKey idempotency, Patience patience, JsonBody<OrderBody> body, ImageLinks links, Watcher watcher, HttpContext http, IGrainFactory grains)
    {
        var accepted = await Submission.Send(grains, caller.Caller, idempotency, OrderCheck.Read(body.Value), body.Hash);
        var views = accepted.Generations;
        await ReplacedModel.Tell(http, body.Value.Model, views[0], grains);
        if (patience.Seconds is { } seconds)
        {
            views = await watcher.UntilEnded(views, TimeSpan.FromSeconds(seconds), http.RequestAborted);
            patience.MarkApplied(http);
        }

        var hasEnded = patience.Seconds is not null && views.All(static view => view.HasEnded);
        http.Response.Headers.Location = LocationOf(views);
        return Answer(views, links, hasEnded ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static async Task<Ok<PageAnswer<GenerationObject>>> List(CurrentCaller caller, GenerationQuery query, Page page, ImageLinks links, IGrainFactory grains)
    {
        var filter = query.Filter with { Limit = page.Limit, After = page.After<GenerationCursor>(ListName) };
        var found = await SeenGeneration.Reader(grains).List(caller.Caller, filter);
        return TypedResults.Ok(page.Answer(found.Generations.Select(view => GenerationObject.Of(view, links)), found.Next, ListName));
    }

    private static Results<Ok<GenerationObject>, ProblemResult> Read(SeenGeneration generation, ImageLinks links) =>
        generation.Gone is { } gone ? (ProblemResult)gone : TypedResults.Ok(GenerationObject.Of(generation.View, links));

    private static async Task<Results<Ok<GenerationObject>, JsonHttpResult<GenerationObject>, ProblemResult>> Cancel(
        SeenGeneration generation, CurrentCaller caller, ImageLinks links, IGrainFactory grains)
    {
        var reply = await grains.GetGrain<IGenerationGrain>(generation.View.Id).Cancel(caller.Caller);
        return reply is not GenerationAnswer(var view) ? (ProblemResult)reply.ToProblem()
            : view.HasEnded ? TypedResults.Ok(GenerationObject.Of(view, links))
            : TypedResults.Json(GenerationObject.Of(view, links), statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<Results<NoContent, ProblemResult>> Delete(SeenGeneration generation, CurrentCaller caller, IGrainFactory grains)
    {
        var reply = await grains.GetGrain<IGenerationGrain>(generation.View.Id).Delete(caller.Caller);
        return reply is GenerationAnswer ? TypedResults.NoContent() : (ProblemResult)reply.ToProblem();
    }

    private static async Task<Results<Ok<EstimateAnswer>, ProblemResult>> Estimate(CurrentCaller caller, JsonBody<OrderBody> body, IGrainFactory grains)
    {
        var order = OrderCheck.Read(body.Value);
        return await SeenGeneration.Reader(grains).Estimate(caller.Caller, order.Order, order.Images, order.DepartmentId) switch
        {
            Estimate estimate => TypedResults.Ok(EstimateAnswer.Of(estimate)),
            EstimateRefused refused => (ProblemResult)refused.Refusal.ToProblem(),
            var reply => throw new InvalidOperationException($"An estimate was answered with {reply.GetType().Name}."),
        };
    }

    private static string LocationOf(IReadOnlyList<GenerationView> views) =>
        views[0].GroupId is { } group ? $"/v1/generations?group_id={group}" : $"/v1/generations/{views[0].Id}";

    private static IResult Answer(IReadOnlyList<GenerationView> views, ImageLinks links, int status) => views[0].GroupId is null
        ? TypedResults.Json(GenerationObject.Of(views[0], links), statusCode: status)
        : TypedResults.Json(new PageAnswer<GenerationObject>([.. views.Select(view => GenerationObject.Of(view, links))], null), statusCode: status);
}
