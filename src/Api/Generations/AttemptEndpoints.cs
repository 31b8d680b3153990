using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Generations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Generations;

/// <summary>The operator's desk: calls to vendors, and a word on those whose outcome nobody knows.</summary>
internal static class AttemptEndpoints
{
    private const string ListName = "attempts";

    public static void MapAttempts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/attempts", List)
            .Describe(
                "GET /v1/attempts",
                "Calls to vendors",
                "Newest first, of every organisation. With outcome=unknown those whose answer was lost and which keep their ceiling held: ask the vendor by "
                    + "provider_request_id or started_at, then resolve them; at assumed_at each is settled at its ceiling by itself.",
                400)
            .WithMetadata(new Paged())
            .WithMetadata(AttemptQuery.Described);
        routes.MapPost("/v1/attempts/{id:guid}/resolve", Resolve)
            .Describe(
                "POST /v1/attempts/{id}/resolve",
                "Resolve an unknown outcome",
                "settle charges the department and leaves a cost event, release gives the money back; either closes the attempt once; the ledger's entry keeps your id and reason, and the audit log your id and that entry. "
                    + "An image that turned up says what it cost, and cannot be released. May be repeated unchanged; 409 once the outcome is known otherwise.",
                400, 404, 409, 413, 415)
            .WithMetadata(DescribedParameter.Idempotency, new Example(Examples.ResolveAttempt, StatusCodes.Status200OK, Examples.Attempt));
    }

    private static async Task<Ok<PageAnswer<AttemptAnswer>>> List(CurrentCaller caller, AttemptQuery query, Page page, IGrainFactory grains)
    {
        var filter = query.Filter with { Limit = page.Limit, After = page.After<AttemptCursor>(ListName) };
        var found = await SeenAttempt.Reader(grains).List(caller.Caller, filter);
        return TypedResults.Ok(page.Answer(found.Attempts.Select(AttemptAnswer.Of), found.Next, ListName));
    }

    private static async Task<Results<Ok<AttemptAnswer>, ProblemResult>> Resolve(
        SeenAttempt attempt, CurrentCaller caller, IdempotencyKey idempotency, JsonBody<ResolveAttemptBody> body, IGrainFactory grains)
    {
        var reply = await grains.GetGrain<IGenerationGrain>(attempt.View.GenerationId).Resolve(new ResolveAttempt
        {
            AttemptId = attempt.View.Id,
            Caller = caller.Caller,
            Action = body.Value.Action,
            Reason = body.Value.Reason,
            Amount = body.Value.AmountAud,
        });
        if (reply is not AttemptResolved resolved)
        {
            return (ProblemResult)reply.ToProblem();
        }

        idempotency.MarkReplayed(resolved.Replayed);
        return TypedResults.Ok(AttemptAnswer.Of(resolved.Attempt));
    }
}
