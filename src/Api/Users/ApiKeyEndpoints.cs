using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Users;

/// <summary>The caller's API keys.</summary>
internal static class ApiKeyEndpoints
{
    private const string ListName = "api-keys";

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/api-keys", List)
            .Describe("GET /v1/api-keys", "Your API keys", "Newest first, revoked ones too. No secret is ever listed.", 400)
            .WithMetadata(new Paged());
        routes.MapPost("/v1/api-keys", Create)
            .Describe(
                "POST /v1/api-keys",
                "Make an API key",
                "The answer holds the whole key, once. A repeat with the same Idempotency-Key and body answers the same key without it; "
                    + "revoke that key and make another one if the first answer was lost. A spend limit counts in your department's ledger.",
                400, 402, 409, 413, 415, 422)
            .WithMetadata(DescribedParameter.Idempotency);
        routes.MapDelete("/v1/api-keys/{id:guid}", Revoke)
            .Describe("DELETE /v1/api-keys/{id}", "Revoke an API key", "For good, from the next request on. May be repeated.", 404);
    }

    private static async Task<Ok<PageAnswer<ApiKeyAnswer>>> List(CurrentCaller caller, Page page, IGrainFactory grains)
    {
        var list = $"{ListName}/{caller.Caller.UserId}";
        var keys = await grains.GetGrain<IUserGrain>(caller.Caller.UserId).ListKeys(page.Limit, page.After<ApiKeyCursor>(list));
        return TypedResults.Ok(page.Answer(keys.Keys.Select(ApiKeyAnswer.Of), keys.Next, list));
    }

    private static async Task<Results<Created<ApiKeyAnswer>, ProblemResult>> Create(
        CurrentCaller caller, IdempotencyKey idempotency, JsonBody<CreateApiKeyBody> body, IGrainFactory grains)
    {
        var request = body.Value.ToRequest(idempotency.Operation(caller.Caller), caller.Caller);
        var reply = await grains.GetGrain<IUserGrain>(caller.Caller.UserId).CreateKey(request);
        if (reply is not ApiKeyAccepted accepted)
        {
            return (ProblemResult)ProblemOf(reply);
        }

        idempotency.MarkReplayed(accepted.Replayed);
        return TypedResults.Created($"/v1/api-keys/{accepted.Key.Id}", ApiKeyAnswer.Of(accepted.Key) with { Key = accepted.SecretText });
    }

    private static async Task<Results<NoContent, ProblemResult>> Revoke(Guid id, CurrentCaller caller, IGrainFactory grains)
    {
        var reply = await grains.GetGrain<IUserGrain>(caller.Caller.UserId).RevokeKey(id);
        return reply is ApiKeyAccepted ? TypedResults.NoContent() : (ProblemResult)ProblemOf(reply);
    }

    private static Problem ProblemOf(ApiKeyReply reply) => reply switch
    {
        ApiKeyRefused refused => refused.ToProblem(),
        ApiKeyUnavailable unavailable => KnownProblems.Unavailable(unavailable.Message),
        _ => throw new InvalidOperationException($"The person's grain answered {reply.GetType().Name}."),
    };
}
