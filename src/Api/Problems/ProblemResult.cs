using System.Diagnostics;
using System.Globalization;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.OpenAi;
using Microsoft.AspNetCore.Http.Metadata;

namespace DonatelloAI.Api.Problems;

/// <summary>A problem as a result: the one writer of errors, and so the place from which refused reaches come to the audit log.</summary>
internal sealed class ProblemResult(Problem problem) : IResult, IStatusCodeHttpResult, IContentTypeHttpResult, IValueHttpResult<Problem>
{
    /// <summary>The media type of RFC 9457.</summary>
    public const string MediaType = "application/problem+json";

    public Problem Value { get; } = problem;

    public int? StatusCode => Value.Status;

    public string ContentType => MediaType;

    public static implicit operator ProblemResult(Problem problem) => new(problem);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        RefusedReach.Note(httpContext, Value);
        var isOpenAi = OpenAiErrors.Speaks(httpContext);
        var answer = (isOpenAi ? OpenAiErrors.Restate(Value) : Value) with { TraceId = TraceOf(httpContext) };
        httpContext.Response.StatusCode = answer.Status;
        if (answer.RetryAfterSeconds is { } seconds)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (answer.Status == StatusCodes.Status401Unauthorized)
        {
            httpContext.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return isOpenAi
            ? httpContext.Response.WriteAsJsonAsync(OpenAiErrors.Of(answer), ApiJson.Default.OpenAiErrorAnswer)
            : httpContext.Response.WriteAsJsonAsync(answer, ApiJson.Default.Problem, MediaType);
    }

    /// <summary>The id under which the request's logs and spans are found.</summary>
    public static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
}
