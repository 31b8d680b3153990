using System.Text.Json.Serialization;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.OpenAi;

/// <summary>The routes that speak as OpenAI's do, and how they say that something is wrong.</summary>
internal static class OpenAiErrors
{
    private const string Prefix = "/openai";

    /// <summary>Tells OpenAI's own clients whether to repeat a request by themselves.</summary>
    private const string ShouldRetry = "x-should-retry";

    /// <summary>True for requests of these routes, known ones or not.</summary>
    public static bool Speaks(HttpContext context) => context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>OpenAI answers an unknown model with another status than other wrong fields, and has a code of its own for content.</summary>
    public static Problem Restate(Problem problem) => problem.Code switch
    {
        Refusals.ModelNotFound => problem with { Status = StatusCodes.Status404NotFound },
        Refusals.ContentBlocked => problem with { Status = StatusCodes.Status400BadRequest, Code = ImageEnd.ContentBlocked },
        _ => problem,
    };

    /// <summary>A problem in OpenAI's shape.</summary>
    public static OpenAiErrorAnswer Of(Problem problem) => new(new OpenAiError(
        problem.Errors is { Count: > 1 } errors ? string.Join(' ', errors.Select(error => error.Message)) : problem.Detail,
        TypeOf(problem),
        problem.Errors is [var first, ..] ? first.Field : null,
        problem.Code));

    /// <summary>A repeat would pay a second time, so a client must not make one by itself.</summary>
    public static void ForbidRetry(HttpContext context) => context.Response.Headers[ShouldRetry] = "false";

    private static string TypeOf(Problem problem) => problem.Status switch
    {
        StatusCodes.Status402PaymentRequired => "insufficient_budget",
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        _ when problem.Code is ImageEnd.ContentBlocked => "image_generation_user_error",
        >= 500 or StatusCodes.Status424FailedDependency => "server_error",
        _ => "invalid_request_error",
    };
}

/// <summary>An error as OpenAI's clients read it.</summary>
internal sealed record OpenAiErrorAnswer(OpenAiError Error);

/// <summary>What is wrong.</summary>
/// <param name="Message">One sentence.</param>
/// <param name="Type">The kind, for programs.</param>
/// <param name="Param">The field at fault.</param>
/// <param name="Code">What is wrong, in snake_case.</param>
internal sealed record OpenAiError(
    string Message,
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Code);
