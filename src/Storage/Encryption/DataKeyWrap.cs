using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace DonatelloAI.Storage.Encryption;

/// <summary>
/// Wraps persons' keys under a master key with AES-256-GCM and opens them. Owner and version are authenticated, so a wrapped key
/// that was copied to another row does not open.
/// </summary>
public sealed class DataKeyWrap(MasterKeys masters)
{
    /// <summary>Length of a wrapped key: nonce, the key, tag.</summary>
    public const int WrappedBytes = NonceBytes + MasterKeys.KeyBytes + TagBytes;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int ContextBytes = 16 + sizeof(int);

    private readonly ConcurrentDictionary<int, byte[]> _keys = new();

    /// <summary>The version that <see cref="Wrap"/> uses.</summary>
    public int ActiveVersion => masters.ActiveVersion;

    /// <summary>True when a master version is there.</summary>
    public bool Has(int masterVersion) => masters.Has(masterVersion);

    /// <summary>Wraps a key under the active master key.</summary>
    public byte[] Wrap(Guid ownerId, int version, ReadOnlySpan<byte> key)
    {
        var wrapped = new byte[WrappedBytes];
        var nonce = wrapped.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = Cipher(ActiveVersion);
        cipher.Encrypt(
            nonce,
            key,
            wrapped.AsSpan(NonceBytes, MasterKeys.KeyBytes),
            wrapped.AsSpan(NonceBytes + MasterKeys.KeyBytes),
            Context(stackalloc byte[ContextBytes], ownerId, version));
        return wrapped;
    }

    /// <summary>Opens a wrapped key into a buffer; false when it is damaged.</summary>
    public bool TryUnwrap(Guid ownerId, int version, int masterVersion, ReadOnlySpan<byte> wrapped, Span<byte> key)
    {
        if (wrapped.Length != WrappedBytes)
        {
            return false;
        }

        using var cipher = Cipher(masterVersion);
        try
        {
            cipher.Decrypt(
                wrapped[..NonceBytes],
                wrapped.Slice(NonceBytes, MasterKeys.KeyBytes),
                wrapped[(NonceBytes + MasterKeys.KeyBytes)..],
                key,
                Context(stackalloc byte[ContextBytes], ownerId, version));
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private AesGcm Cipher(int masterVersion) =>
        new(_keys.GetOrAdd(masterVersion, static (version, keys) => keys.Derive(KeyPurposes.DataKeys, version), masters), TagBytes);

    private static ReadOnlySpan<byte> Context(Span<byte> target, Guid ownerId, int version)
    {
        ownerId.TryWriteBytes(target, bigEndian: true, out var written);
        BinaryPrimitives.WriteInt32BigEndian(target[written..], version);
        return target;
    }
}
