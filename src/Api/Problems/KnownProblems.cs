using DonatelloAI.Contracts.Limits;
using Microsoft.AspNetCore.WebUtilities;

namespace DonatelloAI.Api.Problems;

/// <summary>The problems that the front end itself finds.</summary>
internal static class KnownProblems
{
    private const int RetryAfterSeconds = 1;

    public static Problem Of(int status, string code, string detail) =>
        new() { Title = ReasonPhrases.GetReasonPhrase(status), Status = status, Code = code, Detail = detail };

    public static Problem OfField(int status, string code, string field, string message) =>
        Of(status, code, message) with { Errors = [new FieldError(field, code, message)] };

    public static Problem OfFields(IReadOnlyList<FieldError> errors) =>
        Of(400, errors.Count == 1 ? errors[0].Code : "invalid_request", errors[0].Message) with { Errors = errors };

    public static Problem NotFound(string detail = "There is nothing here that you may see.") => Of(404, "not_found", detail);

    public static Problem Unavailable(string detail) => Of(503, "unavailable", detail) with { RetryAfterSeconds = RetryAfterSeconds };

    /// <summary>The front end takes no more for now.</summary>
    /// <param name="pause">How long until trying again makes sense; told in whole seconds, at least one.</param>
    public static Problem Overloaded(TimeSpan pause = default) =>
        Of(503, "overloaded", "More is asked than can be answered at the moment; nothing was tried. Repeat the request later.") with
        {
            RetryAfterSeconds = Math.Max(RetryAfterSeconds, (int)Math.Ceiling(pause.TotalSeconds)),
        };

    /// <summary>Unlike <see cref="Overloaded"/>, a part of the work may have been done.</summary>
    public static Problem SiloOverloaded() =>
        Of(503, "overloaded", "A part of the installation has more to do than it takes. Repeat the request later.") with { RetryAfterSeconds = RetryAfterSeconds };

    /// <summary>One client has as many requests in progress as one may.</summary>
    public static Problem TooManyOfClient() =>
        Of(429, "too_many_concurrent_requests", "Too many requests of your credential are in progress; nothing was tried. Repeat the request when some have ended.") with
        {
            RetryAfterSeconds = RetryAfterSeconds,
        };

    /// <summary>A rate is used up.</summary>
    public static Problem RateLimited(RateState rate) => Of(
        429,
        "rate_limited",
        $"{SenderOf(rate.Policy)} has sent as many requests as it may in a minute, {rate.Quota}; nothing was tried. Repeat the request when Retry-After is over.") with
    {
        RetryAfterSeconds = Math.Max(RetryAfterSeconds, rate.ResetSeconds),
    };

    /// <summary>Too many wrong credentials came from the caller's address.</summary>
    /// <param name="wait">How long until the next one is looked at.</param>
    public static Problem TooManyFailedAttempts(TimeSpan wait) => Of(
        429,
        "too_many_failed_attempts",
        "Too many wrong credentials came from your address, so this one was not looked at. Correct the credential; repeat the request when Retry-After is over.") with
    {
        RetryAfterSeconds = Math.Max(RetryAfterSeconds, (int)Math.Ceiling(wait.TotalSeconds)),
    };

    /// <summary>A session without a second factor, after its owner's time to set one up.</summary>
    /// <param name="deadline">When that time was over.</param>
    public static Problem MfaRequired(DateTimeOffset deadline) => Of(
        403,
        "mfa_required",
        $"A second factor is needed since {deadline.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}: set one up at your identity provider, then sign in again.") with
    {
        MfaGracePeriodExpiresAt = deadline,
    };

    /// <summary>What the framework answers with a bare status.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        400 => Of(status, "invalid_request", "The request cannot be read."),
        401 => Of(status, "unauthorized", "Send a credential: Authorization: Bearer <access token or API key>."),
        404 => Of(status, "not_found", "There is no such route; /docs lists those that are."),
        405 => Of(status, "method_not_allowed", "The route does not know this method; the header Allow lists those it knows."),
        408 => Of(status, "request_timeout", "The request did not arrive in time."),
        413 => Of(status, "body_too_large", "The body is larger than this route takes."),
        415 => Of(status, "unsupported_media_type", "Send the body as Content-Type: application/json."),
        431 => Of(status, "headers_too_large", "The headers are larger than this server takes."),
        >= 500 => Of(status, "internal_error", "Something broke here. It is logged under the trace_id."),
        _ => Of(status, "request_refused", $"{ReasonPhrases.GetReasonPhrase(status)}."),
    };

    private static string SenderOf(RatePolicy policy) => policy switch
    {
        RatePolicy.Key => "Your API key",
        RatePolicy.Organization => "Your organisation",
        _ => "Your account",
    };
}
