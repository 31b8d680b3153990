using System.Text;
using System.Xml.Linq;
using DonatelloAI.Grains.Provenance;
using NetVips;

namespace DonatelloAI.Providers.Tests.Provenance;

/// <summary>An origin as libvips, libjpeg, libpng and libwebp read it back; they know nothing of who wrote it.</summary>
public sealed class ReadBackTests
{
    private static readonly ImageOrigin Origin = new(
        Guid.Parse("01999c0d-1234-7abc-8def-0123456789ab"), "vendor/painter", DigitalSourceType.TrainedAlgorithmicMedia, new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(".png", 3)]
    [InlineData(".png", 4)]
    [InlineData(".jpg[Q=80]", 3)]
    [InlineData(".webp[Q=80]", 3)]
    [InlineData(".webp[Q=80]", 4)]
    [InlineData(".webp[lossless]", 3)]
    [InlineData(".webp[lossless]", 4)]
    public void Reader_OfAMarkedPicture_FindsOriginAndTheSamePixels(string format, int bands)
    {
        var bytes = Painted(format, bands);

        var marked = ImageMarks.Mark(bytes, Origin);

        using var before = Image.NewFromBuffer(bytes, failOn: Enums.FailOn.Warning);
        using var after = Image.NewFromBuffer(marked.Bytes.ToArray(), failOn: Enums.FailOn.Warning);
        Assert.False(before.Contains("xmp-data"));
        Assert.Equal("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", Property(after, "DigitalSourceType"));
        Assert.Equal("urn:uuid:01999c0d-1234-7abc-8def-0123456789ab", Property(after, "identifier"));
        Assert.Equal((before.Width, before.Height, before.Bands), (after.Width, after.Height, after.Bands));
        Assert.Equal(before.WriteToMemory<byte>(), after.WriteToMemory<byte>());
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    public void Reader_OfAPictureThatHadMetadata_FindsTheirsAndOurs(string format)
    {
        var theirs = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
            + "<r:Description r:about=''><Label xmlns='http://ns.adobe.com/xap/1.0/'>kept</Label></r:Description></r:RDF></x:xmpmeta>";
        using var painted = Image.NewFromBuffer(Painted(".png", 3));
        using var described = painted.Mutate(picture =>
        {
            picture.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes(theirs));
            picture.Set(GValue.GIntType, "orientation", 6);
        });
        var bytes = described.WriteToBuffer(format);

        using var after = Image.NewFromBuffer(ImageMarks.Mark(bytes, Origin).Bytes.ToArray(), failOn: Enums.FailOn.Warning);

        using var before = Image.NewFromBuffer(bytes, failOn: Enums.FailOn.Warning);
        Assert.Equal(("kept", "DonatelloAI"), (Property(after, "Label"), Property(after, "CreatorTool")));
        Assert.Equal(before.GetFields().Order(StringComparer.Ordinal), after.GetFields().Order(StringComparer.Ordinal));
    }

    private static string? Property(Image image, string name) =>
        XDocument.Parse(Encoding.UTF8.GetString((byte[])image.Get("xmp-data")).Trim('\uFEFF')).Descendants().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

    private static byte[] Painted(string format, int bands)
    {
        using var noise = Image.Gaussnoise(96, 40, sigma: 40, mean: 128, seed: 7);
        using var colours = noise.Bandjoin([.. Enumerable.Repeat(noise, bands - 1)]);
        using var picture = colours.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        return picture.WriteToBuffer(format);
    }
}
