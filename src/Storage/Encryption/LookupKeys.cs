using System.Security.Cryptography;
using System.Text;

namespace DonatelloAI.Storage.Encryption;

/// <summary>
/// Keys of the hashes by which a row is found again: API keys, refresh tokens, mail addresses. They come from the pepper and not
/// from a master key, because a rotation would leave every stored hash without its key and nobody could sign in.
/// </summary>
public sealed class LookupKeys
{
    /// <summary>Version of the pepper, which rows keep beside a blind index.</summary>
    public const int Version = 1;

    private readonly byte[] _pepper;

    /// <summary>Takes the pepper, 256 bits.</summary>
    public LookupKeys(byte[] pepper)
    {
        _pepper = pepper.Length == MasterKeys.KeyBytes
            ? pepper
            : throw new ArgumentException($"The pepper has {MasterKeys.KeyBytes} bytes.", nameof(pepper));
        EmailIndex = HKDF.DeriveKey(HashAlgorithmName.SHA256, pepper, MasterKeys.KeyBytes, info: Encoding.UTF8.GetBytes(KeyPurposes.EmailIndex));
    }

    /// <summary>Key of the hashes of API keys and tokens: the pepper itself.</summary>
    public ReadOnlySpan<byte> Pepper => _pepper;

    /// <summary>Key of the blind index of mail addresses.</summary>
    internal byte[] EmailIndex { get; }
}
