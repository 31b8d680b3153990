using System.Text.Json;
using System.Text.Json.Serialization;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Contracts.Providers;

namespace DonatelloAI.Api.Providers;

/// <summary>What can be done about a call whose outcome is unknown.</summary>
internal enum CallKindName
{
    /// <summary>The provider names a job before it works: ask again.</summary>
    Resumable,

    /// <summary>Free, or known again by its id: call again.</summary>
    Repeatable,

    /// <summary>Synchronous and paid: nobody can tell.</summary>
    Unconfirmable,
}

/// <summary>What a model can do.</summary>
internal sealed record CapabilitiesBody
{
    /// <summary>Sizes it is offered with, such as 1024x1024; one or more.</summary>
    public required IReadOnlyList<string> Sizes { get; init; }

    /// <summary>What auto means for the size: one of the sizes.</summary>
    public required string DefaultSize { get; init; }

    /// <summary>The rule for sizes beyond the list; none without it.</summary>
    public CustomSizesBody? CustomSizes { get; init; }

    /// <summary>Qualities in the vendor's words, cheapest first; empty where it has none.</summary>
    public required IReadOnlyList<string> Qualities { get; init; }

    /// <summary>What auto means for the quality: one of the qualities; absent where there are none.</summary>
    public string? DefaultQuality { get; init; }

    /// <summary>File formats, such as png, the default first; one or more.</summary>
    public required IReadOnlyList<string> OutputFormats { get; init; }

    /// <summary>Most images of one call, 1 to 10.</summary>
    public required int MaxImagesPerCall { get; init; }

    /// <summary>True when a seed can be given.</summary>
    public required bool Seed { get; init; }

    /// <summary>True when a negative prompt can be given.</summary>
    public required bool NegativePrompt { get; init; }

    /// <summary>True when a mask can limit an edit.</summary>
    public required bool MaskEdit { get; init; }

    /// <summary>Most input images, 0 to 16.</summary>
    public required int MaxInputImages { get; init; }

    /// <summary>True when the answer can be streamed.</summary>
    public required bool Streaming { get; init; }

    /// <summary>Most partial images of a stream, 0 to 3.</summary>
    public required int MaxPartialImages { get; init; }

    /// <summary>What can be done about a call whose outcome is unknown.</summary>
    public required CallKindName CallKind { get; init; }
}

/// <summary>Which sizes a model takes beyond its list.</summary>
internal sealed record CustomSizesBody
{
    /// <summary>Both edges are a multiple of this.</summary>
    public required int MultipleOf { get; init; }

    /// <summary>The smallest area in pixels.</summary>
    public required long MinPixels { get; init; }

    /// <summary>The largest area in pixels.</summary>
    public required long MaxPixels { get; init; }

    /// <summary>The longest edge in pixels.</summary>
    public required int MaxEdge { get; init; }

    /// <summary>The longer edge is at most this many times the shorter.</summary>
    public required decimal MaxRatio { get; init; }
}

/// <summary>A price from a moment on; a changed price is a new one, and the old ones stay.</summary>
internal sealed record PriceBody
{
    /// <summary>Currency of all amounts, ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The first moment it holds; now without it.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Where the amounts come from, 1 to 255 characters.</summary>
    public required string Source { get; init; }

    /// <summary>The amounts, one or more; a free model states amount 0.</summary>
    public required IReadOnlyList<PriceComponentBody> Components { get; init; }

    public NewPrice ToPrice() => new(Currency, JsonSerializer.Serialize(Components, CatalogueBodyJson.Default.IReadOnlyListPriceComponentBody), ValidFrom, Source);
}

/// <summary>What one unit costs.</summary>
internal sealed record PriceComponentBody
{
    /// <summary>What is counted, such as image, megapixel_first, input_text_token or output_image_token.</summary>
    public required string Unit { get; init; }

    /// <summary>The size and quality it holds for, such as 1024x1024/high, 1024x1024 or high; all without it.</summary>
    public string? Key { get; init; }

    /// <summary>The largest area in pixels it holds for; any without it.</summary>
    public long? MaxPixels { get; init; }

    /// <summary>The amount for one unit, 0 to 1,000,000 with at most ten decimals.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Tokens that a ceiling counts where the order does not tell; for tokens only.</summary>
    public int? CeilingQuantity { get; init; }
}

/// <summary>How capabilities and amounts travel to the catalogue: in its own words, with every field.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(SnakeCaseEnums)])]
[JsonSerializable(typeof(CapabilitiesBody))]
[JsonSerializable(typeof(IReadOnlyList<PriceComponentBody>))]
internal sealed partial class CatalogueBodyJson : JsonSerializerContext;
