using System.Text.Json;
using System.Text.Json.Serialization;

namespace DonatelloAI.Grains.Providers;

/// <summary>The file itself; entries are read one by one, so that an error can name its entry.</summary>
internal sealed record CatalogueDocument
{
    public required DateOnly AsOf { get; init; }

    public required decimal IndicativeAudPerUsd { get; init; }

    public required IReadOnlyList<JsonElement> Models { get; init; }
}

/// <summary>Strict snake_case reading of the catalogue.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(CatalogueDocument))]
[JsonSerializable(typeof(CatalogueModel))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
