using System.Buffers.Binary;

namespace DonatelloAI.Storage.Encryption;

/// <summary>The written form of sealed bytes: four letters that name the form, the version of the owner's key, nonce, ciphertext, tag.</summary>
internal static class SealedBytes
{
    /// <summary>Bytes before the nonce.</summary>
    public const int HeadBytes = 4 + sizeof(int);

    private static ReadOnlySpan<byte> Form => "dns1"u8;

    /// <summary>Stands for bytes of a person who was erased before they could be sealed.</summary>
    public static byte[] OfErased()
    {
        var written = new byte[HeadBytes];
        WriteHead(written, version: 0);
        return written;
    }

    public static void WriteHead(Span<byte> target, int version)
    {
        Form.CopyTo(target);
        BinaryPrimitives.WriteInt32BigEndian(target[Form.Length..], version);
    }

    /// <summary>Reads the version of sealed bytes; false when they are none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out int version)
    {
        version = 0;
        if (bytes.Length < HeadBytes || !bytes.StartsWith(Form))
        {
            return false;
        }

        version = BinaryPrimitives.ReadInt32BigEndian(bytes[Form.Length..]);
        return version == 0 ? bytes.Length == HeadBytes : version > 0 && bytes.Length >= HeadBytes + SealedBody.Overhead;
    }
}
