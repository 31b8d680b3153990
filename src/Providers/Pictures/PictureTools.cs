using DonatelloAI.Grains.Providers;
using NetVips;

namespace DonatelloAI.Providers.Pictures;

/// <summary>
/// Thumbnails by libvips: upright, without metadata, on white where the picture lets something through. A picture that
/// breaks off is shown as far as it goes.
/// </summary>
public sealed class PictureTools(PictureDesk desk) : IPictureTools
{
    private const int Quality = 80;

    /// <inheritdoc/>
    public bool CanShrink(ReadOnlyMemory<byte> image) => PictureFormat.Recognise(image.Span) is { IsDecodable: true };

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> Thumbnail(ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
    {
        // The header is read before a decoder sees a byte: a small file may claim a picture that fills the memory.
        if (!CanShrink(image)) return null;

        var thumbnail = await desk.Work(() => Shrink(image), cancellationToken);
        return thumbnail is null ? default(ReadOnlyMemory<byte>?) : thumbnail;
    }

    private static byte[]? Shrink(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var small = Image.ThumbnailBuffer(
                bytes.ToArray(), IPictureTools.ThumbnailEdge, height: IPictureTools.ThumbnailEdge, size: Enums.Size.Down, failOn: Enums.FailOn.Error);
            using var flat = small.HasAlpha() ? small.Flatten(background: [255, 255, 255]) : small.Copy();
            return flat.JpegsaveBuffer(q: Quality, keep: Enums.ForeignKeep.None);
        }
        catch (VipsException)
        {
            return null;
        }
    }
}
