using DonatelloAI.Grains.Users;
using DonatelloAI.Hosting;
using DonatelloAI.Hosting.Keys;
using DonatelloAI.Silo.Commands;
using DonatelloAI.Silo.Encryption;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Testing;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Api.Tests.Encryption;

/// <summary>A key ring in a key vault, spoken to by the vendor's own client.</summary>
public sealed class KeyVaultTests : IAsyncLifetime
{
    private const string Master = "donatello-master";

    private KeyVaultServer _server = null!;

    private KeyVault Vault => new(_server.Address, KeyVaultServer.Credential(), _server.Options());

    public async Task InitializeAsync() => _server = await KeyVaultServer.Start();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public void Ring_MadeAndReadAgain_IsTheSame()
    {
        var made = KeyRing.OpenOrMake(Vault);

        var read = KeyRing.Open(Vault);

        Assert.Equal(made.Masters.Derive(KeyPurposes.Outbox), read.Masters.Derive(KeyPurposes.Outbox));
        Assert.Equal(made.Lookup.Pepper.ToArray(), read.Lookup.Pepper.ToArray());
        Assert.Equal((1, 1), (_server.VersionsOf(Master), KeyRing.OpenOrMake(Vault).Masters.ActiveVersion));
    }

    [Fact]
    public void Ring_RotatedManyTimes_HasEveryVersionOfEveryPage()
    {
        var ring = KeyRing.OpenOrMake(Vault);
        var first = ring.Masters.Derive(KeyPurposes.DataKeys, 1);
        for (var rotation = 0; rotation < 4; rotation++)
        {
            ring = ring.Rotate();
        }

        Assert.Equal([1, 2, 3, 4, 5], KeyRing.Open(Vault).Masters.Versions);
        Assert.Equal((5, 5), (ring.Masters.ActiveVersion, KeyRing.Open(Vault).Masters.ActiveVersion));
        Assert.Equal(first, KeyRing.Open(Vault).Masters.Derive(KeyPurposes.DataKeys, 1));
    }

    [Fact]
    public void AnnouncedVersion_OpensAndDoesNotCloseUntilRotated()
    {
        KeyRing.OpenOrMake(Vault).Announce();

        var announced = KeyRing.Open(Vault);
        Assert.Equal((1, true), (announced.Masters.ActiveVersion, announced.HasAnnounced));

        Assert.Equal(2, announced.Rotate().Masters.ActiveVersion);
        Assert.Equal(2, _server.VersionsOf(Master));
    }

    [Fact]
    public void FrontKeys_Published_AreSecretsOfTheirOwn()
    {
        var ring = KeyRing.OpenOrMake(Vault);
        ring.PublishFrontKeys();
        ring.PublishFrontKeys();

        var cursors = Vault.Front.Load("cursors")!;

        Assert.Equal(ring.Masters.Derive(KeyPurposes.Cursors), cursors.ActiveKey);
        Assert.Equal((1, 1), (_server.VersionsOf("donatello-front-cursors"), _server.VersionsOf("donatello-front-access-tokens")));
    }

    [Fact]
    public void Throttling_ThatPasses_IsWaitedFor()
    {
        KeyRing.OpenOrMake(Vault);
        _server.Refuse(429, 503, 429);

        Assert.Equal(1, KeyRing.Open(Vault).Masters.ActiveVersion);
    }

    [Theory]
    [InlineData(403, "does not let this process use secret donatello-master: give its identity the role Key Vault Secrets User")]
    [InlineData(429, "is asked too often at the moment: start again in a minute.")]
    [InlineData(503, "cannot be read: it answered 503.")]
    public void Refusal_OfTheVault_IsOneSentence(int status, string sentence)
    {
        KeyRing.OpenOrMake(Vault);
        _server.Refuse([.. Enumerable.Repeat(status, 10)]);

        Assert.Contains(sentence, Refused(() => KeyRing.Open(Vault)), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_ThatCannotBeUsed_AreNamedInOneSentence()
    {
        Assert.Contains("Version 1 of secret donatello-master in https://acme.vault.azure.net/ is missing", Refused(() => KeyRing.Open(Vault)), StringComparison.Ordinal);
        _server.Deleted.Add(Master);
        Assert.Contains("Secret donatello-master of https://acme.vault.azure.net/ is deleted and can be recovered", Refused(() => KeyRing.OpenOrMake(Vault)), StringComparison.Ordinal);
        _server.Deleted.Clear();

        KeyRing.OpenOrMake(Vault).Rotate();
        _server.Enable(Master, false);
        Assert.Contains("Version 2 of secret donatello-master in https://acme.vault.azure.net/ is disabled: enable it", Refused(() => KeyRing.Open(Vault)), StringComparison.Ordinal);
        _server.Enable(Master, true);
        _server.Damage(Master);
        Assert.Contains("is damaged: restore it", Refused(() => KeyRing.Open(Vault)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MakeKeys_OnAVaultThatHasNone_MakesThemOnce(bool refusesUnknown)
    {
        _server.RefusesUnknown = refusesUnknown;

        Assert.Equal(
            "The keys of the installation are in https://acme.vault.azure.net/: back them up, since nothing in the database can be read without them. "
                + "Front ends need the secrets that begin with donatello-front- only.",
            KeyCommands.MakeIn(Vault));
        Assert.Equal("https://acme.vault.azure.net/ has its keys already; they stay as they are.", KeyCommands.MakeIn(Vault));

        Assert.All(
            [Master, "donatello-pepper", "donatello-front-cursors", "donatello-front-links", "donatello-front-access-tokens"], name => Assert.Equal(1, _server.VersionsOf(name)));
    }

    [Fact]
    public async Task RotateKeys_OnAVault_AnnouncesThenWrapsEverybodysKeyUnderTheNewVersion()
    {
        using var database = TestDatabase.Sqlite();
        await database.Migrator.UpAsync();
        KeyCommands.MakeIn(Vault);
        var (person, organization) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var text = await Sealer(database, KeyRing.Open(Vault)).Seal(person, organization, SealedField.Email, person, "mary@acme.com.au");
        await new OrganizationSealer(Sealer(database, KeyRing.Open(Vault))).Seal(organization, SealedField.WebhookSecret, person, "whsec");

        Assert.StartsWith("Master key version 2 is announced", KeyCommands.Announce(KeyRing.Open(Vault)), StringComparison.Ordinal);
        Assert.StartsWith("Master key version 2 is announced", KeyCommands.Announce(KeyRing.Open(Vault)), StringComparison.Ordinal);
        Assert.Equal((1, 2), (KeyRing.Open(Vault).Masters.ActiveVersion, _server.VersionsOf("donatello-front-cursors")));
        var first = await KeyCommands.Rotate(database.Contexts, KeyRing.Open(Vault), Watch());
        var second = await KeyCommands.Rotate(database.Contexts, KeyRing.Open(Vault), Watch());

        Assert.Equal(
            "Master key version 2 is active, and 2 keys of people and organisations are wrapped under it. Keep older versions for as long as backups need them. Next: look.", first);
        Assert.Equal("Master key version 2 is active, and 0 keys of people and organisations are wrapped under it. Keep older versions for as long as backups need them.", second);
        Assert.Equal((2, 2), (_server.VersionsOf(Master), Vault.Front.Load("cursors")!.Active));
        Assert.Equal("mary@acme.com.au", (await Sealer(database, KeyRing.Open(Vault)).Open(person, SealedField.Email, person, text)).Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RotateKeys_OnAVaultWithoutItsSecret_NamesSecretAndRemedy(bool refusesUnknown)
    {
        _server.RefusesUnknown = refusesUnknown;

        Assert.Equal(
            "Version 1 of secret donatello-master in https://acme.vault.azure.net/ is missing, and what the database holds cannot be read without it: restore it from a backup of the keys.",
            Refused(() => KeyRing.Open(Vault)));
    }

    [Fact]
    public void Secret_GoneAfterItWasListed_IsNamedWithTheRemedy()
    {
        KeyRing.OpenOrMake(Vault);
        _server.Vanished.Add(Master);

        Assert.Equal(
            "https://acme.vault.azure.net/ has no secret donatello-master: make it with make-keys, or, if it was deleted, recover it with az keyvault secret recover.",
            Refused(() => KeyRing.Open(Vault)));
    }

    [Fact]
    public void Stranger_WithoutRights_IsTold()
    {
        var stranger = new KeyVault(_server.Address, KeyVaultServer.Stranger(), _server.Options());

        Assert.Contains("does not accept the identity of this process", Refused(() => KeyRing.Open(stranger)), StringComparison.Ordinal);
        Assert.Equal(0, _server.Requests);
    }

    [Theory]
    [InlineData(null, null, "Keys:Folder is missing: set it to the folder that make-keys has made.")]
    [InlineData("keys", "https://acme.vault.azure.net", "Keys:Folder and Keys:Vault are both set")]
    [InlineData(null, "http://acme.vault.azure.net", "Keys:Vault must be the https address of a key vault")]
    [InlineData(null, "acme", "Keys:Vault must be the https address of a key vault")]
    public void Settings_ThatNameNoPlaceOrTwo_AreRefused(string? folder, string? vault, string sentence)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [KeysSettings.FolderKey] = folder, [KeysSettings.VaultKey] = vault })
            .Build();
        var reader = new SettingsReader(configuration);
        reader.Read(KeysSettings.Read);

        Assert.Contains(sentence, Refused(reader.RefuseIfWrong), StringComparison.Ordinal);
    }

    private static PersonalSealer Sealer(TestDatabase database, KeyRing ring) => new(database.Contexts, new DataKeyWrap(ring.Masters), TimeProvider.System);

    private static RotationWatch Watch() => new(new RotationProgress(TextWriter.Null, isTerminal: false, TimeProvider.System), "look.", CancellationToken.None);

    private static string Refused(Action start) => Assert.Throws<StartRefusedException>(start).Message;

    private static string Refused(Func<KeyRing> open) => Assert.Throws<StartRefusedException>(() => { open(); }).Message;
}
