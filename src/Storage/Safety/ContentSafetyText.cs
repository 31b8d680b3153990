using System.Text.Json;
using System.Text.Json.Nodes;
using DonatelloAI.Contracts.Safety;
using DonatelloAI.Storage.Organizations;

namespace DonatelloAI.Storage.Safety;

/// <summary>What an organisation says about content, between its settings' JSON and what the application knows of it.</summary>
internal static class ContentSafetyText
{
    /// <summary>The member of the settings.</summary>
    public const string Member = "content_safety";

    /// <summary>What settings say; null where they say nothing. A word that this version does not know counts for nothing.</summary>
    public static ContentSafetySettings? Of(JsonElement settings)
    {
        if (!settings.TryGetProperty(Member, out var said) || said.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var thresholds = said.TryGetProperty("thresholds", out var written) && written.ValueKind == JsonValueKind.Object ? written : default(JsonElement?);
        return new ContentSafetySettings(
            Word<SafetyMode>(said, "mode"),
            Word<OutageRule>(said, "when_unavailable"),
            SettingsText.Flag(said, "check_images"),
            Word<ContentThreshold>(thresholds, "hate"),
            Word<ContentThreshold>(thresholds, "harassment"),
            Word<ContentThreshold>(thresholds, "illicit"),
            Word<ContentThreshold>(thresholds, "self_harm"),
            Word<ContentThreshold>(thresholds, "sexual"),
            Word<ContentThreshold>(thresholds, "violence"));
    }

    /// <summary>As it is to be stored; null for nothing.</summary>
    public static JsonNode? Of(ContentSafetySettings? settings) => settings is null ? null : Object(
        ("mode", Word(settings.Mode)),
        ("when_unavailable", Word(settings.WhenUnavailable)),
        ("check_images", settings.CheckImages),
        ("thresholds", Object(
            ("hate", Word(settings.Hate)),
            ("harassment", Word(settings.Harassment)),
            ("illicit", Word(settings.Illicit)),
            ("self_harm", Word(settings.SelfHarm)),
            ("sexual", Word(settings.Sexual)),
            ("violence", Word(settings.Violence)))));

    private static JsonObject Object(params IEnumerable<(string Name, JsonNode? Value)> members) =>
        new(members.Where(static member => member.Value is not null).Select(static member => KeyValuePair.Create(member.Name, member.Value)));

    private static JsonNode? Word<T>(T? value)
        where T : struct, Enum => value is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : null;

    private static T? Word<T>(JsonElement? json, string member)
        where T : struct, Enum => json is { } element && SettingsText.Text(element, member) is { } word
            ? Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{value}") == word)
            : null;
}
