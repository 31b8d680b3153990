using System.Text.Json;
using System.Text.Json.Nodes;
using DonatelloAI.Contracts.Organizations;

namespace DonatelloAI.Storage.Organizations;

/// <summary>Settings between their JSON columns and what the application knows of them. What it does not know stays as it is.</summary>
internal static class SettingsText
{
    /// <summary>A department's settings.</summary>
    public static DepartmentSettings OfDepartment(string stored)
    {
        using var json = JsonDocument.Parse(stored);
        return new DepartmentSettings(
            Text(json.RootElement, "default_model"),
            Text(json.RootElement, "quality_preference"),
            json.RootElement.TryGetProperty("cost_weight", out var weight) && weight.ValueKind == JsonValueKind.Number && weight.TryGetDecimal(out var value) ? value : null);
    }

    /// <summary>A department's settings as they are to be stored.</summary>
    public static string With(string stored, DepartmentSettings settings) => With(
        stored,
        ("default_model", settings.DefaultModel),
        ("quality_preference", settings.QualityPreference),
        ("cost_weight", settings.CostWeight));

    /// <summary>Stored settings with other values; null removes one.</summary>
    public static string With(string stored, params IEnumerable<(string Name, JsonNode? Value)> values)
    {
        var json = JsonNode.Parse(stored) as JsonObject ?? new JsonObject();
        foreach (var (name, value) in values)
        {
            json.Remove(name);
            if (value is not null)
            {
                json[name] = value;
            }
        }

        return json.ToJsonString();
    }

    /// <summary>A member that is text; null otherwise.</summary>
    public static string? Text(JsonElement settings, string member) =>
        settings.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member that is true or false; null otherwise.</summary>
    public static bool? Flag(JsonElement settings, string member) =>
        settings.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;
}
