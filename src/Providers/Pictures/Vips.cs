using System.Runtime.InteropServices;
using NetVips;

namespace DonatelloAI.Providers.Pictures;

/// <summary>libvips, set up for a server and for bytes from strangers.</summary>
internal static class Vips
{
    private static readonly Lazy<bool> Prepared = new(SetUp);

    /// <summary>Sets libvips up once; every use of it must come after.</summary>
    public static void Prepare() => _ = Prepared.Value;

    /// <summary>Encodes pixels of red, green and blue.</summary>
    /// <param name="pixels">At least width x height x 3 bytes; more are left alone, as in a rented buffer.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="format">png, jpeg or webp.</param>
    /// <param name="quality">1 to 100; a PNG has none.</param>
    public static byte[] Encode(byte[] pixels, int width, int height, string format, int quality)
    {
        var pin = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            using var image = Image.NewFromMemory(
                pin.AddrOfPinnedObject(), (ulong)width * (ulong)height * 3, width, height, bands: 3, Enums.BandFormat.Uchar);
            return Save(image, format, quality);
        }
        finally
        {
            pin.Free();
        }
    }

    private static byte[] Save(Image image, string format, int quality)
    {
        using var srgb = image.Copy(interpretation: Enums.Interpretation.Srgb);
        return format switch
        {
            "png" => srgb.PngsaveBuffer(compression: 3, filter: Enums.ForeignPngFilter.Sub, keep: Enums.ForeignKeep.None),
            "jpeg" => srgb.JpegsaveBuffer(q: quality, keep: Enums.ForeignKeep.None),
            "webp" => srgb.WebpsaveBuffer(q: quality, effort: 2, keep: Enums.ForeignKeep.None),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "png, jpeg or webp."),
        };
    }

    private static bool SetUp()
    {
        // One thread a picture: pictures run beside each other, and the desk counts them.
        NetVips.NetVips.Concurrency = 1;

        // Every picture is met once, so that a cache would only hold memory.
        Cache.Max = 0;
        Cache.MaxFiles = 0;
        Cache.MaxMem = 0;

        // Only decoders that are meant for bytes from strangers.
        NetVips.NetVips.BlockUntrusted = true;
        return true;
    }
}
