using DonatelloAI.Blobs;

namespace DonatelloAI.Hosting.Keys;

/// <summary>
/// The keys of a front end that is a process of its own: derived from the master keys by whoever makes those, so that a front end
/// that is broken into gives away neither prompts nor API keys. They lie in <see cref="FolderName"/> below the key folder.
/// </summary>
/// <param name="Cursors">Sign page cursors.</param>
/// <param name="Links">Sign links to images.</param>
/// <param name="AccessTokens">Check the signatures of access tokens.</param>
public sealed record FrontKeys(VersionedKeys Cursors, VersionedKeys Links, VersionedKeys AccessTokens)
{
    /// <summary>The folder of these keys, below that of the master keys.</summary>
    public const string FolderName = "front";

    private const string CursorName = "cursors";
    private const string LinkName = "links";
    private const string AccessTokenName = "access-tokens";

    /// <summary>Reads the keys from where the settings say.</summary>
    /// <exception cref="StartRefusedException">There are none, or one is damaged.</exception>
    public static FrontKeys Read(KeysSettings settings) => settings.Vault is null
        ? Read(settings.Folder!)
        : Load(settings.Place.Front)
            ?? throw new StartRefusedException($"{settings.Vault} lacks keys of a front end: make them with the silo's make-keys.");

    /// <summary>Reads the keys from their folder, or from the key folder that holds it.</summary>
    /// <exception cref="StartRefusedException">There are none, or one is damaged.</exception>
    public static FrontKeys Read(string folder)
    {
        return Load(new KeyFolder(PlaceOf(folder)))
            ?? throw new StartRefusedException(
                $"{folder} lacks keys of a front end: make them with the silo's make-keys, and name the key folder or its folder {FolderName} by {KeysSettings.FolderKey}.");
    }

    /// <summary>Makes the folder of the keys that cookies of the dashboard are sealed under; front ends add to it by themselves.</summary>
    /// <returns>The folder's path.</returns>
    /// <exception cref="StartRefusedException">It cannot be written.</exception>
    public static string MakeCookieKeys(KeysSettings settings)
    {
        var cookies = settings.CookieFolder ?? (settings.Folder is { } folder
            ? Path.Combine(PlaceOf(folder), "cookies")
            : throw new StartRefusedException($"Keys:CookieFolder is missing: with {KeysSettings.VaultKey}, front ends need a folder that they share and may write."));
        try
        {
            PrivateFolder.Create(cookies);
            return cookies;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{cookies} cannot be made, and front ends keep the keys of their cookies there: {refused.Message}", refused);
        }
    }

    private static string PlaceOf(string folder) =>
        Path.Combine(folder, FolderName) is var below && Directory.Exists(below) ? below : folder;

    private static FrontKeys? Load(IKeyPlace place) =>
        place.Load(CursorName) is { } cursors && place.Load(LinkName) is { } links && place.Load(AccessTokenName) is { } tokens
            ? new FrontKeys(cursors, links, tokens)
            : null;

    /// <summary>Writes what is missing of a version.</summary>
    /// <param name="place">Where all keys lie.</param>
    /// <param name="version">Version of the master key that all are derived from.</param>
    /// <param name="keys">The keys of that version.</param>
    /// <param name="isNext">True while the version is only announced.</param>
    public static void Write(IKeyPlace place, int version, FrontKeySet keys, bool isNext)
    {
        var front = place.Front;
        front.Write(CursorName, version, keys.Cursors, isNext);
        front.Write(LinkName, version, keys.Links, isNext);
        front.Write(AccessTokenName, version, keys.AccessTokens, isNext);
    }

    /// <summary>Puts announced versions to use.</summary>
    public static void Promote(IKeyPlace place)
    {
        var front = place.Front;
        front.Promote(CursorName);
        front.Promote(LinkName);
        front.Promote(AccessTokenName);
    }
}

/// <summary>The keys of a front end that are derived from one master key.</summary>
/// <param name="Cursors">Signs page cursors.</param>
/// <param name="Links">Signs links to images.</param>
/// <param name="AccessTokens">Checks access tokens.</param>
public sealed record FrontKeySet(byte[] Cursors, byte[] Links, byte[] AccessTokens)
{
    /// <summary>Says nothing of the keys.</summary>
    public override string ToString() => nameof(FrontKeySet);
}
