using System.Text.Json;

namespace DonatelloAI.Grains.Users;

/// <summary>A sealed text inside a JSON column, as <c>{"sealed":"…"}</c>.</summary>
public static class SealedJson
{
    private const string Member = "sealed";

    /// <summary>Wraps a sealed text.</summary>
    public static string Write(string sealedText) =>
        JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [Member] = sealedText });

    /// <summary>The sealed text in a column's JSON, however the database formatted it; null when it holds none.</summary>
    public static string? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(Member, out var text)
                && text.ValueKind == JsonValueKind.String
                    ? text.GetString()
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
