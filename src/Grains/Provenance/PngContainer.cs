using System.Buffers.Binary;
using System.IO.Hashing;

namespace DonatelloAI.Grains.Provenance;

/// <summary>A PNG: a signature and chunks of length, type, data and checksum. The packet is an <c>iTXt</c>, ours uncompressed behind the header.</summary>
internal sealed record PngContainer : ImageContainer
{
    private const int ChunkBytes = 12;
    private const int HeaderDataBytes = 13;

    // Signature and header chunk.
    private const int FirstChunk = 8 + ChunkBytes + HeaderDataBytes;

    // Keyword, its end, no compression and its method, no language, no translated keyword.
    private static ReadOnlySpan<byte> Keyword => "XML:com.adobe.xmp\0"u8;

    private static ReadOnlySpan<byte> KeywordInFull => "XML:com.adobe.xmp\0\0\0\0\0"u8;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>What lies in it; null where it breaks off or has no end.</summary>
    public static PngContainer? Read(ReadOnlySpan<byte> image)
    {
        var found = new PngContainer();
        for (var at = Signature.Length; image.Length - at >= ChunkBytes;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(image[at..]);
            if (length > image.Length - at - ChunkBytes)
            {
                return null;
            }

            var chunk = at..(at + ChunkBytes + (int)length);
            var type = image[(at + 4)..];
            if ((at == Signature.Length) != (type.StartsWith("IHDR"u8) && length == HeaderDataBytes))
            {
                return null;
            }

            if (type.StartsWith("IEND"u8))
            {
                return found;
            }

            found = type.StartsWith("caBX"u8) ? found with { HasManifest = true }
                : type.StartsWith("iTXt"u8) && found.Xmp is null && PlaceOf(image, chunk) is { } place ? found with { Xmp = place }
                : found;
            at = chunk.End.Value;
        }

        return null;
    }

    /// <inheritdoc/>
    public override byte[]? Write(ReadOnlySpan<byte> image, ReadOnlySpan<byte> packet) =>
        Splice(image, Xmp?.Frame ?? FirstChunk..FirstChunk, Chunk(packet));

    /// <summary>One that has no end of its texts, or is compressed in a way that there is none of, has a place and nothing in it: reading it fails.</summary>
    private static XmpPlace? PlaceOf(ReadOnlySpan<byte> image, Range chunk)
    {
        var (start, end) = (chunk.Start.Value + 8, chunk.End.Value - 4);
        var data = image[start..end];
        if (!data.StartsWith(Keyword))
        {
            return null;
        }

        var rest = data[Math.Min(Keyword.Length + 2, data.Length)..];
        var language = rest.IndexOf((byte)0);
        var translated = language < 0 ? -1 : rest[(language + 1)..].IndexOf((byte)0);
        var isDeflated = data.Length > Keyword.Length && data[Keyword.Length] != 0;
        var isKnown = translated >= 0 && (!isDeflated || data[Keyword.Length + 1] == 0);
        return new XmpPlace(chunk, isKnown ? (end - rest.Length + language + translated + 2)..end : end..end, isDeflated);
    }

    private static byte[] Chunk(ReadOnlySpan<byte> packet)
    {
        var length = KeywordInFull.Length + packet.Length;
        var chunk = new byte[ChunkBytes + length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, length);
        "iTXt"u8.CopyTo(chunk.AsSpan(4));
        KeywordInFull.CopyTo(chunk.AsSpan(8));
        packet.CopyTo(chunk.AsSpan(8 + KeywordInFull.Length));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + length), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + length)));
        return chunk;
    }
}
