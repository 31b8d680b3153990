using System.Globalization;
using System.Text;
using DonatelloAI.Blobs;

namespace DonatelloAI.Hosting.Keys;

/// <summary>
/// Secrets in a folder, each in a file of its own: 32 bytes in base64, mode 600, <c>{name}-{version}.key</c>. A key that everybody
/// shall know before anybody uses it ends in <c>.next</c>: it opens and does not close yet.
/// </summary>
public static class KeyFiles
{
    /// <summary>Length of each secret in bytes.</summary>
    public const int KeyBytes = 32;

    /// <summary>Reads all versions of a secret; null when there is none in use.</summary>
    /// <exception cref="StartRefusedException">A file is damaged, or the folder cannot be read.</exception>
    public static VersionedKeys? Load(string folder, string name)
    {
        var (inUse, announced) = (Versions(folder, name, isNext: false), Versions(folder, name, isNext: true));
        return inUse.Count == 0
            ? null
            : new VersionedKeys(inUse.Max(), inUse.Union(announced).ToDictionary(version => version, version => Read(Existing(folder, name, version))));
    }

    /// <summary>Writes a secret; a version that is there already, in use or not, stays as it is.</summary>
    public static void Write(string folder, string name, int version, ReadOnlySpan<byte> key, bool isNext)
    {
        if (!File.Exists(PathOf(folder, name, version)) && !File.Exists(PathOf(folder, name, version, isNext: true)))
        {
            PrivateFile.Create(PathOf(folder, name, version, isNext), Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));
        }
    }

    /// <summary>Puts every announced version of a secret to use; answers how many that were.</summary>
    public static int Promote(string folder, string name)
    {
        var announced = Versions(folder, name, isNext: true);
        announced.ForEach(version => File.Move(PathOf(folder, name, version, isNext: true), PathOf(folder, name, version), overwrite: true));
        return announced.Count;
    }

    /// <summary>Where a version of a secret lies.</summary>
    public static string PathOf(string folder, string name, int version, bool isNext = false) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{version}{Extension(isNext)}"));

    private static string Existing(string folder, string name, int version) =>
        PathOf(folder, name, version) is var inUse && File.Exists(inUse) ? inUse : PathOf(folder, name, version, isNext: true);

    private static List<int> Versions(string folder, string name, bool isNext)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, $"{name}-*{Extension(isNext)}").Select(file => VersionOf(file, name)).OfType<int>().Order()];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{folder} cannot be read as a folder of keys: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>The version in a file's name; null for a name that is not one of ours, such as a copy's.</summary>
    private static int? VersionOf(string file, string name)
    {
        var digits = Path.GetFileNameWithoutExtension(file)[(name.Length + 1)..];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 && digits[0] != '0'
            ? version
            : null;
    }

    private static byte[] Read(string file)
    {
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(TextOf(file), key, out var length) && length == KeyBytes
            ? key
            : throw new StartRefusedException($"{file} is damaged: restore it from a backup of the keys.");
    }

    private static string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{file} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static string Extension(bool isNext) => isNext ? ".next" : ".key";
}

/// <summary>A secret in its versions.</summary>
/// <param name="Active">The highest version in use, which closes and signs what is new.</param>
/// <param name="Keys">All versions, announced ones too.</param>
public sealed record VersionedKeys(int Active, IReadOnlyDictionary<int, byte[]> Keys)
{
    /// <summary>The active key.</summary>
    public byte[] ActiveKey => Keys[Active];

    /// <summary>All keys, the active one first: sign with the first, accept any.</summary>
    public IReadOnlyList<byte[]> ActiveFirst =>
        [.. Keys.OrderByDescending(key => key.Key == Active).ThenByDescending(static key => key.Key).Select(static key => key.Value)];
}
