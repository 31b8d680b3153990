using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Blobs;
using DonatelloAI.Storage.Encryption;

namespace DonatelloAI.Standalone;

/// <summary>
/// The secrets of an installation, made at its first start: master keys, under which keys of persons are wrapped, and the pepper,
/// under which API keys and mail addresses are hashed. Whoever loses them loses every prompt and every API key with them, so a
/// backup of the data folder holds them too.
/// </summary>
/// <remarks>
/// Each lies in a file of its own, base64, mode 600: <c>master-1.key</c>, <c>master-2.key</c> and so on, and <c>pepper-1.key</c>.
/// The master key of the highest version is the active one.
/// </remarks>
public sealed class KeyRing
{
    /// <summary>Length of each secret in bytes.</summary>
    public const int KeyBytes = MasterKeys.KeyBytes;

    private const string MasterPrefix = "master-";
    private const string Extension = ".key";

    private KeyRing(MasterKeys masters, LookupKeys lookup) => (Masters, Lookup) = (masters, lookup);

    /// <summary>The master keys by version.</summary>
    public MasterKeys Masters { get; }

    /// <summary>Keys of what is found again by its hash; a rotation leaves them alone.</summary>
    public LookupKeys Lookup { get; }

    /// <summary>Reads the key ring, and makes what is missing as long as nothing depends on it.</summary>
    /// <exception cref="StartRefusedException">A secret is missing although there is a database, or is damaged.</exception>
    public static KeyRing Open(DataFolder folder)
    {
        PrivateFolder.Create(folder.Keys);
        var fresh = !File.Exists(folder.Database);
        var masters = MasterVersions(folder);
        if (masters.Count == 0)
        {
            Make(MasterFile(folder, version: 1), fresh);
            masters = [1];
        }

        var pepper = Path.Combine(folder.Keys, "pepper-1.key");
        if (!File.Exists(pepper))
        {
            Make(pepper, fresh);
        }

        return new KeyRing(
            new MasterKeys(masters.Max(), masters.ToDictionary(version => version, version => Read(MasterFile(folder, version)))),
            new LookupKeys(Read(pepper)));
    }

    /// <summary>Adds a master key, which is the active one from then on; the older ones stay.</summary>
    /// <param name="folder">The folder that this ring was read from, which this process holds.</param>
    /// <returns>The key ring with the new key.</returns>
    public KeyRing Rotate(DataFolder folder)
    {
        Make(MasterFile(folder, Masters.ActiveVersion + 1), isAllowed: true);
        return Open(folder);
    }

    private static List<int> MasterVersions(DataFolder folder) =>
    [
        .. Directory.EnumerateFiles(folder.Keys, $"{MasterPrefix}*{Extension}").Select(VersionOf).OfType<int>().Order(),
    ];

    /// <summary>The version in a file's name; null for a name that is not one of ours, such as a copy's.</summary>
    private static int? VersionOf(string file)
    {
        var digits = Path.GetFileNameWithoutExtension(file)[MasterPrefix.Length..];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 && digits[0] != '0'
            ? version
            : null;
    }

    private static string MasterFile(DataFolder folder, int version) =>
        Path.Combine(folder.Keys, string.Create(CultureInfo.InvariantCulture, $"{MasterPrefix}{version}{Extension}"));

    private static void Make(string file, bool isAllowed)
    {
        if (!isAllowed)
        {
            throw new StartRefusedException($"{file} is missing, and what the database holds cannot be read without it: restore it from a backup of the data folder.");
        }

        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        PrivateFile.Create(file, Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));
        CryptographicOperations.ZeroMemory(key);
    }

    private static byte[] Read(string file)
    {
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(File.ReadAllText(file).Trim(), key, out var length) && length == KeyBytes
            ? key
            : throw new StartRefusedException($"{file} is damaged: restore it from a backup of the data folder.");
    }
}
