namespace DonatelloAI.Api.Dashboard;

/// <summary>What browsers are told about the dashboard's answers: nothing from elsewhere, in no frame, kept nowhere.</summary>
internal static class DashboardHeaders
{
    // The pages set styles from their scripts.
    private const string PolicyOfPages =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Writes the headers.</summary>
    public static void Write(HttpResponse response, string contentSecurityPolicy)
    {
        response.Headers.ContentSecurityPolicy = contentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-store";
    }

    /// <summary>Writes the headers of the dashboard's own pages.</summary>
    public static EndpointFilterDelegate OfPages(EndpointFilterFactoryContext route, EndpointFilterDelegate next) => context =>
    {
        Write(context.HttpContext.Response, PolicyOfPages);
        return next(context);
    };
}
