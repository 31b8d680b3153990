namespace DonatelloAI.Api.Problems;

/// <summary>Headers of every answer. Answers are for programs, so a browser may do nothing with them.</summary>
internal static class SecurityHeaders
{
    /// <summary>Names the request, in answers and logs alike.</summary>
    public const string RequestId = "X-Request-Id";

    /// <summary>Sets the headers; a route that serves a page or an image may set others over them.</summary>
    public static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[RequestId] = ProblemResult.TraceOf(context);
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }
}
