using System.Buffers.Text;
using System.Security.Cryptography;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Sessions;

/// <summary>Sign-in, and sessions.</summary>
internal static class SessionEndpoints
{
    private const string ListName = "sessions";
    private const int OpeningBytes = 32;

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/sessions", SignIn)
            .Describe(
                "POST /v1/sessions",
                "Sign in",
                "Takes an ID token of the identity provider that your organisation is bound to, signed with RS256, PS256 or ES256. Issuer and tenant choose the "
                    + "organisation, oid (or sub) the account; mail addresses choose nothing. A first sign-in makes an account as standard_user. The access token "
                    + "is good for ten minutes, the session for 30 days from its last renewal and 90 in all.",
                400, 401, 403, 409, 413, 415, 422, 429, 500, 503);
        routes.MapPost("/v1/sessions/refresh", Refresh)
            .Describe(
                "POST /v1/sessions/refresh",
                "Renew a session",
                "The refresh token is good once: the answer brings the next. For ten seconds the last one gets the same answer again; after that it ends the "
                    + "session, since somebody else may have it.",
                400, 401, 403, 413, 415, 429, 500, 503);
        routes.MapGet("/v1/sessions", List)
            .Describe("GET /v1/sessions", "Sessions", "Newest first, ended ones too for 30 days.", 400, 404)
            .WithMetadata(new Paged(), Whose.Described);
        routes.MapDelete("/v1/sessions/{id:guid}", End)
            .Describe("DELETE /v1/sessions/{id}", "End a session", "Its access token is refused from the next request on. May be repeated.", 404);
        routes.MapDelete("/v1/sessions", EndAll)
            .Describe("DELETE /v1/sessions", "End all sessions of a person", "The one that asks among them, from the next request on. May be repeated.", 400, 404)
            .WithMetadata(Whose.Described);
    }

    private static async Task<Results<Created<TokensAnswer>, ProblemResult>> SignIn(
        JsonBody<SignInBody> body, Device device, HttpContext http, SessionAttempts attempts, IGrainFactory grains)
    {
        var attempt = await attempts.Open(http, () => grains.GetGrain<ISignInGrain>(0).SignIn(new SignIn
        {
            SessionId = Guid.CreateVersion7(),
            Opening = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(OpeningBytes)),
            IdToken = body.Value.IdToken,
            Device = device.Value,
        }));
        return attempt.Opened is { } opened
            ? TypedResults.Created($"/v1/sessions/{opened.Session.Id}", TokensAnswer.Of(opened))
            : (ProblemResult)attempt.Problem!;
    }

    private static async Task<Results<Ok<TokensAnswer>, ProblemResult>> Refresh(JsonBody<RefreshBody> body, HttpContext http, SessionAttempts attempts, IGrainFactory grains)
    {
        var attempt = RefreshToken.TryParse(body.Value.RefreshToken, out var token)
            ? await attempts.Renew(http, token.SessionId, () => grains.GetGrain<ISessionGrain>(token.SessionId).Refresh(new RefreshCredential(token.SecretText)))
            : await attempts.Renew(http, null, static () => Task.FromResult<SessionReply>(new SessionRefused(
                SessionRefusal.InvalidRefreshToken, "The refresh token is not known: check that it was copied whole.")));
        return attempt.Opened is { } opened ? TypedResults.Ok(TokensAnswer.Of(opened)) : (ProblemResult)attempt.Problem!;
    }

    private static async Task<Results<Ok<PageAnswer<SessionAnswer>>, ProblemResult>> List(CurrentCaller caller, Whose whose, Page page, IGrainFactory grains)
    {
        var list = $"{ListName}/{whose.UserId}";
        var sessions = await grains.GetGrain<IPersonSessionsGrain>(0).List(caller.Caller, whose.UserId, page.Limit, page.After<SessionCursor>(list));
        return sessions is null
            ? (ProblemResult)KnownProblems.NotFound()
            : TypedResults.Ok(page.Answer(sessions.Sessions.Select(SessionAnswer.Of), sessions.Next, list));
    }

    private static async Task<Results<NoContent, ProblemResult>> End(Guid id, CurrentCaller caller, IGrainFactory grains)
    {
        var reply = await grains.GetGrain<ISessionGrain>(id).End(caller.Caller);
        return reply is SessionsEnded ? TypedResults.NoContent() : (ProblemResult)reply.ToProblem();
    }

    private static async Task<Results<Ok<EndedAnswer>, ProblemResult>> EndAll(CurrentCaller caller, Whose whose, IGrainFactory grains)
    {
        var reply = await grains.GetGrain<IPersonSessionsGrain>(0).EndAll(caller.Caller, whose.UserId);
        return reply is SessionsEnded ended ? TypedResults.Ok(new EndedAnswer(ended.Count)) : (ProblemResult)reply.ToProblem();
    }
}
