using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Blobs;

namespace DonatelloAI.Standalone;

/// <summary>
/// The two secrets of an installation, made at its first start: the master key, under which keys of persons are sealed, and
/// the pepper, under which API keys are hashed. Whoever loses them loses every prompt and every API key with them, so a
/// backup of the data folder holds them too.
/// </summary>
/// <remarks>Each lies in a file of its own, base64, mode 600; the number in its name leaves room for the next one.</remarks>
public sealed class KeyRing
{
    /// <summary>Length of each secret in bytes.</summary>
    public const int KeyBytes = 32;

    private readonly byte[] _masterKey;
    private readonly byte[] _pepper;

    private KeyRing(byte[] masterKey, byte[] pepper) => (_masterKey, _pepper) = (masterKey, pepper);

    /// <summary>The master key, 256 bits.</summary>
    public ReadOnlySpan<byte> MasterKey => _masterKey;

    /// <summary>The pepper, 256 bits.</summary>
    public ReadOnlySpan<byte> Pepper => _pepper;

    /// <summary>A 256-bit key for one purpose, derived from the master key, so that no two uses share one.</summary>
    /// <param name="purpose">Names the use; the same name always gives the same key.</param>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _masterKey, KeyBytes, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>Reads the key ring, and makes what is missing as long as nothing depends on it.</summary>
    /// <exception cref="StartRefusedException">A secret is missing although there is a database, or is damaged.</exception>
    public static KeyRing Open(DataFolder folder)
    {
        PrivateFolder.Create(folder.Keys);
        var fresh = !File.Exists(folder.Database);
        return new KeyRing(
            ReadOrMake(Path.Combine(folder.Keys, "master-1.key"), fresh),
            ReadOrMake(Path.Combine(folder.Keys, "pepper-1.key"), fresh));
    }

    private static byte[] ReadOrMake(string file, bool fresh)
    {
        if (File.Exists(file))
        {
            return Read(file);
        }

        return fresh
            ? Make(file)
            : throw new StartRefusedException($"{file} is missing, and what the database holds cannot be read without it: restore it from a backup of the data folder.");
    }

    private static byte[] Make(string file)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        PrivateFile.Create(file, Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));
        return key;
    }

    private static byte[] Read(string file)
    {
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(File.ReadAllText(file).Trim(), key, out var length) && length == KeyBytes
            ? key
            : throw new StartRefusedException($"{file} is damaged: restore it from a backup of the data folder.");
    }
}
