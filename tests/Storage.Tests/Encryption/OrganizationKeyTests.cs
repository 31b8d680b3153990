using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Encryption;

/// <summary>What is an organisation's own, under a key of the organisation: secrets of webhooks in their column, through rotations and erasures.</summary>
public abstract class OrganizationKeyTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    private const string Secret = "whsec_c2FtcGxlLXNlY3JldA";

    private readonly SampleRows _rows = new();

    [Fact]
    public async Task Secret_InItsColumn_OpensForItsOrganisationAndSubscriptionAlone()
    {
        _rows.Webhook.SecretEncrypted = await Seal(NewSealer(1));
        await Database.AddAsync([.. _rows.Tenant, _rows.Webhook]);

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var row = await db.Webhooks.AsNoTracking().SingleAsync();
        var sealer = NewSealer(1);
        Assert.DoesNotContain(Secret, row.SecretEncrypted, StringComparison.Ordinal);
        Assert.Equal(Secret, (await sealer.Open(row.OrganizationId, SealedField.WebhookSecret, row.Id, row.SecretEncrypted)).Text);
        Assert.Equal(OpenResult.Damaged, (await sealer.Open(Guid.CreateVersion7(), SealedField.WebhookSecret, row.Id, row.SecretEncrypted)).Result);
        Assert.Equal(OpenResult.Damaged, (await sealer.Open(row.OrganizationId, SealedField.WebhookSecret, Guid.CreateVersion7(), row.SecretEncrypted)).Result);
        Assert.Equal(OpenResult.Damaged, (await sealer.Open(row.OrganizationId, SealedField.DisplayName, row.Id, row.SecretEncrypted)).Result);
        Assert.Equal(OpenResult.Damaged, (await sealer.Open(row.UserId, SealedField.WebhookSecret, row.Id, row.SecretEncrypted)).Result);
        var key = await db.DataKeys.AsNoTracking().SingleAsync();
        Assert.Equal((row.OrganizationId, row.OrganizationId, 1), (key.OwnerId, key.OrganizationId, key.Version));
    }

    [Fact]
    public async Task Fields_OfPeopleAndOrganisations_AreSealedForTheirKindOfOwnerAlone()
    {
        var (personal, mine) = (NewPersonal(1), _rows.Organization.Id);
        foreach (var field in Enum.GetValues<SealedField>().Where(static field => !field.IsOfOrganization()))
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await new OrganizationSealer(personal).Seal(mine, field, _rows.Webhook.Id, Secret));
            await Assert.ThrowsAsync<ArgumentException>(async () => await personal.SealBytes(mine, mine, field, _rows.Webhook.Id, new byte[9]));
        }

        await Assert.ThrowsAsync<ArgumentException>(async () => await personal.Seal(_rows.User.Id, mine, SealedField.WebhookSecret, _rows.Webhook.Id, Secret));
    }

    [Fact]
    public async Task Rotation_WrapsAnOrganisationsKeyWithThoseOfPeople()
    {
        var old = await Seal(NewSealer(1));
        await NewPersonal(1).Seal(_rows.User.Id, _rows.Organization.Id, SealedField.Email, _rows.User.Id, "mary@acme.com.au");

        Assert.Equal(new RewrapReport(2, 0), await new DataKeyRewrap(Database.Contexts, Keys.Wrap(2, 1)).Run());

        Assert.Equal(Secret, (await Open(NewSealer(2), old)).Text);
        var written = await Seal(NewSealer(2));
        Assert.StartsWith("s1.2.", written, StringComparison.Ordinal);
        Assert.Equal(Secret, (await Open(NewSealer(2), written)).Text);
    }

    [Fact]
    public async Task Erasure_OfAPerson_LeavesWhatIsTheOrganisations()
    {
        var (written, sealer) = (await Seal(NewSealer(1)), NewPersonal(1));
        var email = await sealer.Seal(_rows.User.Id, _rows.Organization.Id, SealedField.Email, _rows.User.Id, "mary@acme.com.au");
        await using (var db = await Database.Contexts.CreateDbContextAsync())
        {
            Assert.Equal(1, await DataKeyWrites.DestroyLive(db, _rows.User.Id, TimeProvider.System.GetUtcNow()));
        }

        sealer.Forget(_rows.User.Id);
        Assert.Equal(OpenResult.Erased, (await sealer.Open(_rows.User.Id, SealedField.Email, _rows.User.Id, email)).Result);
        Assert.Equal(Secret, (await Open(NewSealer(1), written)).Text);
    }

    [Fact]
    public async Task FirstUse_ByManyAtOnce_LeavesOneKeyThatAllUse()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Seal(NewSealer(1)))));

        foreach (var text in written)
        {
            Assert.Equal(Secret, (await Open(NewSealer(1), text)).Text);
        }

        await using var db = await Database.Contexts.CreateDbContextAsync();
        Assert.Equal(1, await db.DataKeys.CountAsync());
    }

    private PersonalSealer NewPersonal(int active) => new(Database.Contexts, Keys.Wrap(active), TimeProvider.System);

    private OrganizationSealer NewSealer(int active) => new(NewPersonal(active));

    private ValueTask<string> Seal(OrganizationSealer sealer) => sealer.Seal(_rows.Organization.Id, SealedField.WebhookSecret, _rows.Webhook.Id, Secret);

    private ValueTask<Opened> Open(OrganizationSealer sealer, string written) =>
        sealer.Open(_rows.Organization.Id, SealedField.WebhookSecret, _rows.Webhook.Id, written);
}

public sealed class SqliteOrganizationKeyTests() : OrganizationKeyTests(postgres: null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresOrganizationKeyTests(PostgresFixture postgres) : OrganizationKeyTests(postgres);
