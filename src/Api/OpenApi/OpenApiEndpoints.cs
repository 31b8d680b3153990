using DonatelloAI.Api.Access;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace DonatelloAI.Api.OpenApi;

/// <summary>The description of the surface for programs, and the page that shows it to people.</summary>
internal static class OpenApiEndpoints
{
    // Everything the page needs comes from here: a browser that reads it talks to nobody else.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'";

    public static IServiceCollection AddDonatelloOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", static options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;

        // HEAD is what its GET says, without the body: the table of routes has one row for both, and so has the description.
        options.ShouldInclude = static description => description is { RelativePath: { } path, HttpMethod: not "HEAD" }
            && (path.StartsWith("v1/", StringComparison.Ordinal) || path.StartsWith("openai/v1/", StringComparison.Ordinal));
        options.AddDocumentTransformer(DocumentParts.Complete);
        options.AddOperationTransformer(OperationParts.Complete);
        options.AddSchemaTransformer(SchemaParts.Complete);
    });

    public static void MapDonatelloOpenApi(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi().Under("GET /openapi/{documentName}.json");
        routes.MapScalarApiReference("/docs", static page => page
                .WithTitle("DonatelloAI")
                .DisableDefaultFonts()
                .WithOpenApiRoutePattern("/openapi/{documentName}.json")
                .DisableTelemetry())
            .AddEndpointFilter(AllowOwnScripts)
            .Under("GET /docs*");
    }

    private static ValueTask<object?> AllowOwnScripts(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.ContentSecurityPolicy = PagePolicy;
        return next(context);
    }
}
