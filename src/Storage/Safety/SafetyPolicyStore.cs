using System.Text.Json;
using DonatelloAI.Contracts.Safety;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace DonatelloAI.Storage.Safety;

/// <summary>What organisations say about content, from their settings; remembered for <see cref="MaxAge"/>, as every prompt asks for it.</summary>
public sealed class SafetyPolicyStore(IDbContextFactory<DonatelloContext> contexts, TimeProvider time) : ISafetyPolicies, IDisposable
{
    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    /// <summary>Most organisations that are remembered together.</summary>
    public const int MaxRemembered = 10_000;

    private readonly MemoryCache _remembered = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    /// <inheritdoc/>
    public ValueTask<ContentSafetySettings?> Find(Guid organizationId) =>
        _remembered.TryGetValue(organizationId, out Known? known) && time.GetUtcNow() < known!.Until
            ? ValueTask.FromResult(known.Settings)
            : new(Read(organizationId));

    /// <inheritdoc/>
    public void Dispose() => _remembered.Dispose();

    private async Task<ContentSafetySettings?> Read(Guid organizationId)
    {
        var stored = await Reads.Guarded(contexts, async db => await OrganizationQueries.Settings(db, organizationId).FirstOrDefaultAsync());
        using var json = JsonDocument.Parse(stored ?? "{}");
        var settings = ContentSafetyText.Of(json.RootElement);
        _remembered.Set(organizationId, new Known(settings, time.GetUtcNow() + MaxAge), new MemoryCacheEntryOptions { Size = 1 });
        return settings;
    }

    private sealed record Known(ContentSafetySettings? Settings, DateTimeOffset Until);
}
