using System.Text.Json;
using System.Text.Json.Serialization;

namespace DonatelloAI.Grains.Providers;

/// <summary>What a model can do, for the router, for validation and for callers who choose.</summary>
public sealed record CatalogueCapabilities
{
    /// <summary>Sizes it is offered with, one or more. A model that takes a ratio gets the nearest one.</summary>
    public required IReadOnlyList<ImageSize> Sizes { get; init; }

    /// <summary>What <c>auto</c> means for the size: one of <see cref="Sizes"/>.</summary>
    public required ImageSize DefaultSize { get; init; }

    /// <summary>The rule for sizes beyond the list; null where only the list is taken.</summary>
    public required CustomSizeRule? CustomSizes { get; init; }

    /// <summary>Qualities in the vendor's words, cheapest first; empty where it has none.</summary>
    public required IReadOnlyList<string> Qualities { get; init; }

    /// <summary>What <c>auto</c> means for the quality: one of <see cref="Qualities"/>, or null where it has none.</summary>
    public required string? DefaultQuality { get; init; }

    /// <summary>File formats, such as <c>png</c>, the default first; one or more.</summary>
    public required IReadOnlyList<string> OutputFormats { get; init; }

    /// <summary>Most images of one call, 1 to 10.</summary>
    public required int MaxImagesPerCall { get; init; }

    /// <summary>True when a seed can be given.</summary>
    public required bool Seed { get; init; }

    /// <summary>True when a negative prompt can be given.</summary>
    public required bool NegativePrompt { get; init; }

    /// <summary>True when a mask can limit an edit.</summary>
    public required bool MaskEdit { get; init; }

    /// <summary>Most input images, 0 to 16, without a mask.</summary>
    public required int MaxInputImages { get; init; }

    /// <summary>True when the answer can be streamed.</summary>
    public required bool Streaming { get; init; }

    /// <summary>Most partial images of a stream, 0 to 3.</summary>
    public required int MaxPartialImages { get; init; }

    /// <summary>What can be done about a call whose outcome is unknown.</summary>
    public required CallKind CallKind { get; init; }

    /// <summary>
    /// How good its pictures are among those on offer, 1 (drafts) to 5 (the best there are): a judgement, for the router where a choice is
    /// open. Null counts as <see cref="UsualTier"/>; rows of earlier catalogues have none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? QualityTier { get; init; }

    /// <summary>True when it can leave the background transparent.</summary>
    public bool Transparency { get; init; }

    /// <summary>Languages of prompts, BCP 47 tags, where its vendor names them; null where it reads any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? PromptLanguages { get; init; }

    /// <summary>The tier of a model that nobody has judged.</summary>
    internal const int UsualTier = 3;

    /// <summary>The highest tier.</summary>
    internal const int BestTier = 5;

    /// <summary>The tier, judged or not.</summary>
    internal int Tier => QualityTier ?? UsualTier;

    /// <summary>True unless its vendor names languages, and this is none of them; a language nobody could tell is read by all.</summary>
    internal bool Reads(string? language) => language is null || PromptLanguages?.Contains(language, StringComparer.Ordinal) != false;

    /// <summary>The JSON object that a row keeps, in the catalogue's own words.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CatalogueJson.Default.CatalogueCapabilities);

    /// <summary>Reads the JSON object of a row.</summary>
    /// <exception cref="JsonException">A field is missing, unknown or of another type.</exception>
    public static CatalogueCapabilities FromJson(string json) =>
        JsonSerializer.Deserialize(json, CatalogueJson.Default.CatalogueCapabilities) ?? throw new JsonException("Capabilities must be an object.");
}

/// <summary>Which sizes a model takes beyond its list.</summary>
public sealed record CustomSizeRule
{
    /// <summary>Both edges are a multiple of this, 1 or more.</summary>
    public required int MultipleOf { get; init; }

    /// <summary>The smallest area in pixels.</summary>
    public required long MinPixels { get; init; }

    /// <summary>The largest area in pixels.</summary>
    public required long MaxPixels { get; init; }

    /// <summary>The longest edge in pixels.</summary>
    public required int MaxEdge { get; init; }

    /// <summary>The longer edge is at most this many times the shorter, 1 or more.</summary>
    public required decimal MaxRatio { get; init; }

    /// <summary>True when a size obeys the rule.</summary>
    public bool Allows(ImageSize size) =>
        size.IsValid
        && size.Width % MultipleOf == 0 && size.Height % MultipleOf == 0
        && size.Pixels >= MinPixels && size.Pixels <= MaxPixels
        && Math.Max(size.Width, size.Height) <= MaxEdge
        && Math.Max(size.Width, size.Height) <= MaxRatio * Math.Min(size.Width, size.Height);
}

/// <summary>What can be done about a call whose outcome is unknown.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CallKind>))]
public enum CallKind
{
    /// <summary>The provider names a job before it works: ask again.</summary>
    Resumable = 0,

    /// <summary>Free, or known again by its id: call again.</summary>
    Repeatable = 1,

    /// <summary>Synchronous and paid: nobody can tell.</summary>
    Unconfirmable = 2,
}
