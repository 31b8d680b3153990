using System.Text.Json;
using System.Text.Json.Serialization;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Generations;

/// <summary>The part of an order that is no text of the caller's, as it lies in clear beside a generation.</summary>
public sealed record OrderFacts
{
    /// <summary>The explicit size.</summary>
    public required string Size { get; init; }

    /// <summary>The explicit quality; null where the model has none.</summary>
    public string? Quality { get; init; }

    /// <summary>The file format.</summary>
    public required string OutputFormat { get; init; }

    /// <summary>The seed that is sent; null where the model takes none.</summary>
    public long? Seed { get; init; }

    /// <summary><c>transparent</c> or <c>opaque</c> where the adapter has to say so.</summary>
    public string? Background { get; init; }

    /// <summary>Partial images that the provider is asked for; null for none.</summary>
    public int? PartialImages { get; init; }

    /// <summary>The retired model that was asked for, <c>provider/model</c>.</summary>
    public string? ReplacedModel { get; init; }

    /// <summary>When that was retired.</summary>
    public DateTimeOffset? ReplacedModelRetiredAt { get; init; }

    /// <summary>W3C trace context of the request that the order came with, so that later steps and their events lead to it; null for none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Reads what <see cref="ToJson"/> wrote; fields of other writers are left alone.</summary>
    public static OrderFacts Parse(string json) => JsonSerializer.Deserialize(json, OrderJson.Default.OrderFacts)!;

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OrderJson.Default.OrderFacts);
}

/// <summary>The part of an order that is text of the caller's beside the prompt, or made from it; always sealed.</summary>
public sealed record OrderWords
{
    /// <summary>The style.</summary>
    public string? Style { get; init; }

    /// <summary>What is not to be seen.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>The caller's own fields.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The prompt as the vendor rewrote it, once there is an image.</summary>
    public string? RevisedPrompt { get; init; }

    /// <summary>The words of an order; null when it has none.</summary>
    public static OrderWords? Of(ImageOrder order) => order is { Style: null, NegativePrompt: null, MetadataJson: null } ? null : new OrderWords
    {
        Style = order.Style,
        NegativePrompt = order.NegativePrompt,
        Metadata = order.MetadataJson is { } json ? JsonElement.Parse(json) : null,
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static OrderWords Parse(string json) => JsonSerializer.Deserialize(json, OrderJson.Default.OrderWords)!;

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OrderJson.Default.OrderWords);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderFacts))]
[JsonSerializable(typeof(OrderWords))]
[JsonSerializable(typeof(ImageFacts))]
[JsonSerializable(typeof(ImageDescription))]
internal sealed partial class OrderJson : JsonSerializerContext;
