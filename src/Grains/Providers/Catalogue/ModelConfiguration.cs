using System.Text.Json;
using System.Text.Json.Nodes;

namespace DonatelloAI.Grains.Providers.Catalogue;

/// <summary>What this project knows of an entry's settings object; the rest is its adapter's and stays as it is.</summary>
public static class ModelConfiguration
{
    private const string MaxConcurrency = "max_concurrency";
    private const string MaxOutputTextTokens = "max_output_text_tokens";

    /// <summary>Most tokens of text and thinking that a call allows; null where none are named.</summary>
    public static int? MaxTextTokens(string json)
    {
        using var settings = JsonDocument.Parse(json);
        return settings.RootElement.TryGetProperty(MaxOutputTextTokens, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var tokens)
            ? tokens
            : null;
    }

    /// <summary>The object with these two set.</summary>
    public static string With(string json, int maxConcurrency, int? maxTextTokens)
    {
        var settings = JsonNode.Parse(json)!.AsObject();
        settings[MaxConcurrency] = maxConcurrency;
        settings[MaxOutputTextTokens] = maxTextTokens;
        return settings.ToJsonString();
    }
}
