using System.Buffers.Binary;

namespace DonatelloAI.Grains.Provenance;

/// <summary>A JPEG: segments up to the first scan. The packet is an <c>APP1</c> behind those that must come first.</summary>
internal sealed record JpegContainer : ImageContainer
{
    private const int MarkerBytes = 2;
    private const int LengthBytes = 2;
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte App0 = 0xE0;
    private const byte App1 = 0xE1;
    private const byte App11 = 0xEB;

    // What a segment's length can count, itself included.
    private const int MaxSegmentBytes = ushort.MaxValue;

    private static ReadOnlySpan<byte> XmpName => "http://ns.adobe.com/xap/1.0/\0"u8;

    public static ReadOnlySpan<byte> Signature => [0xFF, 0xD8, 0xFF];

    /// <summary>Where a new packet goes: behind JFIF and Exif, which readers look for at the beginning.</summary>
    private int InsertAt { get; init; } = MarkerBytes;

    /// <summary>What lies before its first scan; null where it breaks off earlier.</summary>
    public static JpegContainer? Read(ReadOnlySpan<byte> image)
    {
        var found = new JpegContainer();
        for (var at = MarkerBytes; image.Length - at >= MarkerBytes + LengthBytes;)
        {
            var marker = image[at + 1];
            if (image[at] != 0xFF || marker is EndOfImage or 0x00)
            {
                return null;
            }

            if (marker is 0xFF or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                // A fill byte, or a marker without a segment.
                at += marker == 0xFF ? 1 : MarkerBytes;
                continue;
            }

            if (marker == StartOfScan)
            {
                return found;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(image[(at + MarkerBytes)..]);
            if (length < LengthBytes || length > image.Length - at - MarkerBytes)
            {
                return null;
            }

            found = found.And(image, marker, at..(at + MarkerBytes + length));
            at += MarkerBytes + length;
        }

        return null;
    }

    /// <inheritdoc/>
    public override byte[]? Write(ReadOnlySpan<byte> image, ReadOnlySpan<byte> packet)
    {
        var length = LengthBytes + XmpName.Length + packet.Length;
        if (length > MaxSegmentBytes)
        {
            return null;
        }

        var segment = new byte[MarkerBytes + length];
        (segment[0], segment[1]) = (0xFF, App1);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(MarkerBytes), (ushort)length);
        XmpName.CopyTo(segment.AsSpan(MarkerBytes + LengthBytes));
        packet.CopyTo(segment.AsSpan(MarkerBytes + LengthBytes + XmpName.Length));
        return Splice(image, Xmp?.Frame ?? InsertAt..InsertAt, segment);
    }

    private JpegContainer And(ReadOnlySpan<byte> image, byte marker, Range segment)
    {
        var start = segment.Start.Value + MarkerBytes + LengthBytes;
        var data = image[start..segment.End.Value];
        var isFirst = segment.Start.Value == InsertAt && (marker == App0 || (marker == App1 && data.StartsWith("Exif\0"u8)));
        return isFirst ? this with { InsertAt = segment.End.Value }
            : marker == App11 && IsManifest(data) ? this with { HasManifest = true }
            : marker == App1 && Xmp is null && data.StartsWith(XmpName) ? this with { Xmp = new XmpPlace(segment, (start + XmpName.Length)..segment.End.Value) }
            : this;
    }

    /// <summary>JUMBF has other uses, too: a manifest's says what it is.</summary>
    private static bool IsManifest(ReadOnlySpan<byte> data) => data.StartsWith("JP"u8) && data.IndexOf("c2pa"u8) >= 0;
}
