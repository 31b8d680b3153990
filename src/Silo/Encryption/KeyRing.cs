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
/// They lie in one folder as <see cref="KeyFiles"/>, or in a vault likewise: <c>master-1.key</c>, <c>master-2.key</c> and so on, and <c>pepper-1.key</c>. The
/// master key of the highest version is the active one. One that is announced, <c>master-2.next</c>, opens what others close under it.
/// What a front end needs is derived and lies below, in <see cref="FrontKeys.FolderName"/>.
/// </remarks>
public sealed class KeyRing
{
    private const string Master = "master";
    private const string Pepper = "pepper";

    private readonly IKeyPlace _place;

    private KeyRing(IKeyPlace place, MasterKeys masters, LookupKeys lookup) => (_place, Masters, Lookup) = (place, masters, lookup);

    /// <summary>The master keys by version.</summary>
    public MasterKeys Masters { get; }

    /// <summary>Keys of what is found again by its hash; a rotation leaves them alone.</summary>
    public LookupKeys Lookup { get; }

    /// <summary>Keys of access tokens, derived from each master key.</summary>
    public AccessTokenKeys AccessTokens => new(
        Masters.ActiveVersion, Masters.Versions.ToDictionary(static version => version, version => Masters.Derive(KeyPurposes.AccessTokens, version)));

    /// <summary>Reads the key ring.</summary>
    /// <exception cref="StartRefusedException">A secret is missing or damaged.</exception>
    public static KeyRing Open(IKeyPlace place)
    {
        var masters = place.Load(Master) ?? throw Missing(place, Master);
        var pepper = place.Load(Pepper) ?? throw Missing(place, Pepper);
        return new KeyRing(place, new MasterKeys(masters.Active, masters.Keys), new LookupKeys(pepper.Keys[LookupKeys.Version]));
    }

    /// <summary>Reads the key ring of a folder.</summary>
    /// <exception cref="StartRefusedException">A secret is missing or damaged.</exception>
    public static KeyRing Open(string folder) => Open(new KeyFolder(folder));

    /// <summary>True when a place has a secret of a key ring.</summary>
    /// <exception cref="StartRefusedException">The place cannot be read.</exception>
    public static bool IsIn(IKeyPlace place) => place.Load(Master) is not null || place.Load(Pepper) is not null;

    /// <summary>Makes the secrets that are missing, as long as nothing depends on them, and reads the ring.</summary>
    /// <exception cref="StartRefusedException">A secret is damaged.</exception>
    public static KeyRing OpenOrMake(IKeyPlace place)
    {
        foreach (var name in new[] { Master, Pepper })
        {
            if (place.Load(name) is null)
            {
                place.Make(name, version: 1);
            }
        }

        return Open(place);
    }

    /// <summary>The same in a folder, which is made if it is not there.</summary>
    /// <exception cref="StartRefusedException">A secret is damaged.</exception>
    public static KeyRing OpenOrMake(string folder)
    {
        PrivateFolder.Create(folder);
        return OpenOrMake(new KeyFolder(folder));
    }

    /// <summary>
    /// Adds a master key that opens and does not close yet. Every process reads its keys at its start, so in a cluster all of them
    /// start anew between this and <see cref="Rotate"/>.
    /// </summary>
    /// <returns>The key ring with the new key.</returns>
    public KeyRing Announce()
    {
        _place.Make(Master, Masters.Versions.Max() + 1, isNext: true);
        return Open(_place);
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
            FrontKeys.Promote(_place);
        }

        foreach (var version in Masters.Versions)
        {
            FrontKeys.Write(
                _place,
                version,
                new FrontKeySet(
                    Masters.Derive(KeyPurposes.Cursors, version), Masters.Derive(KeyPurposes.Links, version), Masters.Derive(KeyPurposes.AccessTokens, version)),
                isNext: version > Masters.ActiveVersion);
        }
    }

    private KeyRing Promote()
    {
        _place.Promote(Master);
        return Open(_place);
    }

    private static StartRefusedException Missing(IKeyPlace place, string name) => new(
        $"{place.NameOf(name, version: 1)} is missing, and what the database holds cannot be read without it: restore it from a backup of the keys.");
}
