using System.Buffers.Binary;

namespace DonatelloAI.Grains.Provenance;

/// <summary>
/// A WebP: a RIFF of chunks. The packet is the last of them, and a flag in the first says so; an image of the simple form, which has no such
/// chunk, gets one.
/// </summary>
internal sealed record WebPContainer : ImageContainer
{
    public const int HeaderBytes = 12;

    private const int ChunkHeaderBytes = 8;
    private const int ExtendedBytes = 10;
    private const byte XmpFlag = 0x04;
    private const byte AlphaFlag = 0x10;

    /// <summary>Where the file ends by its own account; what follows is not its own.</summary>
    private int End { get; init; }

    /// <summary>The chunk that an image of the simple form lacks; null for one of the extended form.</summary>
    private byte[]? Extended { get; init; }

    /// <summary>What lies in it; null where it breaks off, or its chunks don't fill it.</summary>
    public static WebPContainer? Read(ReadOnlySpan<byte> image)
    {
        var stated = BinaryPrimitives.ReadUInt32LittleEndian(image[4..]);
        if (stated > image.Length - ChunkHeaderBytes || image[HeaderBytes..] is not { Length: >= ChunkHeaderBytes } first)
        {
            return null;
        }

        var found = new WebPContainer { End = ChunkHeaderBytes + (int)stated };
        return first.StartsWith("VP8X"u8) ? found.WithChunks(image, at: HeaderBytes, ExtendedBytes)
            : Simple(first) is { } extended ? (found with { Extended = extended }).WithChunks(image, HeaderBytes, firstBytes: null)
            : null;
    }

    /// <inheritdoc/>
    public override byte[]? Write(ReadOnlySpan<byte> image, ReadOnlySpan<byte> packet)
    {
        var end = End + (Extended?.Length ?? 0);
        var marked = Extended is null ? image.ToArray() : Splice(image, HeaderBytes..HeaderBytes, Extended);
        marked[HeaderBytes + ChunkHeaderBytes] |= XmpFlag;
        var chunk = Chunk(packet);
        var replaced = Xmp?.Frame ?? end..end;
        var spliced = Splice(marked, replaced, chunk);
        BinaryPrimitives.WriteInt32LittleEndian(spliced.AsSpan(4), end - ChunkHeaderBytes + chunk.Length - (replaced.End.Value - replaced.Start.Value));
        return spliced;
    }

    private WebPContainer? WithChunks(ReadOnlySpan<byte> image, int at, int? firstBytes)
    {
        var found = this;
        while (found.End - at >= ChunkHeaderBytes)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(image[(at + 4)..]);
            var padded = (long)length + (length & 1);
            if (padded > found.End - at - ChunkHeaderBytes || (at == HeaderBytes && firstBytes is { } bytes && length != bytes))
            {
                return null;
            }

            var end = at + ChunkHeaderBytes + (int)padded;
            found = image[at..].StartsWith("C2PA"u8) ? found with { HasManifest = true }
                : image[at..].StartsWith("XMP "u8) && found.Xmp is null
                    ? found with { Xmp = new XmpPlace(at..end, (at + ChunkHeaderBytes)..(at + ChunkHeaderBytes + (int)length)) }
                : found;
            at = end;
        }

        // A simple image is one chunk: its packet would be no part of the form.
        return at == found.End && (found.Extended is null || found.Xmp is null) ? found : null;
    }

    /// <summary>What the extended form says of an image of the simple one: its size, and whether it lets something through.</summary>
    private static byte[]? Simple(ReadOnlySpan<byte> chunk)
    {
        var data = chunk[ChunkHeaderBytes..];
        if (chunk.StartsWith("VP8L"u8) && data.Length >= 5 && data[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return ExtendedOf((int)(bits & 0x3FFF), (int)((bits >> 14) & 0x3FFF), (bits & 0x1000_0000) != 0);
        }

        var isKeyFrame = chunk.StartsWith("VP8 "u8) && data.Length >= 10 && data[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]);
        var (width, height) = isKeyFrame ? (Little16(data[6..]) & 0x3FFF, Little16(data[8..]) & 0x3FFF) : (0, 0);
        return width == 0 || height == 0 ? null : ExtendedOf(width - 1, height - 1, hasAlpha: false);
    }

    private static byte[] ExtendedOf(int widthLessOne, int heightLessOne, bool hasAlpha)
    {
        var chunk = new byte[ChunkHeaderBytes + ExtendedBytes];
        "VP8X"u8.CopyTo(chunk);
        chunk[4] = ExtendedBytes;
        chunk[8] = hasAlpha ? AlphaFlag : (byte)0;
        Write24(chunk.AsSpan(12), widthLessOne);
        Write24(chunk.AsSpan(15), heightLessOne);
        return chunk;
    }

    private static byte[] Chunk(ReadOnlySpan<byte> packet)
    {
        var chunk = new byte[ChunkHeaderBytes + packet.Length + (packet.Length & 1)];
        "XMP "u8.CopyTo(chunk);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), packet.Length);
        packet.CopyTo(chunk.AsSpan(ChunkHeaderBytes));
        return chunk;
    }

    private static void Write24(Span<byte> place, int value) =>
        (place[0], place[1], place[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));

    private static int Little16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
