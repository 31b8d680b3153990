using System.Text.Json.Nodes;
using DonatelloAI.Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DonatelloAI.Api.OpenApi;

/// <summary>Types whose JSON the framework cannot guess.</summary>
internal static class SchemaParts
{
    public static Task Complete(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(Money))
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = @"^-?\d+(\.\d{1,6})?$";
            schema.Description ??= "AUD with six decimals.";
            schema.Examples = [JsonValue.Create("0.080000")];
        }
        else if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
        }

        return Task.CompletedTask;
    }
}
