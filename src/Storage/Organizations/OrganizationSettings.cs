using System.Text.Json;

namespace DonatelloAI.Storage.Organizations;

/// <summary>What the database's own readers take from <see cref="OrganizationRow.Settings"/>.</summary>
internal static class OrganizationSettings
{
    /// <summary>The zone of an organisation that names none: budgets are in AUD, so its months are Sydney's.</summary>
    public const string DefaultTimeZone = "Australia/Sydney";

    /// <summary>The organisation's time zone; one that this machine does not know falls back to the given one.</summary>
    public static TimeZoneInfo TimeZone(string settings, TimeZoneInfo fallback)
    {
        using var json = JsonDocument.Parse(settings);
        var id = json.RootElement.TryGetProperty("timezone", out var zone) && zone.ValueKind == JsonValueKind.String
            ? zone.GetString()!
            : DefaultTimeZone;
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var known) ? known : fallback;
    }
}
