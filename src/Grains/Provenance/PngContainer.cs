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
                : found.Xmp is null && PlaceOf(image, chunk) is { } place ? found with { Xmp = place }
                : found;
            at = chunk.End.Value;
        }

        return null;
    }

    /// <inheritdoc/>
    public override byte[]? Write(ReadOnlySpan<byte> image, ReadOnlySpan<byte> packet) =>
        Splice(image, Xmp?.Frame ?? FirstChunk..FirstChunk, Chunk(packet));

    /// <summary>
    /// Where a packet lies, in a chunk of any of the three kinds of text: it belongs into an <c>iTXt</c>, and libvips puts it into a <c>tEXt</c>. One that
    /// has no end of its texts, or is compressed in a way that there is none of, has a place and nothing in it: reading it fails.
    /// </summary>
    private static XmpPlace? PlaceOf(ReadOnlySpan<byte> image, Range chunk)
    {
        var (start, end) = (chunk.Start.Value + 8, chunk.End.Value - 4);
        var type = image[(start - 4)..start];
        var data = image[start..end];
        if (!data.StartsWith(Keyword))
        {
            return null;
        }

        var rest = data[Keyword.Length..];
        return type.SequenceEqual("tEXt"u8) ? new XmpPlace(chunk, (end - rest.Length)..end)
            : type.SequenceEqual("zTXt"u8) ? new XmpPlace(chunk, rest.StartsWith((byte)0) ? (end - rest.Length + 1)..end : end..end, IsDeflated: true)
            : type.SequenceEqual("iTXt"u8) ? new XmpPlace(chunk, (end - InternationalText(rest).Length)..end, rest.Length > 0 && rest[0] != 0)
            : null;
    }

    /// <summary>What follows flag and method of compression, a language and a translated keyword; nothing where one of them is missing.</summary>
    private static ReadOnlySpan<byte> InternationalText(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2 || (rest[0] != 0 && rest[1] != 0))
        {
            return [];
        }

        var texts = rest[2..];
        var language = texts.IndexOf((byte)0);
        var translated = language < 0 ? -1 : texts[(language + 1)..].IndexOf((byte)0);
        return translated < 0 ? [] : texts[(language + translated + 2)..];
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
