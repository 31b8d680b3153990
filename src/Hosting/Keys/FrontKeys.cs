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

    /// <summary>Reads the keys from their folder, or from the key folder that holds it.</summary>
    /// <exception cref="StartRefusedException">There are none, or one is damaged.</exception>
    public static FrontKeys Read(string folder)
    {
        var place = PlaceOf(folder);
        return KeyFiles.Load(place, CursorName) is { } cursors && KeyFiles.Load(place, LinkName) is { } links && KeyFiles.Load(place, AccessTokenName) is { } tokens
            ? new FrontKeys(cursors, links, tokens)
            : throw new StartRefusedException(
                $"{folder} lacks keys of a front end: make them with the silo's make-keys, and name the key folder or its folder {FolderName} by {KeysSettings.FolderKey}.");
    }

    /// <summary>Makes the folder of the keys that cookies of the dashboard are sealed under; front ends add to it by themselves.</summary>
    /// <returns>The folder's path.</returns>
    /// <exception cref="StartRefusedException">It cannot be written.</exception>
    public static string MakeCookieKeys(KeysSettings settings)
    {
        var cookies = settings.CookieFolder ?? Path.Combine(PlaceOf(settings.Folder!), "cookies");
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

    /// <summary>Writes what is missing of a version.</summary>
    /// <param name="keyFolder">The key folder.</param>
    /// <param name="version">Version of the master key that all are derived from.</param>
    /// <param name="keys">The keys of that version.</param>
    /// <param name="isNext">True while the version is only announced.</param>
    public static void Write(string keyFolder, int version, FrontKeySet keys, bool isNext)
    {
        var folder = Path.Combine(keyFolder, FolderName);
        PrivateFolder.Create(folder);
        KeyFiles.Write(folder, CursorName, version, keys.Cursors, isNext);
        KeyFiles.Write(folder, LinkName, version, keys.Links, isNext);
        KeyFiles.Write(folder, AccessTokenName, version, keys.AccessTokens, isNext);
    }

    /// <summary>Puts announced versions to use.</summary>
    public static void Promote(string keyFolder)
    {
        var folder = Path.Combine(keyFolder, FolderName);
        PrivateFolder.Create(folder);
        KeyFiles.Promote(folder, CursorName);
        KeyFiles.Promote(folder, LinkName);
        KeyFiles.Promote(folder, AccessTokenName);
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
