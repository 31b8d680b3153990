using System.IO.Compression;
using System.Text;
using CsCheck;
using DonatelloAI.Grains.Provenance;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Grains.Tests.Provenance;

/// <summary>Origins in containers: what is written, and that all else stays as it was. That readers find it is for the tests of pictures.</summary>
public sealed class ImageMarksTests
{
    private static readonly ImageOrigin Origin = new(
        Guid.Parse("01999c0d-1234-7abc-8def-0123456789ab"), "vendor/painter", DigitalSourceType.TrainedAlgorithmicMedia, new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero));

    private static readonly byte[] Foreign = Encoding.UTF8.GetBytes(
        """
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <r:Description r:about="uuid:vendor" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="The vendor" xmp:Label="kept"/></r:RDF></x:xmpmeta><?xpacket end="w"?>
        """);

    public static TheoryData<string> Formats => [Containers.Png, Containers.Jpeg, Containers.WebP];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mark_OfAWholeContainer_WritesTheOriginAndNothingElse(string format)
    {
        var marked = Marked(Containers.Of(format));

        Assert.True(marked is { HasXmp: true, HasManifest: false });
        var text = TextOf(marked);
        Assert.Contains("digitalsourcetype/trainedAlgorithmicMedia<", text, StringComparison.Ordinal);
        Assert.Contains("AISystemUsed>vendor/painter<", text, StringComparison.Ordinal);
        Assert.Contains("CreatorTool>DonatelloAI<", text, StringComparison.Ordinal);
        Assert.Contains("CreateDate>2026-11-23T09:30:00Z<", text, StringComparison.Ordinal);
        Assert.Contains("identifier>urn:uuid:01999c0d-1234-7abc-8def-0123456789ab<", text, StringComparison.Ordinal);
        Assert.Equal(5, text.Split("</").Length - 1 - "Description RDF xmpmeta".Split(' ').Length);
    }

    [Fact]
    public void Mark_OfAnAlgorithmsPicture_SaysSo() => Assert.Contains(
        "digitalsourcetype/algorithmicMedia<",
        TextOf(ImageMarks.Mark(Containers.Of(Containers.Png), Origin with { SourceType = DigitalSourceType.AlgorithmicMedia })),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(Containers.Png)]
    [InlineData(Containers.Jpeg)]
    public void Mark_OfAWholeContainer_KeepsEveryByteBesideItsOwn(string format)
    {
        var image = Containers.Of(format);

        var marked = Marked(image).Bytes.ToArray();

        var at = image.AsSpan().CommonPrefixLength(marked);
        var rest = image.AsSpan(at);
        Assert.True(marked.AsSpan().EndsWith(rest), "what follows the packet has changed");
        Assert.True(at > 8, "the packet stands before the header");
    }

    [Fact]
    public void Mark_OfAnExtendedWebP_RaisesItsFlagAndItsLength()
    {
        var image = Containers.Of(Containers.WebP);

        var marked = Marked(image).Bytes.ToArray();

        Assert.Equal((image[20] | 0x04, marked.Length - 8), ((int)marked[20], BitConverter.ToInt32(marked, 4)));
        Assert.Equal(image[21..], marked[21..image.Length]);
    }

    [Theory]
    [InlineData("VP8 ", "000000 9D012A 0A00 1400", 9, 19, 0x04)]
    [InlineData("VP8L", "2F 09C00410 000000", 9, 19, 0x14)]
    public void Mark_OfASimpleWebP_GivesItTheHeaderOfTheExtendedForm(string chunk, string data, int widthLessOne, int heightLessOne, int flags)
    {
        var image = Containers.Riff(Containers.Riffed(chunk, Convert.FromHexString(data.Replace(" ", "", StringComparison.Ordinal))));

        var marked = Marked(image).Bytes.ToArray();

        Assert.Equal("VP8X", Encoding.ASCII.GetString(marked, 12, 4));
        Assert.Equal((flags, widthLessOne, heightLessOne), ((int)marked[20], (int)marked[24], (int)marked[27]));
        Assert.Equal(image[12..], marked[30..(30 + image.Length - 12)]);
        Assert.Equal(marked.Length - 8, BitConverter.ToInt32(marked, 4));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mark_OfAnImageWithAManifest_LeavesItAloneAndSaysSo(string format)
    {
        var image = Containers.Of(format, Containers.Manifest(format), Containers.Xmp(format, Foreign));

        var marked = Marked(image);

        Assert.True(marked is { HasXmp: false, HasManifest: true });
        Assert.Equal(image, marked.Bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mark_OfAnImageThatNamesAManifestElsewhere_LeavesItAloneAndSaysSo(string format)
    {
        var packet = Encoding.UTF8.GetString(Foreign).Replace(
            "xmp:Label=\"kept\"", "xmlns:dcterms=\"http://purl.org/dc/terms/\" dcterms:provenance=\"https://vendor.example/manifest\"", StringComparison.Ordinal);
        var image = Containers.Of(format, Containers.Xmp(format, Encoding.UTF8.GetBytes(packet)));

        var marked = Marked(image);

        Assert.True(marked is { HasXmp: false, HasManifest: true });
        Assert.Equal(image, marked.Bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mark_OfAnImageWithXmp_KeepsWhatItSaysAndAddsWhatItDoesNot(string format)
    {
        var marked = Marked(Containers.Of(format, Containers.Xmp(format, Foreign)));

        var text = TextOf(marked);
        Assert.True(marked.HasXmp);
        Assert.Contains("xmp:CreatorTool=\"The vendor\" xmp:Label=\"kept\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("CreatorTool>", text, StringComparison.Ordinal);
        Assert.Contains("trainedAlgorithmicMedia", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("about=\"uuid:vendor\"").Length - 1);
        Assert.Single(text.Split("<?xpacket begin")[1..]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mark_OfWhatIsMarked_ChangesNothing(string format)
    {
        var once = Marked(Containers.Of(format));

        var twice = ImageMarks.Mark(once.Bytes, Origin with { Model = "another/model", MadeAt = Origin.MadeAt.AddDays(1) });

        Assert.True(twice.HasXmp);
        Assert.Equal(once.Bytes.ToArray(), twice.Bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mark_OfAnImageWhoseXmpCannotBeRead_LeavesItAlone(string format)
    {
        byte[][] packets =
        [
            "<?xml version='1.0' encoding='utf-7'?><a/>"u8.ToArray(), "<?xml version='1.0' encoding='none-such'?><a/>"u8.ToArray(), [], [0xFF, 0xFE, 0x00], "<not"u8.ToArray(), "<no-rdf/>"u8.ToArray(),
            "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>&b;</r:RDF>"u8.ToArray(),
        ];
        foreach (var packet in packets)
        {
            var image = Containers.Of(format, Containers.Xmp(format, packet));

            var marked = Marked(image);

            Assert.True(marked is { HasXmp: false, HasManifest: false });
            Assert.Equal(image, marked.Bytes.ToArray());
        }
    }

    [Fact]
    public void Mark_OfAJpegWhoseXmpFillsItsSegment_LeavesItAlone()
    {
        var packet = Encoding.UTF8.GetString(Foreign).Replace("kept", new string('k', 64_900), StringComparison.Ordinal);
        var image = Containers.Of(Containers.Jpeg, Containers.Xmp(Containers.Jpeg, Encoding.UTF8.GetBytes(packet)));

        var marked = Marked(image);

        Assert.False(marked.HasXmp);
        Assert.Equal(image, marked.Bytes.ToArray());
    }

    [Fact]
    public void Mark_OfAPngWhoseXmpIsInAnotherKindOfText_AddsToItInClear()
    {
        byte[][] images =
        [
            WithDeflated(Foreign),
            Containers.Of(Containers.Png, Containers.Chunk("tEXt", [.. "XML:com.adobe.xmp\0"u8, .. Foreign])),
            Containers.Of(Containers.Png, Containers.Chunk("zTXt", [.. "XML:com.adobe.xmp\0"u8, 0, .. Deflated(Foreign)])),
        ];

        foreach (var image in images)
        {
            var marked = Marked(image);

            Assert.True(marked is { HasXmp: true, HasManifest: false });
            var text = Encoding.UTF8.GetString(marked.Bytes.Span);
            Assert.Single(text.Split("kept")[1..]);
            Assert.Contains("trainedAlgorithmicMedia", text, StringComparison.Ordinal);
            Assert.Single(text.Split("XML:com.adobe.xmp")[1..]);
        }
    }

    [Fact]
    public void Mark_OfAPngWhoseCompressedXmpCannotBeReadOrIsABomb_LeavesItAlone()
    {
        byte[][] images =
        [
            Containers.Of(Containers.Png, Containers.Chunk("iTXt", [.. "XML:com.adobe.xmp\0"u8, 1, 0, 0, 0, 1, 2, 3])),
            Containers.Of(Containers.Png, Containers.Chunk("iTXt", [.. "XML:com.adobe.xmp\0"u8, 1, 9, 0, 0, .. Deflated(Foreign)])),
            Containers.Of(Containers.Png, Containers.Chunk("zTXt", [.. "XML:com.adobe.xmp\0"u8, 1, .. Deflated(Foreign)])),
            Containers.Of(Containers.Png, Containers.Chunk("iTXt", [.. "XML:com.adobe.xmp\0"u8, 0])),
            WithDeflated(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Foreign).Replace("kept", new string('k', 50 * XmpPacket.MaxBytes), StringComparison.Ordinal))),
        ];

        Assert.All(images, image => Assert.Equal(image, Marked(image).Bytes.ToArray()));
    }

    private static byte[] WithDeflated(byte[] packet) =>
        Containers.Of(Containers.Png, Containers.Chunk("iTXt", [.. "XML:com.adobe.xmp\0"u8, 1, 0, 0, 0, .. Deflated(packet)]));

    private static byte[] Deflated(byte[] packet)
    {
        using var written = new MemoryStream();
        using (var deflating = new ZLibStream(written, CompressionLevel.Optimal))
        {
            deflating.Write(packet);
        }

        return written.ToArray();
    }

    [Fact]
    public void Mark_OfAnXmpLargerThanItsBound_LeavesItAlone()
    {
        var packet = Encoding.UTF8.GetString(Foreign).Replace("kept", new string('k', XmpPacket.MaxBytes), StringComparison.Ordinal);
        var image = Containers.Of(Containers.Png, Containers.Xmp(Containers.Png, Encoding.UTF8.GetBytes(packet)));

        Assert.False(Marked(image).HasXmp);
    }

    [Fact]
    public void Mark_OfAFormatWithoutAWriter_LeavesItAloneAndSeesItsManifest()
    {
        byte[] avif = [0, 0, 0, 16, .. "ftypavif"u8, 0, 0, 0, 0];
        byte[] manifest = [0, 0, 0, 24, .. "uuid"u8, 0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81];

        Assert.True(Marked(avif) is { HasXmp: false, HasManifest: false });
        Assert.True(Marked([.. avif, .. manifest]) is { HasXmp: false, HasManifest: true });
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mark_OfAnImageThatBreaksOff_LeavesItAlone(string format)
    {
        var image = Containers.Of(format, Containers.Xmp(format, Foreign));
        var header = format == Containers.Jpeg ? image.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]) : image.Length;
        for (var length = 0; length < header; length++)
        {
            var part = image[..length];

            var marked = Marked(part);

            Assert.True(!marked.HasXmp && marked.Bytes.Span.SequenceEqual(part), $"{format} cut at {length}");
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mark_OfDamagedBytes_NeverThrowsAndNeverShortens(string format)
    {
        var whole = Containers.Of(format, Containers.Xmp(format, Foreign));
        var damage = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 8];

        damage.Sample(changes =>
        {
            var image = (byte[])whole.Clone();
            foreach (var (at, value) in changes) image[at] = value;

            var marked = Marked(image);

            return marked.HasXmp ? marked.Bytes.Length > Foreign.Length : marked.Bytes.Span.SequenceEqual(image);
        });
    }

    [Fact]
    public void Mark_OfAnyBytes_NeverThrows()
    {
        byte[][] starts = [[0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [.. "RIFF"u8], [.. "RIFF....WEBPVP8X"u8]];

        Gen.Select(Gen.Int[0, starts.Length - 1], Gen.Byte.Array[0, 200])
            .Sample((start, rest) => Marked([.. starts[start], .. rest]).Bytes.Length >= starts[start].Length + rest.Length);
    }

    [Fact]
    public void Mark_OfAVendorsPicture_KeepsItsScan()
    {
        var marked = Marked(FakeVendor.Image);

        Assert.True(marked.HasXmp);
        Assert.True(marked.Bytes.Span.EndsWith(FakeVendor.Image.AsSpan(1_000)));
    }

    private static MarkedImage Marked(byte[] image) => ImageMarks.Mark(image, Origin);

    private static string TextOf(MarkedImage marked) => Encoding.UTF8.GetString(marked.Bytes.Span);
}
