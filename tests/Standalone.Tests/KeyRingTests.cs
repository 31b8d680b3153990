using System.Security.Cryptography;

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

        var ring = KeyRing.Open(_folder);

        Assert.Equal(1, ring.Masters.ActiveVersion);
        Assert.Equal(pepper, ring.Lookup.Pepper.ToArray());
        Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: "outbox"u8.ToArray()), ring.Masters.Derive("outbox"));
    }

    [Fact]
    public void Rotate_Twice_KeepsEveryVersionAndThePepper()
    {
        var first = KeyRing.Open(_folder);
        _folder.MakeDatabase();

        var third = first.Rotate(_folder).Rotate(_folder);

        Assert.Equal([1, 2, 3], third.Masters.Versions);
        Assert.Equal(3, KeyRing.Open(_folder).Masters.ActiveVersion);
        Assert.Equal(first.Masters.Derive("links", 1), third.Masters.Derive("links", 1));
        Assert.NotEqual(first.Masters.Derive("links"), third.Masters.Derive("links"));
        Assert.Equal(first.Lookup.Pepper.ToArray(), third.Lookup.Pepper.ToArray());
    }

    [Fact]
    public void Open_WithFilesThatAreNoVersion_PassesThemOver()
    {
        KeyRing.Open(_folder).Rotate(_folder);
        System.IO.File.Copy(File("master-1.key"), File("master-1 (copy).key"));
        System.IO.File.Copy(File("master-1.key"), File("master-09.key"));
        System.IO.File.Copy(File("master-1.key"), File("master-.key"));

        Assert.Equal([1, 2], KeyRing.Open(_folder).Masters.Versions);
    }

    [Fact]
    public void Open_WithADamagedVersion_IsRefusedByItsFile()
    {
        KeyRing.Open(_folder).Rotate(_folder);
        System.IO.File.WriteAllText(File("master-1.key"), "c2hvcnQ=");

        var refusal = Assert.Throws<StartRefusedException>(() => KeyRing.Open(_folder));

        Assert.Equal($"{File("master-1.key")} is damaged: restore it from a backup of the data folder.", refusal.Message);
    }

    private string File(string name) => Path.Combine(_folder.Keys, name);
}
