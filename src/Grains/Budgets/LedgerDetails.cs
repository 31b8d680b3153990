using System.Text.Json;

namespace DonatelloAI.Grains.Budgets;

/// <summary>What an entry says beside its columns, as JSON.</summary>
internal static class LedgerDetails
{
    public static string Of(IReadOnlyList<int> thresholds) => JsonSerializer.Serialize(new { thresholds });

    public static string Of(TimeZoneInfo zone) => JsonSerializer.Serialize(new { time_zone = zone.Id });
}
