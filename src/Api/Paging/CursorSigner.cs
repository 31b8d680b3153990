using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DonatelloAI.Api.Paging;

/// <summary>
/// Cursors that say nothing and open one list of one organisation only: a position with an HMAC over it, the organisation and
/// the list's name. A cursor never widens what its holder may see; the seal keeps positions from being made up.
/// </summary>
/// <param name="key">At least <see cref="MinKeyBytes"/> bytes, the same in every process of the front end.</param>
internal sealed class CursorSigner(byte[] key)
{
    /// <summary>Shortest key that is accepted, in bytes.</summary>
    public const int MinKeyBytes = 32;

    private const int SealBytes = 16;

    private readonly byte[] _key = key.Length >= MinKeyBytes
        ? key
        : throw new ArgumentException($"The cursor key needs at least {MinKeyBytes} bytes.", nameof(key));

    /// <summary>Writes a position.</summary>
    public string Write<T>(T position, Guid organizationId, string list)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(position);
        return Base64Url.EncodeToString([.. Seal(text, organizationId, list), .. text]);
    }

    /// <summary>Reads a position; false when it was altered, or made for another organisation or list.</summary>
    public bool TryRead<T>(string cursor, Guid organizationId, string list, out T? position)
    {
        position = default;
        if (!Base64Url.IsValid(cursor))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(cursor).AsSpan();
        if (bytes.Length <= SealBytes || !CryptographicOperations.FixedTimeEquals(bytes[..SealBytes], Seal(bytes[SealBytes..], organizationId, list)))
        {
            return false;
        }

        position = JsonSerializer.Deserialize<T>(bytes[SealBytes..]);
        return true;
    }

    private byte[] Seal(ReadOnlySpan<byte> text, Guid organizationId, string list)
    {
        byte[] message = [.. organizationId.ToByteArray(), .. Encoding.UTF8.GetBytes(list), 0, .. text];
        return HMACSHA256.HashData(_key, message)[..SealBytes];
    }
}
