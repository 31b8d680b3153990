using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace DonatelloAI.Deploy.Tests;

/// <summary>YAML as a tree whose leaves are texts.</summary>
internal static class Yaml
{
    public static IReadOnlyList<JsonObject> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => Tree(document.RootNode)).OfType<JsonObject>()];
    }

    /// <summary>The texts of an object, by name.</summary>
    public static IReadOnlyDictionary<string, string> Texts(this JsonNode? node) =>
        (node as JsonObject ?? []).Where(pair => pair.Value is JsonValue).ToDictionary(pair => pair.Key, pair => $"{pair.Value}", StringComparer.Ordinal);

    private static JsonNode? Tree(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child => KeyValuePair.Create($"{child.Key}", Tree(child.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Tree)]),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };
}
