using DonatelloAI.Api.Admission;
using DonatelloAI.Api.Limits;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Access;

/// <summary>Behind routing: lets a request through when its caller's grain does, by the row of the policy that it shows to it.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, Authenticator authenticator, AdmissionInstruments instruments)
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
        var verdict = await authenticator.Authenticate(context, rule.Demand);
        return verdict switch
        {
            { Wait: { } wait } => TooManyFailures(wait),
            { Reply: Authenticated known } => LetIn(context, known, rule),
            { Reply: AuthenticationRefused refused } => refused.ToProblem(),
            { Reply: AccessDenied denied } => Deny(context, denied, rule),
            { Reply: RateExceeded exceeded } => TooMany(context, exceeded),
            _ => KnownProblems.OfStatus(StatusCodes.Status401Unauthorized),
        };
    }

    /// <summary>A silo of an earlier version knows whom a credential belongs to and not what the route demands.</summary>
    private static Problem? LetIn(HttpContext context, Authenticated known, AccessRule rule)
    {
        if (!known.IsAuthorized && rule.Demand.Refusal(known) is { } denied)
        {
            return Deny(context, denied, rule);
        }

        CurrentCaller.Set(context, known.Caller);
        if (known.Rate is { } rate)
        {
            RateHeaders.Tell(context, rate);
        }

        return null;
    }

    private static Problem Deny(HttpContext context, AccessDenied denied, AccessRule rule)
    {
        if (denied.Caller is { } caller)
        {
            CurrentCaller.Set(context, caller);
        }

        return denied.ToProblem(rule);
    }

    private Problem TooMany(HttpContext context, RateExceeded exceeded)
    {
        instruments.Refused(AdmissionRefusal.Limit);
        RateHeaders.TellUsedUp(context, exceeded.Rate);
        return KnownProblems.RateLimited(exceeded.Rate);
    }

    private Problem TooManyFailures(TimeSpan wait)
    {
        instruments.Refused(AdmissionRefusal.FailedAttempts);
        return KnownProblems.TooManyFailedAttempts(wait);
    }
}
