using DonatelloAI.Blobs;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Hosting;
using DonatelloAI.Hosting.Keys;
using DonatelloAI.Storage.Encryption;

namespace DonatelloAI.Silo.Encryption;

/// <summary>
/// The secrets of an installation: master keys, under which keys of persons are wrapped, and the pepper, under which API keys and mail
/// addresses are hashed. Whoever loses them loses every prompt and every API key with them, so a backup holds them too.
/// </summary>
/// <remarks>
/// They lie in one folder as <see cref="KeyFiles"/>: <c>master-1.key</c>, <c>master-2.key</c> and so on, and <c>pepper-1.key</c>. The
/// master key of the highest version is the active one. One that is announced, <c>master-2.next</c>, opens what others close under it.
/// What a front end needs is derived and lies below, in <see cref="FrontKeys.FolderName"/>.
/// </remarks>
public sealed class KeyRing
{
    private const string Master = "master";
    private const string Pepper = "pepper";

    private readonly string _folder;

    private KeyRing(string folder, MasterKeys masters, LookupKeys lookup) => (_folder, Masters, Lookup) = (folder, masters, lookup);

    /// <summary>The master keys by version.</summary>
    public MasterKeys Masters { get; }

    /// <summary>Keys of what is found again by its hash; a rotation leaves them alone.</summary>
    public LookupKeys Lookup { get; }

    /// <summary>Keys of access tokens, derived from each master key.</summary>
    public AccessTokenKeys AccessTokens => new(
        Masters.ActiveVersion, Masters.Versions.ToDictionary(static version => version, version => Masters.Derive(KeyPurposes.AccessTokens, version)));

    /// <summary>Reads the key ring.</summary>
    /// <exception cref="StartRefusedException">A secret is missing or damaged.</exception>
    public static KeyRing Open(string folder)
    {
        var masters = KeyFiles.Load(folder, Master) ?? throw Missing(folder, Master);
        var pepper = KeyFiles.Load(folder, Pepper) ?? throw Missing(folder, Pepper);
        return new KeyRing(folder, new MasterKeys(masters.Active, masters.Keys), new LookupKeys(pepper.Keys[LookupKeys.Version]));
    }

    /// <summary>Makes the secrets that are missing, as long as nothing depends on them, and reads the ring.</summary>
    /// <exception cref="StartRefusedException">A secret is damaged.</exception>
    public static KeyRing OpenOrMake(string folder)
    {
        PrivateFolder.Create(folder);
        foreach (var name in new[] { Master, Pepper })
        {
            if (KeyFiles.Load(folder, name) is null)
            {
                KeyFiles.Make(folder, name, version: 1);
            }
        }

        return Open(folder);
    }

    /// <summary>
    /// Adds a master key that opens and does not close yet. Every process reads its keys at its start, so in a cluster all of them
    /// start anew between this and <see cref="Rotate"/>.
    /// </summary>
    /// <returns>The key ring with the new key.</returns>
    public KeyRing Announce()
    {
        KeyFiles.Make(_folder, Master, Masters.Versions.Max() + 1, isNext: true);
        return Open(_folder);
    }

    /// <summary>Makes the announced master key the active one; without one, adds one. The older ones stay.</summary>
    /// <returns>The key ring with the new key.</returns>
    public KeyRing Rotate() => HasAnnounced ? Promote() : Announce().Promote();

    /// <summary>True when a master key is known that is not the active one yet.</summary>
    public bool HasAnnounced => Masters.Versions.Max() > Masters.ActiveVersion;

    /// <summary>Derives what a front end in a process of its own needs, in a folder of its own.</summary>
    public void PublishFrontKeys()
    {
        if (!HasAnnounced)
        {
            FrontKeys.Promote(_folder);
        }

        foreach (var version in Masters.Versions)
        {
            FrontKeys.Write(
                _folder,
                version,
                new FrontKeySet(
                    Masters.Derive(KeyPurposes.Cursors, version), Masters.Derive(KeyPurposes.Links, version), Masters.Derive(KeyPurposes.AccessTokens, version)),
                isNext: version > Masters.ActiveVersion);
        }
    }

    private KeyRing Promote()
    {
        KeyFiles.Promote(_folder, Master);
        return Open(_folder);
    }

    private static StartRefusedException Missing(string folder, string name) => new(
        $"{KeyFiles.PathOf(folder, name, version: 1)} is missing, and what the database holds cannot be read without it: restore it from a backup of the keys.");
}
