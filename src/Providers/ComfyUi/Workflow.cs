using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.ComfyUi;

/// <summary>
/// A workflow from the operator's folder. A call's values are put into the parsed tree and never into the text, so a prompt stays one
/// string, whatever it holds.
/// </summary>
internal sealed partial class Workflow
{
    private static readonly string[] Placeholders = ["prompt", "negative_prompt", "seed", "width", "height"];

    private readonly JsonObject _graph;

    private Workflow(JsonObject graph) => _graph = graph;

    /// <summary>Reads a model's workflow; otherwise says what is wrong, in one sentence for an operator.</summary>
    /// <param name="folder">The operator's folder.</param>
    /// <param name="model">The model's name, which names the file.</param>
    public static (Workflow? Workflow, string? Problem) Read(string folder, string model)
    {
        if (!FileName().IsMatch(model)) return (null, $"The model's name '{model}' cannot name a workflow: use letters, digits, points, hyphens and underscores.");

        var file = Path.Combine(folder, $"{model}.json");
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) is JsonObject graph
                ? ProblemOf(graph) is { } problem ? (null, $"The workflow '{model}.json' {problem}") : (new Workflow(graph), null)
                : (null, $"The workflow '{model}.json' is no JSON object of nodes.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"The workflow '{model}.json' cannot be read.");
        }
        catch (JsonException)
        {
            return (null, $"The workflow '{model}.json' is no JSON.");
        }
    }

    /// <summary>How many nodes it has.</summary>
    public int Nodes => _graph.Count;

    /// <summary>The graph with a call's values in their places.</summary>
    public JsonObject Fill(ProviderCall call, long seed) => (JsonObject)Filled(_graph, new Dictionary<string, JsonValue>(StringComparer.Ordinal)
    {
        ["prompt"] = JsonValue.Create(Words.WithStyle(call)),
        ["negative_prompt"] = JsonValue.Create(call.NegativePrompt ?? ""),
        ["seed"] = JsonValue.Create(seed),
        ["width"] = JsonValue.Create(call.Size.Width),
        ["height"] = JsonValue.Create(call.Size.Height),
    })!;

    private static string? ProblemOf(JsonObject graph)
    {
        var text = graph.ToJsonString();
        return graph.Any(static node => node.Value is not JsonObject fields || fields["class_type"] is null)
            ? "is not in the API format: each node needs a class_type (in ComfyUI: Export (API))."
            : !text.Contains("{{prompt}}", StringComparison.Ordinal) ? "has no place for {{prompt}}."
            : Placeholder().Matches(text).Select(static match => match.Groups["name"].Value).Except(Placeholders).FirstOrDefault() is { } unknown
                ? $"has the placeholder '{unknown}', which is none of {string.Join(", ", Placeholders)}."
            : null;
    }

    private static JsonNode? Filled(JsonNode? node, Dictionary<string, JsonValue> values) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Filled(field.Value, values)))),
        JsonArray items => new JsonArray([.. items.Select(item => Filled(item, values))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Filled(value.GetValue<string>(), values),
        _ => node?.DeepClone(),
    };

    // A placeholder that is the whole string keeps the value's kind; one within a text becomes text.
    private static JsonValue Filled(string text, Dictionary<string, JsonValue> values) =>
        Placeholder().Match(text) is { Success: true } match && match.Length == text.Length
            ? (JsonValue)values[match.Groups["name"].Value].DeepClone()
            : JsonValue.Create(Placeholder().Replace(text, found => string.Create(CultureInfo.InvariantCulture, $"{values[found.Groups["name"].Value]}")));

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex FileName();
}
