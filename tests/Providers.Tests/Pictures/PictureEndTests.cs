using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Canvas;
using DonatelloAI.Providers.Pictures;

namespace DonatelloAI.Providers.Tests.Pictures;

/// <summary>Pictures that break off are told from whole ones, wherever they break.</summary>
public sealed class PictureEndTests : IDisposable
{
    private readonly PictureDesk _desk = new(new PictureOptions());

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public async Task IsThere_CutAnywhere_IsFalse(string format)
    {
        var bytes = await Painted(format);

        Assert.True(IsThere(bytes));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(IsThere(bytes[..length]), $"{length} of {bytes.Length} bytes");
        }
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public async Task IsThere_WithBytesAfterTheEnd_IsTrue(string format)
    {
        var bytes = await Painted(format);

        Assert.True(IsThere([.. bytes, .. new byte[5_000]]));
        Assert.True(IsThere([.. bytes, .. "something that a device appends"u8]));
    }

    [Fact]
    public async Task IsThere_OfAJpegWithAPreviewInItsHeader_IsAboutThePicture()
    {
        var picture = await Painted("jpeg");
        byte[] preview = [0xFF, 0xE1, (byte)((picture.Length + 2) >> 8), (byte)(picture.Length + 2), .. picture];
        byte[] whole = [.. picture[..2], .. preview, .. picture[2..]];

        Assert.True(IsThere(whole));
        Assert.False(IsThere(whole[..^2]));
    }

    [Fact]
    public void IsThere_OfAFormatWithoutAnEnd_IsTrue() => Assert.True(IsThere(Headers.Avif(640, 480)));

    private static bool IsThere(byte[] bytes) => PictureFormat.Recognise(bytes) is { } format && PictureEnd.IsThere(format, bytes);

    private async Task<byte[]> Painted(string format)
    {
        var call = Sample.Call("mountains", Sample.Model("local", "canvas")) with { Size = new ImageSize(96, 72), OutputFormat = format };
        return ((ProviderDone)await new CanvasProvider(_desk).Start(call, default)).Image.ToArray();
    }
}
