using System.Text.Json;
using System.Text.Json.Nodes;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Storage.Safety;

namespace DonatelloAI.Storage.Organizations;

/// <summary>Settings between their JSON columns and what the application knows of them. What it does not know stays as it is.</summary>
internal static class SettingsText
{
    private static readonly OrganizationFeatures[] Known = [OrganizationFeatures.BatchGeneration, OrganizationFeatures.ApiAccess];

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

    /// <summary>An organisation's settings.</summary>
    public static Contracts.Organizations.OrganizationSettings OfOrganization(string stored)
    {
        using var json = JsonDocument.Parse(stored);
        return new Contracts.Organizations.OrganizationSettings(
            Text(json.RootElement, "theme"), Text(json.RootElement, "timezone"), Text(json.RootElement, "locale"), Features(json.RootElement), ContentSafetyText.Of(json.RootElement));
    }

    /// <summary>An organisation's settings as they are to be stored.</summary>
    public static string With(string stored, Contracts.Organizations.OrganizationSettings settings) => With(
        stored,
        ("theme", settings.Theme),
        ("timezone", settings.TimeZone),
        ("locale", settings.Locale),
        ("features_enabled", settings.Features is { } features ? new JsonArray([.. NamesOf(features).Select(name => (JsonNode?)name)]) : null),
        (ContentSafetyText.Member, ContentSafetyText.Of(settings.ContentSafety)));

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

    /// <summary>What is switched on; names that this version does not know count for nothing.</summary>
    private static OrganizationFeatures? Features(JsonElement settings)
    {
        if (!settings.TryGetProperty("features_enabled", out var names) || names.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var written = names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()).ToList();
        return Known.Where(known => written.Contains(NameOf(known))).Aggregate(OrganizationFeatures.None, (all, feature) => all | feature);
    }

    private static IEnumerable<string> NamesOf(OrganizationFeatures features) => Known.Where(known => features.HasFlag(known)).Select(NameOf);

    private static string NameOf(OrganizationFeatures feature) => JsonNamingPolicy.SnakeCaseLower.ConvertName(feature.ToString());

    /// <summary>A member that is true or false; null otherwise.</summary>
    public static bool? Flag(JsonElement settings, string member) =>
        settings.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;
}
