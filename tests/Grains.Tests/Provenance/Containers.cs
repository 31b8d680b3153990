using System.Buffers.Binary;
using System.IO.Hashing;

namespace DonatelloAI.Grains.Tests.Provenance;

/// <summary>Small containers, made part by part. Nothing decodes them, so their pictures are a few bytes of nothing.</summary>
internal static class Containers
{
    public const string Png = "png";
    public const string Jpeg = "jpeg";
    public const string WebP = "webp";

    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A container with a part of its own between header and picture.</summary>
    public static byte[] Of(string format, params byte[][] parts) => format switch
    {
        Png => [.. PngSignature, .. Chunk("IHDR", new byte[13]), .. parts.SelectMany(part => part), .. Chunk("IDAT", [1, 2, 3, 4]), .. Chunk("IEND", [])],
        Jpeg => [0xFF, 0xD8, .. Segment(0xE0, "JFIF\0"u8.ToArray()), .. parts.SelectMany(part => part), .. Segment(0xDA, [0]), 5, 6, 7, 0xFF, 0xD9],
        _ => Riff([.. Riffed("VP8X", [0x02, 0, 0, 0, 9, 0, 0, 9, 0, 0]), .. parts.SelectMany(part => part), .. Riffed("VP8 ", [1, 2, 3, 4])]),
    };

    /// <summary>A manifest as each container carries one.</summary>
    public static byte[] Manifest(string format) => format switch
    {
        Png => Chunk("caBX", "the manifest"u8.ToArray()),
        Jpeg => Segment(0xEB, [(byte)'J', (byte)'P', 0, 1, 0, 0, 0, 1, .. "....jumb....jumdc2pa"u8]),
        _ => Riffed("C2PA", "the manifest"u8.ToArray()),
    };

    /// <summary>A packet as each container carries one.</summary>
    public static byte[] Xmp(string format, byte[] packet) => format switch
    {
        Png => Chunk("iTXt", [.. "XML:com.adobe.xmp\0\0\0en\0Metadata\0"u8, .. packet]),
        Jpeg => Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. packet]),
        _ => Riffed("XMP ", packet),
    };

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        return [.. Big32(data.Length), .. body, .. Big32((int)Crc32.HashToUInt32(body))];
    }

    public static byte[] Segment(byte marker, byte[] data) => [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    public static byte[] Riffed(string name, byte[] data) =>
        [.. System.Text.Encoding.ASCII.GetBytes(name), .. Little32(data.Length), .. data, .. new byte[data.Length & 1]];

    public static byte[] Riff(byte[] chunks) => [.. "RIFF"u8, .. Little32(chunks.Length + 4), .. "WEBP"u8, .. chunks];

    private static byte[] Big32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
