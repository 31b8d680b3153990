using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DonatelloAI.Api.OpenApi;

/// <summary>What the description says about all routes together.</summary>
internal static class DocumentParts
{
    private const string Credential = "credential";

    public static Task Complete(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "DonatelloAI",
            Version = "v1",
            Description = "Images within budgets. JSON in snake_case; moments in RFC 3339, UTC; money as text of AUD with six decimals. "
                + "Errors are application/problem+json with a stable code. Lists take limit and cursor.",
        };

        // Where it is served is where it was read: a host behind a proxy does not know its own name.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[Credential] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An API key: dnt_…",
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Credential, document)] = [] }];
        return Task.CompletedTask;
    }
}
