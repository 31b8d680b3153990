using System.Buffers.Binary;

namespace DonatelloAI.Providers.Pictures;

/// <summary>
/// Whether a picture's bytes reach its end, without decoding it. What follows the end does no harm: some vendors pad, and some
/// devices append.
/// </summary>
public static class PictureEnd
{
    private const int PngSignatureBytes = 8;

    // Length, type and checksum around a chunk's data.
    private const int PngChunkBytes = 12;
    private const int RiffHeaderBytes = 8;
    private const byte JpegStartOfScan = 0xDA;

    /// <summary>False when the bytes break off; true for a format that says nothing about its end.</summary>
    public static bool IsThere(PictureFormat format, ReadOnlySpan<byte> bytes) => format.Name switch
    {
        "png" => PngHasEnd(bytes),
        "jpeg" => JpegHasEnd(bytes),
        "webp" => BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + (long)RiffHeaderBytes <= bytes.Length,
        _ => true,
    };

    private static bool PngHasEnd(ReadOnlySpan<byte> bytes)
    {
        for (long at = PngSignatureBytes; at + PngChunkBytes <= bytes.Length;)
        {
            var chunk = bytes[(int)at..];
            if (chunk[4..].StartsWith("IEND"u8)) return true;
            at += PngChunkBytes + (long)BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }

        return false;
    }

    // From the scan on, since a preview inside the header has an end of its own; within a scan no end is written but the end.
    private static bool JpegHasEnd(ReadOnlySpan<byte> bytes) =>
        Scan(bytes) is var scan && scan >= 0 && bytes[scan..].IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0;

    private static int Scan(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; at + 4 <= bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF) { at++; continue; }
            if (marker == JpegStartOfScan) return at;
            at += marker is 0x01 or (>= 0xD0 and <= 0xD8) ? 2 : 2 + Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]));
        }

        return -1;
    }
}
