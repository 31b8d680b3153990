using System.Security.Cryptography;
using System.Text;

namespace DonatelloAI.Storage.Encryption;

/// <summary>
/// The master keys of an installation by version. One is active: keys of persons are wrapped under it. The others only open
/// what they closed, until everything is wrapped anew and they are dropped. Versions are never used again.
/// </summary>
/// <remarks>Immutable and safe for threads. It lives as long as the process, so its keys are not wiped.</remarks>
public sealed class MasterKeys
{
    /// <summary>Length of each key in bytes.</summary>
    public const int KeyBytes = 32;

    private readonly SortedDictionary<int, byte[]> _keys;

    /// <summary>Takes the keys as they are.</summary>
    /// <param name="activeVersion">The version that wraps; one of the keys'.</param>
    /// <param name="keys">256 bits for each version.</param>
    /// <exception cref="ArgumentException">A version is below 1, a key has another length, or the active version is none of them.</exception>
    public MasterKeys(int activeVersion, IReadOnlyDictionary<int, byte[]> keys)
    {
        if (keys.Any(static key => key.Key < 1 || key.Value.Length != KeyBytes))
        {
            throw new ArgumentException($"A master key has a version above zero and {KeyBytes} bytes.", nameof(keys));
        }

        _keys = new SortedDictionary<int, byte[]>(keys.ToDictionary());
        ActiveVersion = _keys.ContainsKey(activeVersion)
            ? activeVersion
            : throw new ArgumentException($"There is no master key of version {activeVersion}.", nameof(activeVersion));
    }

    /// <summary>The version that wraps what is new.</summary>
    public int ActiveVersion { get; }

    /// <summary>All versions, oldest first.</summary>
    public IReadOnlyCollection<int> Versions => _keys.Keys;

    /// <summary>True when a version is there.</summary>
    public bool Has(int version) => _keys.ContainsKey(version);

    /// <summary>A 256-bit key for one purpose, derived from the active master key, so that no two uses share one.</summary>
    /// <param name="purpose">Names the use, one of <see cref="KeyPurposes"/>; the same name always gives the same key.</param>
    public byte[] Derive(string purpose) => Derive(purpose, ActiveVersion);

    /// <summary>The key for a purpose from a certain version.</summary>
    /// <exception cref="KeyNotFoundException">The version is not there.</exception>
    public byte[] Derive(string purpose, int version) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _keys[version], KeyBytes, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>The keys for a purpose, the active version's first: sign with the first, accept any.</summary>
    public IReadOnlyList<byte[]> DeriveAll(string purpose) =>
        [.. Versions.OrderByDescending(version => version == ActiveVersion).ThenByDescending(version => version).Select(version => Derive(purpose, version))];
}
