using System.Buffers.Binary;

namespace DonatelloAI.Providers.Tests.Pictures;

/// <summary>The first bytes of pictures, without the pictures.</summary>
internal static class Headers
{
    public static byte[] Png(int width, int height) =>
        [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', 0, 0, 0, 13, .. "IHDR"u8, .. Big(width), .. Big(height), 8, 2, 0, 0, 0];

    public static byte[] Gif(short width, short height) => [.. "GIF89a"u8, .. Little(width)[..2], .. Little(height)[..2], 0, 0, 0];

    public static byte[] Avif(int width, int height) =>
        [0, 0, 0, 24, .. "ftypmif1"u8, 0, 0, 0, 0, .. "miafavif"u8, 0, 0, 0, 20, .. "ispe"u8, 0, 0, 0, 0, .. Big(width), .. Big(height)];

    public static byte[] LosslessWebP(int width, int height) =>
        [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8L"u8, 0, 0, 0, 0, 0x2F, .. Little((width - 1) | ((height - 1) << 14)), 0, 0, 0, 0, 0];

    public static byte[] ExtendedWebP(int width, int height) =>
        [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, .. Little(width - 1)[..3], .. Little(height - 1)[..3]];

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
