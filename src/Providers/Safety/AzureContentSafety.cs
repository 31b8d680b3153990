using System.Text.Json;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.Safety;

/// <summary>Azure AI Content Safety: four categories, severities of 0 to 7, of which this asks for the steps 0, 2, 4 and 6.</summary>
public sealed class AzureContentSafety : ContentChecker
{
    /// <summary>Most characters of one text; a longer one is asked about in parts.</summary>
    public const int MaxTextLength = 10_000;

    private static readonly string[] Categories = ["Hate", "SelfHarm", "Sexual", "Violence"];

    private readonly AzureContentSafetyOptions _options;

    /// <summary>A checker.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Options without a <see cref="VendorOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="key">Where the key comes from; null for what the options say.</param>
    public AzureContentSafety(string name, AzureContentSafetyOptions options, TimeProvider time, IKeySource? key = null)
        : base(
            name,
            options,
            KeyHeader.Plain("Ocp-Apim-Subscription-Key", key ?? options.KeySource($"{AzureContentSafetyOptions.Section}:{name}", isNeeded: true)),
            time) => _options = options;

    /// <inheritdoc/>
    public override async Task<CheckAnswer> CheckText(string text, CancellationToken cancellationToken)
    {
        List<ContentFinding> found = [];
        foreach (var part in Parts(text))
        {
            var answer = await Ask(_options.AddressOf("text"), part, json => Write(json, body => body.WriteString("text", part)), Read, cancellationToken);
            if (answer is not Checked { Findings: var findings }) return answer;

            found.AddRange(findings);
        }

        return new Checked(found);
    }

    /// <inheritdoc/>
    public override Task<CheckAnswer> CheckImage(ReadOnlyMemory<byte> image, CancellationToken cancellationToken) =>
        Ask(_options.AddressOf("image"), text: null, json => Write(json, body => WriteImage(body, image)), Read, cancellationToken);

    private static void WriteImage(Utf8JsonWriter json, ReadOnlyMemory<byte> image)
    {
        json.WriteStartObject("image");
        json.WriteBase64String("content", image.Span);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Action<Utf8JsonWriter> content)
    {
        content(json);
        json.WriteStartArray("categories");
        foreach (var category in Categories) json.WriteStringValue(category);
        json.WriteEndArray();
        json.WriteString("outputType", "FourSeverityLevels");
    }

    /// <summary>Null where a category that was asked for is missing: half an answer is none.</summary>
    private static IReadOnlyList<ContentFinding>? Read(JsonElement answer)
    {
        var found = answer.Items("categoriesAnalysis")
            .Where(static item => item.Count("severity") is not null)
            .ToLookup(static item => item.Text("category") ?? "", static item => (ContentSeverity)Math.Min(item.Count("severity")!.Value / 2, (int)ContentSeverity.High), StringComparer.Ordinal);
        return Categories.All(found.Contains)
            ? [.. Categories.SelectMany(category => found[category].Select(severity => new ContentFinding(CategoryOf(category), severity)))]
            : null;
    }

    private static ContentCategory CategoryOf(string name) => name switch
    {
        "Hate" => ContentCategory.Hate,
        "SelfHarm" => ContentCategory.SelfHarm,
        "Sexual" => ContentCategory.Sexual,
        _ => ContentCategory.Violence,
    };

    /// <summary>Parts of the length that is taken; none ends within a pair of surrogates.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(MaxTextLength, text.Length - at);
            if (length > 1 && at + length < text.Length && char.IsHighSurrogate(text[at + length - 1])) length--;
            yield return text.Substring(at, length);
            at += length;
        }
    }
}
