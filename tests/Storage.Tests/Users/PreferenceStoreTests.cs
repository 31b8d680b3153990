using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Users;

/// <summary>What every engine must do for preferences.</summary>
public abstract class PreferenceStoreTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    private static readonly OutboxSigner Signer = new(new byte[32]);

    private PreferenceStore Preferences { get; set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Preferences = new PreferenceStore(Database.Contexts, Signer, new CommitOptions());
    }

    [EngineFact]
    public async Task Preference_SetChangedAndRemoved_LeavesItsEventsAndNoValueInThem()
    {
        var edit = NewEdit(OrganizationId, UserId, "gallery.columns", """{"wide":4,"narrow":"secret"}""");

        Assert.Equal(CommitOutcome.Committed, await Preferences.Set(edit));
        var stored = Assert.Single(await Preferences.Load(UserId));
        Assert.True(PreferenceRules.IsSame(edit.View.Value, stored.View.Value));
        Assert.Equal((edit.Id, "gallery.columns", edit.At), (stored.Id, stored.View.Key, stored.View.UpdatedAt));
        var later = edit with { IsNew = false, At = edit.At.AddMinutes(1), View = edit.View with { Value = "[]" } };
        Assert.Equal(CommitOutcome.Committed, await Preferences.Set(later));
        Assert.Equal(("[]", edit.At, later.At), Shown(Assert.Single(await Preferences.Load(UserId))));
        Assert.Equal(CommitOutcome.Committed, await Preferences.Remove(later with { At = later.At.AddMinutes(1) }));

        Assert.Empty(await Preferences.Load(UserId));
        await using var db = await Database.Contexts.CreateDbContextAsync();
        var events = await db.Outbox.OrderBy(row => row.SubjectVersion).ToListAsync();
        Assert.Equal(["preference.set", "preference.set", "preference.removed"], events.Select(row => row.EventType));
        Assert.All(events, row => Assert.True(Signer.IsAuthentic(row)));
        Assert.All(events, row => Assert.DoesNotContain("secret", row.Payload, StringComparison.Ordinal));
    }

    [EngineFact]
    public async Task Preference_ThatTwoAdd_IsAddedOnce()
    {
        await Preferences.Set(NewEdit(OrganizationId, UserId, "theme", "\"dark\""));

        Assert.Equal(CommitResult.KeyExists, (await Preferences.Set(NewEdit(OrganizationId, UserId, "theme", "\"light\""))).Result);

        Assert.Equal("\"dark\"", Assert.Single(await Preferences.Load(UserId)).View.Value);
    }

    [EngineFact]
    public async Task Preference_ThatIsGone_IsNeitherChangedNorRemoved()
    {
        var gone = NewEdit(OrganizationId, UserId, "theme", "1") with { IsNew = false };

        Assert.Equal(CommitResult.FenceLost, (await Preferences.Set(gone)).Result);
        Assert.Equal(CommitResult.FenceLost, (await Preferences.Remove(gone)).Result);

        await using var db = await Database.Contexts.CreateDbContextAsync();
        Assert.False(await db.Outbox.AnyAsync());
    }

    [EngineFact]
    public async Task Preferences_OfSomebody_AreReadByKeyAndNobodyElses()
    {
        foreach (var key in new[] { "b", "a.b", "c-1" })
        {
            await Preferences.Set(NewEdit(OrganizationId, UserId, key, "true"));
        }

        Assert.Equal(["a.b", "b", "c-1"], (await Preferences.Load(UserId)).Select(preference => preference.View.Key));
        Assert.Empty(await Preferences.Load(Guid.CreateVersion7()));
    }

    internal static PreferenceEdit NewEdit(Guid organizationId, Guid userId, string key, string value)
    {
        var owner = new Caller { OrganizationId = organizationId, UserId = userId, Role = UserRole.StandardUser, Scopes = KeyScopes.All };
        var view = new PreferenceView { Key = key, Value = value, CreatedAt = SampleRows.Moment, UpdatedAt = SampleRows.Moment };
        return new PreferenceEdit(owner, Guid.CreateVersion7(), view, IsNew: true, SampleRows.Moment);
    }

    private static (string, DateTimeOffset, DateTimeOffset) Shown(StoredPreference stored) => (stored.View.Value, stored.View.CreatedAt, stored.View.UpdatedAt);
}

public sealed class SqlitePreferenceStoreTests() : PreferenceStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresPreferenceStoreTests(PostgresFixture postgres) : PreferenceStoreTests(postgres);
