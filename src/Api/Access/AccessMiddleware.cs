using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Access;

/// <summary>Behind routing: lets a request through when its credential is good and its row of the policy allows it.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, Authenticator authenticator)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Without an endpoint, or with one of routing's own, the answer is 404, 405 or 415 and shows nothing.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(context);
            return;
        }

        var rule = endpoint.Metadata.GetMetadata<AccessRule>()
            ?? throw new InvalidOperationException($"{endpoint.DisplayName} has no row in {nameof(AccessPolicy)}.");
        if (rule.Reach != AccessReach.Open && await Refuse(context, rule) is { } problem)
        {
            await new ProblemResult(problem).ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private async Task<Problem?> Refuse(HttpContext context, AccessRule rule)
    {
        switch (await authenticator.Authenticate(context))
        {
            case Authenticated known:
                CurrentCaller.Set(context, known.Caller);
                return Check(known.Caller, rule) ?? CheckSecondFactor(known, rule);
            case AuthenticationRefused refused:
                return refused.ToProblem();
            default:
                return KnownProblems.OfStatus(StatusCodes.Status401Unauthorized);
        }
    }

    private static Problem? Check(Caller caller, AccessRule rule) =>
        caller.Role < rule.Role
            ? KnownProblems.Of(StatusCodes.Status403Forbidden, "insufficient_role", $"This needs the role {NameOf(rule.Role)} or one above it.")
        : !caller.Scopes.HasFlag(rule.Scope)
            ? KnownProblems.Of(StatusCodes.Status403Forbidden, "insufficient_scope", $"The credential lacks the scope {NameOf(rule.Scope)}.")
        : null;

    private static Problem? CheckSecondFactor(Authenticated known, AccessRule rule) =>
        known.MfaDueSince is { } deadline && !rule.WithoutSecondFactor ? KnownProblems.MfaRequired(deadline) : null;

    private static string NameOf(Enum value) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>Finds the kind of a credential and asks about it.</summary>
internal sealed class Authenticator(IEnumerable<ICallerSource> sources)
{
    private const string Scheme = "Bearer ";

    private readonly ICallerSource[] _sources = [.. sources];

    /// <summary>Who asks, or why not; null when the request brings no credential of a known kind.</summary>
    public async Task<AuthenticationReply?> Authenticate(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } text || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bearer = text[Scheme.Length..].Trim();
        return Array.Find(_sources, source => source.Takes(bearer)) is { } source ? await source.Authenticate(bearer) : null;
    }
}
