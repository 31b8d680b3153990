using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Canvas;
using DonatelloAI.Providers.Pictures;
using NetVips;

namespace DonatelloAI.Providers.Tests.Pictures;

public sealed class PictureToolsTests : IDisposable
{
    private readonly PictureDesk _desk = new(new PictureOptions());

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData(1024, 1024, 512, 512)]
    [InlineData(2048, 1024, 512, 256)]
    [InlineData(64, 128, 64, 128)]
    public async Task Thumbnail_Picture_FitsTheEdgeAndIsNeverEnlarged(int width, int height, int expectedWidth, int expectedHeight)
    {
        var thumbnail = await Thumbnail(await Painted(width, height, "png"));

        Assert.Equal(new PictureFormat("jpeg", "image/jpeg", expectedWidth, expectedHeight), thumbnail);
    }

    [Fact]
    public async Task Thumbnail_TurnedByExif_StandsUpright()
    {
        using var image = Image.NewFromBuffer(await Painted(800, 400, "jpeg"));
        using var turned = image.Mutate(mutable => mutable.Set(GValue.GIntType, "orientation", 6));

        var thumbnail = await Thumbnail(turned.JpegsaveBuffer());

        Assert.Equal((256, 512), (thumbnail!.Width, thumbnail.Height));
    }

    [Fact]
    public async Task Thumbnail_Transparent_LiesOnWhite()
    {
        using var clear = Image.Black(32, 32, bands: 4).Copy(interpretation: Enums.Interpretation.Srgb);

        var bytes = await new PictureTools(_desk).Thumbnail(clear.PngsaveBuffer(), default);

        using var thumbnail = Image.NewFromBuffer(bytes!.Value.ToArray());
        Assert.Equal([255, 255, 255], thumbnail.Getpoint(16, 16).Select(value => (int)value));
    }

    [Fact]
    public async Task Thumbnail_NoPicture_IsNull()
    {
        byte[][] bad =
        [
            [], [0xFF, 0xD8, 0xFF], "This is no image."u8.ToArray(),
            "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"u8.ToArray(), Headers.Png(60_000, 60_000), Headers.LosslessWebP(64, 64),
        ];

        foreach (var bytes in bad) Assert.True(await new PictureTools(_desk).Thumbnail(bytes, default) is null, $"{bytes.Length} bytes");
    }

    [Fact]
    public void Loaders_OfFormatsThatAreNotForStrangersBytes_AreThereAndOff()
    {
        var refused = Assert.Throws<VipsException>(static () => Image.SvgloadBuffer("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"u8.ToArray()));

        Assert.Contains("operation is blocked", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public async Task Recognise_Painted_ReadsFormatAndSize(string format)
    {
        var bytes = await Painted(96, 72, format);

        Assert.Equal(new PictureFormat(format, $"image/{format}", 96, 72), PictureFormat.Recognise(bytes));
        for (var length = 0; length < Math.Min(bytes.Length, 400); length++) _ = PictureFormat.Recognise(bytes.AsSpan(0, length));
    }

    [Fact]
    public void Recognise_HeadersOfOtherFormats_ReadsSize()
    {
        Assert.Equal(new PictureFormat("gif", "image/gif", 300, 200), PictureFormat.Recognise(Headers.Gif(300, 200)));
        Assert.Equal(new PictureFormat("avif", "image/avif", 640, 480), PictureFormat.Recognise(Headers.Avif(640, 480)));
        Assert.Equal(new PictureFormat("webp", "image/webp", 1000, 2000), PictureFormat.Recognise(Headers.LosslessWebP(1000, 2000)));
        Assert.Equal(new PictureFormat("webp", "image/webp", 1000, 2000), PictureFormat.Recognise(Headers.ExtendedWebP(1000, 2000)));
        Assert.Null(PictureFormat.Recognise("%PDF-1.7 and some more bytes"u8));
    }

    [Theory]
    [InlineData(10_000, 10_000, true)]
    [InlineData(10_000, 10_001, false)]
    [InlineData(0, 10, false)]
    public void IsDecodable_AtTheBound_Holds(int width, int height, bool expected) =>
        Assert.Equal(expected, PictureFormat.Recognise(Headers.Png(width, height))!.IsDecodable);

    private async Task<PictureFormat?> Thumbnail(byte[] bytes) =>
        PictureFormat.Recognise((await new PictureTools(_desk).Thumbnail(bytes, default))!.Value.Span);

    private async Task<byte[]> Painted(int width, int height, string format)
    {
        var call = Sample.Call("mountains", Sample.Model("local", "canvas")) with { Size = new ImageSize(width, height), OutputFormat = format };
        return ((ProviderDone)await new CanvasProvider(_desk).Start(call, default)).Image.ToArray();
    }
}
