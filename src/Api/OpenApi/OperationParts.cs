using System.Text.Json.Nodes;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Generations;
using DonatelloAI.Api.Limits;
using DonatelloAI.Api.Paging;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DonatelloAI.Api.OpenApi;

/// <summary>What the framework cannot see of a route: parameters that bind themselves, and the headers.</summary>
internal static class OperationParts
{
    private const string Ok = "200";
    private const string TooMany = "429";
    private static readonly string[] Good = [Ok, "202"];
    private static readonly string[] ComeBack = [TooMany, "503"];

    public static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var endpoint = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        foreach (var (name, isId) in HolesIn(context.Description.RelativePath!))
        {
            Add(operation, name, ParameterLocation.Path, Text(isId ? "uuid" : null), isId ? "The id." : "As it was given.", isRequired: true);
        }

        foreach (var parameter in endpoint.OfType<DescribedParameter>())
        {
            Add(operation, parameter.Name, parameter.In, Text(), parameter.Description, isRequired: false);
        }

        if (endpoint.OfType<Paged>().Any())
        {
            var limit = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{Page.MaxLimit}", Default = JsonValue.Create(Page.DefaultLimit) };
            Add(operation, "limit", ParameterLocation.Query, limit, "Rows of a page.", isRequired: false);
            Add(operation, "cursor", ParameterLocation.Query, Text(), "The next_cursor of the page before.", isRequired: false);
        }

        if (endpoint.OfType<AccessRule>().Any(static rule => rule.Reach == AccessReach.Open))
        {
            // Said of one operation, it goes over what is said of all.
            operation.Security = [];
        }

        foreach (var download in endpoint.OfType<Download>())
        {
            Add(operation, download);
        }

        foreach (var example in endpoint.OfType<Example>())
        {
            Add(operation, example);
        }

        foreach (var header in endpoint.OfType<DescribedHeader>())
        {
            foreach (var status in Good)
            {
                Add(operation, status, header.Name, header.Description, Text());
            }
        }

        foreach (var status in ComeBack)
        {
            var wait = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" };
            Add(operation, status, "Retry-After", "Seconds until trying again makes sense.", wait);
        }

        Add(operation, TooMany, RateHeaders.Policy, "The rate that refused, as name, quota and window in seconds: \"user\";q=60000;w=60.", Text());
        Add(operation, TooMany, RateHeaders.Limit, "What is left of it, and in how many seconds more is; good answers say it of the tightest rate: \"user\";r=0;t=12.", Text());

        return Task.CompletedTask;
    }

    private static IEnumerable<(string Name, bool IsId)> HolesIn(string path) => path
        .Split('/')
        .Where(segment => segment.StartsWith('{'))
        .Select(segment => segment.Trim('{', '}', '*').Split(':'))
        .Select(parts => (parts[0], parts is [_, "guid"]));

    private static void Add(OpenApiOperation operation, Download download)
    {
        operation.Responses ??= [];
        if (!operation.Responses.TryGetValue(Ok, out var known) || known is not OpenApiResponse answer)
        {
            operation.Responses[Ok] = answer = new OpenApiResponse { Description = "OK" };
        }

        answer.Content ??= new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal);
        foreach (var type in download.Types)
        {
            answer.Content[type] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = download.IsText ? null : "binary" },
                Example = download.Example is { } text ? JsonValue.Create(text) : null,
            };
        }
    }

    private static void Add(OpenApiOperation operation, Example example)
    {
        if (example.Body is { } body && operation.RequestBody?.Content?.Values.FirstOrDefault() is { } sent)
        {
            sent.Example = JsonNode.Parse(body);
        }

        var status = example.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (example.Answer is { } answer && operation.Responses?.TryGetValue(status, out var known) == true && known.Content?.Values.FirstOrDefault() is { } given)
        {
            given.Example = JsonNode.Parse(answer);
        }
    }

    private static void Add(OpenApiOperation operation, string status, string header, string description, OpenApiSchema schema)
    {
        if (operation.Responses?.TryGetValue(status, out var known) == true && known is OpenApiResponse answer)
        {
            answer.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            answer.Headers[header] = new OpenApiHeader { Description = description, Schema = schema };
        }
    }

    private static OpenApiSchema Text(string? format = null) => new() { Type = JsonSchemaType.String, Format = format };

    private static void Add(OpenApiOperation operation, string name, ParameterLocation location, OpenApiSchema schema, string description, bool isRequired)
    {
        if (operation.Parameters!.Any(known => known.Name == name && known.In == location))
        {
            return;
        }

        operation.Parameters!.Add(new OpenApiParameter { Name = name, In = location, Schema = schema, Description = description, Required = isRequired });
    }
}

/// <summary>Metadata of an endpoint: a parameter or header that a handler's parameter takes by itself.</summary>
internal sealed record DescribedParameter(string Name, ParameterLocation In, string Description)
{
    /// <summary>The header of writes that may be repeated.</summary>
    public static DescribedParameter Idempotency { get; } =
        new(IdempotencyKey.Header, ParameterLocation.Header, "1 to 255 printable ASCII characters: the same key with the same body is carried out once.");

    /// <summary>The header of edits.</summary>
    public static DescribedParameter IfMatch { get; } =
        new("If-Match", ParameterLocation.Header, "The ETag that the edit was made on; 412 when the resource has changed since.");

    /// <summary>The header of those who would wait.</summary>
    public static DescribedParameter Prefer { get; } =
        new("Prefer", ParameterLocation.Header, "wait=N: answer when the work has ended, or after N seconds, at most 60.");

    /// <summary>The header of a stream that goes on.</summary>
    public static DescribedParameter LastEventId { get; } =
        new("Last-Event-ID", ParameterLocation.Header, "The id of the last event that was seen: the stream goes on after it.");

    /// <summary>The organisation that a super_admin means.</summary>
    public static DescribedParameter Organization { get; } =
        new("organization_id", ParameterLocation.Query, "The organisation, for super_admin; everybody else's is their own.");

    /// <summary>The month of a budget.</summary>
    public static DescribedParameter Period { get; } = new("period", ParameterLocation.Query, "A month such as 2026-11; the current one without it.");
}

/// <summary>Metadata of an endpoint: a header that its good answers may have.</summary>
internal sealed record DescribedHeader(string Name, string Description)
{
    /// <summary>The warning that a retired model was replaced.</summary>
    public static DescribedHeader Replaced { get; } = new(ReplacedModel.Header, ReplacedModel.Description);
}

/// <summary>Metadata of an endpoint that answers pages.</summary>
internal sealed class Paged;
