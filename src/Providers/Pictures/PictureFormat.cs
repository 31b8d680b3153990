using System.Buffers.Binary;

namespace DonatelloAI.Providers.Pictures;

/// <summary>What the first bytes of a picture say about it, without decoding it.</summary>
/// <param name="Name">Short name, such as <c>png</c>, as in a model's output formats.</param>
/// <param name="ContentType">Media type, such as <c>image/png</c>.</param>
/// <param name="Width">Pixels from left to right as the header states them; 0 where it states none.</param>
/// <param name="Height">Pixels from top to bottom as the header states them; 0 where it states none.</param>
public sealed record PictureFormat(string Name, string ContentType, int Width, int Height)
{
    /// <summary>Most pixels that anything here decodes: 100 million, 300 MB of red, green and blue.</summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>True when the header states a size and it can be decoded safely.</summary>
    public bool IsDecodable => Width > 0 && Height > 0 && (long)Width * Height <= MaxPixels;

    /// <summary>The format of a PNG, JPEG, WebP, GIF or AVIF; null for anything else.</summary>
    public static PictureFormat? Recognise(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? Png(bytes)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? Jpeg(bytes)
        : bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8) ? Gif(bytes)
        : bytes.Length >= 16 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8) ? WebP(bytes)
        : bytes.Length >= 16 && bytes[4..].StartsWith("ftyp"u8) && IsAvif(bytes) ? Avif(bytes)
        : null;

    private static PictureFormat Png(ReadOnlySpan<byte> bytes) => bytes.Length >= 24 && bytes[12..].StartsWith("IHDR"u8)
        ? Sized("png", Big32(bytes[16..]), Big32(bytes[20..]))
        : Sized("png", 0, 0);

    private static PictureFormat Gif(ReadOnlySpan<byte> bytes) => bytes.Length >= 10
        ? Sized("gif", Little16(bytes[6..]), Little16(bytes[8..]))
        : Sized("gif", 0, 0);

    private static PictureFormat Jpeg(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; at + 9 <= bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF) { at++; continue; }
            if (IsFrame(marker)) return Sized("jpeg", Big16(bytes[(at + 7)..]), Big16(bytes[(at + 5)..]));
            at += marker is 0x01 or (>= 0xD0 and <= 0xD8) ? 2 : 2 + Math.Max(2, (int)Big16(bytes[(at + 2)..]));
        }

        return Sized("jpeg", 0, 0);
    }

    // Start of frame; C4, C8 and CC in between are tables and reserved.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static PictureFormat WebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30) return Sized("webp", 0, 0);
        if (bytes[12..].StartsWith("VP8X"u8)) return Sized("webp", 1 + Little24(bytes[24..]), 1 + Little24(bytes[27..]));
        if (bytes[12..].StartsWith("VP8 "u8)) return Sized("webp", Little16(bytes[26..]) & 0x3FFF, Little16(bytes[28..]) & 0x3FFF);
        if (!bytes[12..].StartsWith("VP8L"u8) || bytes[20] != 0x2F) return Sized("webp", 0, 0);

        var bits = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
        return Sized("webp", 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF));
    }

    private static bool IsAvif(ReadOnlySpan<byte> bytes)
    {
        var length = (int)Math.Min((uint)bytes.Length, Math.Min(Big32(bytes), 256));
        for (var at = 8; at + 4 <= length; at += 4) if (bytes[at..].StartsWith("avif"u8) || bytes[at..].StartsWith("avis"u8)) return true;
        return false;
    }

    // The largest «image spatial extents» is the picture; others are its tiles and thumbnails.
    private static PictureFormat Avif(ReadOnlySpan<byte> bytes)
    {
        var (width, height) = (0L, 0L);
        var head = bytes[..Math.Min(bytes.Length, 65_536)];
        for (var at = head.IndexOf("ispe"u8); at >= 0 && at + 16 <= head.Length;)
        {
            width = Math.Max(width, Big32(head[(at + 8)..]));
            height = Math.Max(height, Big32(head[(at + 12)..]));
            var next = head[(at + 4)..].IndexOf("ispe"u8);
            at = next < 0 ? -1 : at + 4 + next;
        }

        return Sized("avif", width, height);
    }

    private static PictureFormat Sized(string name, long width, long height) => width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue
        ? new PictureFormat(name, $"image/{name}", (int)width, (int)height)
        : new PictureFormat(name, $"image/{name}", 0, 0);

    private static uint Big32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static uint Big16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Little16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static int Little24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
