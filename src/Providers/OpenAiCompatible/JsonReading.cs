using System.Text.Json;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>Reads members that may be missing or of another kind.</summary>
internal static class JsonReading
{
    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    public static string? Text(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    public static long? Count(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var count) && count >= 0 ? count : null;
}
