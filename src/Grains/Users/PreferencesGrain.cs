using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Organizations;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Grains.Users;

/// <summary>A person's preferences in memory. A change decides on rows that are read for it, since two activations may live for a moment.</summary>
public sealed class PreferencesGrain(IPreferenceStore store, [FromKeyedServices(DomainClock.Key)] TimeProvider time) : Grain, IPreferencesGrain
{
    private IReadOnlyList<StoredPreference>? _known;
    private DateTimeOffset _readAt;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PreferenceView>> List()
    {
        var known = _known is not null && time.GetUtcNow() - _readAt < UserGrain.MaxAge ? _known : await Reload();
        return [.. known.Select(static preference => preference.View)];
    }

    /// <inheritdoc/>
    public Task<OrganizationReply> Set(SetPreference request) => Fenced.Run(async () =>
    {
        var known = await Reload();
        if (PreferenceRules.Refusal(known, request) is { } refusal)
        {
            return refusal;
        }

        var (before, now) = (Find(known, request.Key), time.GetUtcNow());
        if (before is not null && PreferenceRules.IsSame(before.View.Value, request.Value))
        {
            return Fenced.Unchanged;
        }

        var view = new PreferenceView { Key = request.Key, Value = request.Value, CreatedAt = before?.View.CreatedAt ?? now, UpdatedAt = now };
        return Concluded(await store.Set(new PreferenceEdit(request.Caller, before?.Id ?? Guid.CreateVersion7(), view, before is null, now)));
    });

    /// <inheritdoc/>
    public Task<OrganizationReply> Remove(RemovePreference request) => Fenced.Run(async () =>
    {
        var before = Find(await Reload(), request.Key);
        return PreferenceRules.Refusal(before, request) is { } refusal
            ? refusal
            : Concluded(await store.Remove(new PreferenceEdit(request.Caller, before!.Id, before.View, IsNew: false, time.GetUtcNow())));
    });

    private static StoredPreference? Find(IReadOnlyList<StoredPreference> known, string key) =>
        known.FirstOrDefault(preference => preference.View.Key == key);

    private OrganizationReply? Concluded(CommitOutcome outcome)
    {
        // What was written is read before it is shown: a database writes JSON in its own way.
        _known = null;
        return Fenced.Of(outcome);
    }

    private async Task<IReadOnlyList<StoredPreference>> Reload()
    {
        _readAt = time.GetUtcNow();
        return _known = await store.Load(this.GetPrimaryKey());
    }
}
