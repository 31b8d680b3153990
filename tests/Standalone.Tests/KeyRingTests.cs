using System.Security.Cryptography;
using DonatelloAI.Hosting;
using DonatelloAI.Hosting.Keys;
using DonatelloAI.Silo.Encryption;

namespace DonatelloAI.Standalone.Tests;

public sealed class KeyRingTests : IDisposable
{
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-keys-");
    private readonly DataFolder _folder;

    public KeyRingTests() => _folder = DataFolder.Open(_temp.FullName);

    public void Dispose()
    {
        _folder.Dispose();
        _temp.Delete(recursive: true);
    }

    [Fact]
    public void Open_OfAFolderFromBeforeVersions_HasItsKeysAsTheyWere()
    {
        var (master, pepper) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        Directory.CreateDirectory(_folder.Keys);
        System.IO.File.WriteAllText(File("master-1.key"), Convert.ToBase64String(master) + "\n");
        System.IO.File.WriteAllText(File("pepper-1.key"), Convert.ToBase64String(pepper) + "\n");
        _folder.MakeDatabase();

        var ring = StandaloneKeys.Open(_folder);

        Assert.Equal(1, ring.Masters.ActiveVersion);
        Assert.Equal(pepper, ring.Lookup.Pepper.ToArray());
        Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: "outbox"u8.ToArray()), ring.Masters.Derive("outbox"));
    }

    [Fact]
    public void Rotate_Twice_KeepsEveryVersionAndThePepper()
    {
        var first = StandaloneKeys.Open(_folder);
        _folder.MakeDatabase();

        var third = first.Rotate().Rotate();

        Assert.Equal([1, 2, 3], third.Masters.Versions);
        Assert.Equal(3, StandaloneKeys.Open(_folder).Masters.ActiveVersion);
        Assert.Equal(first.Masters.Derive("links", 1), third.Masters.Derive("links", 1));
        Assert.NotEqual(first.Masters.Derive("links"), third.Masters.Derive("links"));
        Assert.Equal(first.Lookup.Pepper.ToArray(), third.Lookup.Pepper.ToArray());
    }

    [Fact]
    public void Open_WithFilesThatAreNoVersion_PassesThemOver()
    {
        StandaloneKeys.Open(_folder).Rotate();
        System.IO.File.Copy(File("master-1.key"), File("master-1 (copy).key"));
        System.IO.File.Copy(File("master-1.key"), File("master-09.key"));
        System.IO.File.Copy(File("master-1.key"), File("master-.key"));

        Assert.Equal([1, 2], StandaloneKeys.Open(_folder).Masters.Versions);
    }

    [Fact]
    public void Open_WithADamagedVersion_IsRefusedByItsFile()
    {
        StandaloneKeys.Open(_folder).Rotate();
        System.IO.File.WriteAllText(File("master-1.key"), "c2hvcnQ=");

        var refusal = Assert.Throws<StartRefusedException>(() => StandaloneKeys.Open(_folder));

        Assert.Equal($"{File("master-1.key")} is damaged: restore it from a backup of the keys.", refusal.Message);
    }

    [Fact]
    public void Announce_AddsAKeyThatOpensAndDoesNotClose()
    {
        var announced = StandaloneKeys.Open(_folder).Announce();

        Assert.Equal((1, "1 2"), (announced.Masters.ActiveVersion, string.Join(' ', announced.Masters.Versions)));
        Assert.True(announced.HasAnnounced);
        var rotated = announced.Rotate();
        Assert.Equal((2, false), (rotated.Masters.ActiveVersion, rotated.HasAnnounced));
        Assert.Equal(announced.Masters.Derive("links", 2), rotated.Masters.Derive("links"));
    }

    [Fact]
    public void FrontKeys_FollowTheMasterKeysThroughARotation()
    {
        var ring = StandaloneKeys.Open(_folder);
        ring.PublishFrontKeys();
        var announced = ring.Announce();
        announced.PublishFrontKeys();
        var between = FrontKeys.Read(_folder.Keys);
        announced.Rotate().PublishFrontKeys();
        var after = FrontKeys.Read(Path.Combine(_folder.Keys, "front"));

        Assert.Equal((1, 2), (between.Links.Active, between.Links.Keys.Count));
        Assert.Equal((2, 2), (after.Links.Active, after.Cursors.Active));
        Assert.Equal(announced.Masters.DeriveAll("links"), between.Links.ActiveFirst);
        Assert.Equal(announced.Rotate().Masters.Derive("cursors", 2), after.Cursors.ActiveKey);
    }

    [Fact]
    public void FrontKeys_WhereThereAreNone_AreRefusedWithASentence() =>
        Assert.Contains("make-keys", Assert.Throws<StartRefusedException>(() => FrontKeys.Read(_folder.Path)).Message, StringComparison.Ordinal);

    private string File(string name) => Path.Combine(_folder.Keys, name);
}
