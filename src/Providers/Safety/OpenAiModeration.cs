using System.Text.Json;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.Safety;

/// <summary>
/// OpenAI's moderations. A score of 0 to 1 is no severity: 0.2, 0.5 and 0.8 are taken for low, medium and high, and what the service flags by its
/// own thresholds for medium at least.
/// </summary>
public sealed class OpenAiModeration : ContentChecker
{
    private const double Low = 0.2;
    private const double Medium = 0.5;
    private const double High = 0.8;

    private readonly OpenAiModerationOptions _options;

    /// <summary>A checker.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Options without a <see cref="VendorOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="key">Where the key comes from; null for what the options say.</param>
    public OpenAiModeration(string name, OpenAiModerationOptions options, TimeProvider time, IKeySource? key = null)
        : base(name, options, KeyHeader.Bearer(key ?? options.KeySource($"{OpenAiModerationOptions.Section}:{name}", isNeeded: options.BaseUrl is null)), time) =>
        _options = options;

    /// <inheritdoc/>
    public override Task<CheckAnswer> CheckText(string text, CancellationToken cancellationToken) =>
        Ask(_options.Moderations, text, json => Write(json, "text", part => part.WriteString("text", text)), Read, cancellationToken);

    /// <inheritdoc/>
    public override Task<CheckAnswer> CheckImage(ReadOnlyMemory<byte> image, CancellationToken cancellationToken) =>
        Ask(_options.Moderations, text: null, json => Write(json, "image_url", part => WriteImage(part, image)), Read, cancellationToken);

    private static void WriteImage(Utf8JsonWriter json, ReadOnlyMemory<byte> image)
    {
        json.WriteStartObject("image_url");
        json.WriteString("url", $"data:image/jpeg;base64,{Convert.ToBase64String(image.Span)}");
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, string type, Action<Utf8JsonWriter> content)
    {
        json.WriteString("model", _options.Model);
        json.WriteStartArray("input");
        json.WriteStartObject();
        json.WriteString("type", type);
        content(json);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>Null where there are no scores.</summary>
    private static IReadOnlyList<ContentFinding>? Read(JsonElement answer)
    {
        var found = answer.Items("results").SelectMany(static result => result.Members("category_scores").Select(score => Finding(result, score))).ToList();
        return found.Count > 0 && !found.Contains(null) ? [.. found.OfType<ContentFinding>()] : null;
    }

    /// <summary>What one score says; null where it is none.</summary>
    private static ContentFinding? Finding(JsonElement result, JsonProperty score)
    {
        if (score.Value.ValueKind != JsonValueKind.Number) return null;

        var value = score.Value.GetDouble();
        var isFlagged = result.Get("categories")?.Get(score.Name) is { ValueKind: JsonValueKind.True };
        var severity = value >= High ? ContentSeverity.High : value >= Medium || isFlagged ? ContentSeverity.Medium : value >= Low ? ContentSeverity.Low : ContentSeverity.None;
        return new ContentFinding(CategoryOf(score.Name), severity);
    }

    /// <summary>The category; one that is new counts as illicit, so that it is not overlooked.</summary>
    private static ContentCategory CategoryOf(string name) => name.Split('/')[0] switch
    {
        "hate" => ContentCategory.Hate,
        "harassment" => ContentCategory.Harassment,
        "self-harm" => ContentCategory.SelfHarm,
        "sexual" => name == "sexual/minors" ? ContentCategory.SexualMinors : ContentCategory.Sexual,
        "violence" => ContentCategory.Violence,
        _ => ContentCategory.Illicit,
    };
}
