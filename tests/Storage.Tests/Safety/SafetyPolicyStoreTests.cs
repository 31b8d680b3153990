using DonatelloAI.Contracts.Safety;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Safety;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Storage.Tests.Safety;

/// <summary>What every engine must do for what organisations say about content.</summary>
public abstract class SafetyPolicyStoreTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    private static readonly ContentSafetySettings Everything = new(
        SafetyMode.Allow, OutageRule.Closed, true, ContentThreshold.Low, ContentThreshold.Medium, ContentThreshold.High, ContentThreshold.Never, ContentThreshold.Low, ContentThreshold.High);

    private readonly FakeTimeProvider _time = new();

    [EngineFact]
    public async Task Find_OfWhatAnOrganisationSays_IsRememberedForAWhile()
    {
        using var store = new SafetyPolicyStore(Database.Contexts, _time);
        Assert.Null(await store.Find(OrganizationId));

        await Say(Everything);
        Assert.Null(await store.Find(OrganizationId));
        _time.Advance(SafetyPolicyStore.MaxAge);

        Assert.Equal(Everything, await store.Find(OrganizationId));
        Assert.Null(await store.Find(Guid.CreateVersion7()));
    }

    [EngineFact]
    public async Task Find_OfWordsThatNobodyKnows_TakesThemForNothing()
    {
        using var store = new SafetyPolicyStore(Database.Contexts, _time);
        await Write("""{"content_safety":{"mode":"shout","when_unavailable":7,"check_images":"yes","thresholds":{"hate":"extreme","violence":"high","new":1}}}""");

        Assert.Equal(new ContentSafetySettings(Violence: ContentThreshold.High), await store.Find(OrganizationId));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Settings_WrittenAndRead_AreTheSameAndKeepWhatIsForeign(ContentSafetySettings? settings)
    {
        var written = SettingsText.With("""{"colour":"red"}""", new Contracts.Organizations.OrganizationSettings("light", ContentSafety: settings));

        Assert.Contains("\"colour\":\"red\"", written, StringComparison.Ordinal);
        Assert.Equal(settings, SettingsText.OfOrganization(written).ContentSafety);
    }

    public static TheoryData<ContentSafetySettings?> Settings => [null, new ContentSafetySettings(), Everything, new ContentSafetySettings(CheckImages: false)];

    private Task Say(ContentSafetySettings settings) => Write(SettingsText.With("{}", new Contracts.Organizations.OrganizationSettings(ContentSafety: settings)));

    private async Task Write(string settings)
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        (await db.Organizations.SingleAsync(row => row.Id == OrganizationId)).Settings = settings;
        await db.SaveChangesAsync();
    }
}

public sealed class SqliteSafetyPolicyStoreTests() : SafetyPolicyStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresSafetyPolicyStoreTests(PostgresFixture postgres) : SafetyPolicyStoreTests(postgres);
