using System.Text.Json;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace DonatelloAI.Storage.Users;

/// <summary>
/// Preferences from the settings of people and departments, remembered for <see cref="MaxAge"/>: an order that names no model
/// must not cost a read of the database each time.
/// </summary>
public sealed class RoutingPreferenceStore(IDbContextFactory<DonatelloContext> contexts, TimeProvider time) : IRoutingPreferences, IDisposable
{
    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    /// <summary>Most people and departments that are remembered together.</summary>
    public const int MaxRemembered = 10_000;

    private readonly MemoryCache _remembered = new(new MemoryCacheOptions { SizeLimit = MaxRemembered, Clock = new CacheClock(time) });

    /// <inheritdoc/>
    public ValueTask<RoutingPreferences> Find(Guid userId, Guid departmentId) =>
        _remembered.TryGetValue((userId, departmentId), out RoutingPreferences? known)
            ? ValueTask.FromResult(known!)
            : new(Read(userId, departmentId));

    /// <inheritdoc/>
    public void Dispose() => _remembered.Dispose();

    private async Task<RoutingPreferences> Read(Guid userId, Guid departmentId)
    {
        var (user, department) = await Reads.Guarded(contexts, async db => (
            await PreferenceQueries.UserSettings(db, userId).FirstOrDefaultAsync(),
            await PreferenceQueries.DepartmentSettings(db, departmentId).FirstOrDefaultAsync()));
        var found = Parse(user ?? "{}", department ?? "{}");
        return _remembered.Set((userId, departmentId), found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = MaxAge });
    }

    private static RoutingPreferences Parse(string userSettings, string departmentSettings)
    {
        using var user = JsonDocument.Parse(userSettings);
        using var department = JsonDocument.Parse(departmentSettings);
        return new RoutingPreferences(
            Text(user.RootElement, "preferred_model"),
            Text(department.RootElement, "default_model"),
            department.RootElement.TryGetProperty("cost_weight", out var weight) && weight.TryGetDouble(out var value) ? Math.Clamp(value, 0, 1) : null,
            Text(department.RootElement, "quality_preference"));
    }

    private static string? Text(JsonElement settings, string member) =>
        settings.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed class CacheClock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
