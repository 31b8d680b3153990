using System.Security.Cryptography;

namespace DonatelloAI.Storage.Encryption;

/// <summary>
/// One key of one person, ready to use. The cipher holds the only copy of the key, and letting it go wipes it. A cipher is not safe
/// for threads and costs more to make than to use, so callers take turns: they are calls for one person.
/// </summary>
internal sealed class DataKey(ReadOnlySpan<byte> key) : IDisposable
{
    private readonly Lock _turn = new();
    private AesGcm? _cipher = new(key, SealedBody.TagBytes);

    /// <summary>Encrypts a content where it lies; false when the key was let go.</summary>
    public bool TryEncrypt(ReadOnlySpan<byte> nonce, Span<byte> content, Span<byte> tag, ReadOnlySpan<byte> context)
    {
        lock (_turn)
        {
            _cipher?.Encrypt(nonce, content, content, tag, context);
            return _cipher is not null;
        }
    }

    /// <summary>Decrypts a content where it lies; a damaged one is wiped.</summary>
    public DecryptResult Decrypt(ReadOnlySpan<byte> nonce, Span<byte> content, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> context)
    {
        try
        {
            lock (_turn)
            {
                _cipher?.Decrypt(nonce, content, tag, content, context);
                return _cipher is null ? DecryptResult.LetGo : DecryptResult.Decrypted;
            }
        }
        catch (AuthenticationTagMismatchException)
        {
            return DecryptResult.Damaged;
        }
    }

    /// <summary>Lets the key go, once nobody is in the middle of using it.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _cipher?.Dispose();
            _cipher = null;
        }
    }
}

/// <summary>What became of a decryption.</summary>
internal enum DecryptResult
{
    /// <summary>It is not what was encrypted.</summary>
    Damaged = 0,

    /// <summary>The content lies in clear.</summary>
    Decrypted,

    /// <summary>The key was let go meanwhile: load it again.</summary>
    LetGo,
}
