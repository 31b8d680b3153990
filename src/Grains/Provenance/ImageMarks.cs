namespace DonatelloAI.Grains.Provenance;

/// <summary>
/// Writes an image's origin into its container as XMP: the picture is not decoded, and every byte but the packet's and its frame's stays as it
/// is. What brings a C2PA manifest, and what is not understood to its last byte, is left alone: a manifest is bound to the bytes it came with.
/// Pure; never throws, whatever the bytes are.
/// </summary>
public static class ImageMarks
{
    // The box that a manifest has in AVIF and its relatives.
    private static ReadOnlySpan<byte> ManifestBox => [0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81];

    /// <summary>The image with its origin in it, where it can be.</summary>
    public static MarkedImage Mark(ReadOnlyMemory<byte> image, ImageOrigin origin)
    {
        if (Read(image.Span) is not { } container)
        {
            return new MarkedImage(image, HasXmp: false, HasManifest: image.Span.IndexOf(ManifestBox) >= 0);
        }

        var known = container.Xmp is { } place ? XmpPacket.Parse(image.Span[place.Data], place.IsDeflated) : null;
        if (container.HasManifest || known is { NamesManifest: true })
        {
            return new MarkedImage(image, HasXmp: false, HasManifest: true);
        }

        // A packet that cannot be read may say anything: it is not thrown away.
        return container.Xmp is not null && known is null ? new MarkedImage(image, HasXmp: false, HasManifest: false) : Write(image, container, known, origin);
    }

    private static MarkedImage Write(ReadOnlyMemory<byte> image, ImageContainer container, XmpPacket? known, ImageOrigin origin)
    {
        var packet = (known ?? XmpPacket.Empty()).With(origin);
        return container.Write(image.Span, packet) is { } marked
            ? new MarkedImage(marked, HasXmp: true, HasManifest: false)
            : new MarkedImage(image, HasXmp: false, HasManifest: false);
    }

    private static ImageContainer? Read(ReadOnlySpan<byte> image) =>
        image.StartsWith(PngContainer.Signature) ? PngContainer.Read(image)
        : image.StartsWith(JpegContainer.Signature) ? JpegContainer.Read(image)
        : image.StartsWith("RIFF"u8) && image.Length >= WebPContainer.HeaderBytes && image[8..].StartsWith("WEBP"u8) ? WebPContainer.Read(image)
        : null;
}
