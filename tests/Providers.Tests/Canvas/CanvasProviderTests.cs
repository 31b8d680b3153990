using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Canvas;
using DonatelloAI.Providers.Pictures;

namespace DonatelloAI.Providers.Tests.Canvas;

public sealed class CanvasProviderTests : IDisposable
{
    private readonly PictureDesk _desk = new(new PictureOptions());

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public async Task Start_SameOrder_GivesSameBytesInTheFormatAskedFor(string format)
    {
        var (first, second) = (await Paint(Small() with { OutputFormat = format, Seed = 7 }), await Paint(Small() with { OutputFormat = format, Seed = 7 }));

        Assert.True(first.Image.Span.SequenceEqual(second.Image.Span));
        Assert.Equal(new PictureFormat(format, first.ContentType, 256, 192), PictureFormat.Recognise(first.Image.Span));
    }

    [Fact]
    public async Task Start_OtherSeedOrPrompt_GivesAnotherPicture()
    {
        var pictures = new[]
        {
            await Paint(Small() with { Seed = 1 }), await Paint(Small() with { Seed = 2 }), await Paint(Small("Another") with { Seed = 1 }),
        };

        Assert.Equal(3, pictures.Select(picture => Convert.ToBase64String(picture.Image.Span)).Distinct().Count());
    }

    [Fact]
    public async Task Start_WithoutSeed_RepeatsItselfForTheSameGeneration() =>
        Assert.Equal((await Paint(Small())).Seed, (await Paint(Small() with { AttemptNo = 2 })).Seed);

    [Theory]
    [InlineData(64, 64)]
    [InlineData(2048, 2048)]
    [InlineData(2048, 256)]
    [InlineData(64, 512)]
    public async Task Start_AnySize_IsPainted(int width, int height)
    {
        foreach (var prompt in new[] { "city", "sea", "forest in snow", "mosaic", "mountain", "desert" })
        {
            var format = PictureFormat.Recognise((await Paint(Small(prompt) with { Size = new ImageSize(width, height), OutputFormat = "jpeg" })).Image.Span)!;
            Assert.Equal((width, height), (format.Width, format.Height));
        }
    }

    [Theory]
    [InlineData(63, 64, "png")]
    [InlineData(64, 2049, "png")]
    [InlineData(64, 64, "gif")]
    public async Task Start_WhatThePainterCannot_IsRefusedUnbilled(int width, int height, string format)
    {
        var provider = new CanvasProvider(_desk);
        var refused = Assert.IsType<ProviderRefused>(
            await provider.Start(Small() with { Size = new ImageSize(width, height), OutputFormat = format }, default));

        Assert.Equal((ProviderError.InvalidRequest, BilledState.No), (refused.Error, refused.Billed));
    }

    public static TheoryData<string> HostilePrompts => new(
        "",
        "</text><script>alert(1)</script><image href='file:///etc/passwd'/>&xxe; <!ENTITY",
        "\0\u0001\u001b[31m\r\n\t\u2028\uFFFE",
        "\uD83D lonely \uDC00 surrogates \uD83D",
        "😀👩‍👩‍👧‍👦🏴‍☠️ emoji",
        "مرحبا بالعالم \u202E reversed \u2066",
        string.Concat("Z", new string('\u0301', 5_000)),
        new string('w', 32_000),
        string.Join(' ', Enumerable.Repeat("forest", 4_571)));

    [Theory]
    [MemberData(nameof(HostilePrompts))]
    public async Task Start_HostilePrompt_IsPainted(string prompt) =>
        Assert.NotNull(PictureFormat.Recognise((await Paint(Small(prompt) with { Seed = 3, NegativePrompt = prompt, Style = prompt })).Image.Span));

    [Theory]
    [InlineData("Café Ångström", "CAFE ANGSTROM")]
    [InlineData("one\r\n\ttwo", "ONE TWO")]
    [InlineData("مرحبا 😀", "")]
    [InlineData("A<b>&c", "AB&C")]
    public void Fold_Text_LeavesWhatCanBeWritten(string prompt, string expected) => Assert.Equal(expected, Lettering.Fold(prompt));

    [Theory]
    [InlineData("a boat on the sea at sunset", "Sea", "sunset")]
    [InlineData("forest", "Forest", "forest")]
    [InlineData("A SNOWY city at night", "City", "snow")]
    [InlineData("xyzzy", null, null)]
    public void Reading_KnownWords_ChooseMotifAndPalette(string prompt, string? motif, string? palette)
    {
        var reading = PromptReading.Of(prompt, null, null);

        Assert.Equal((motif, palette), (reading.Motif?.ToString(), reading.PaletteName));
    }

    [Fact]
    public void Reading_UnwantedWord_DoesNotCount() => Assert.Null(PromptReading.Of("forest", null, "no forest").Motif);

    [Fact]
    public async Task Desk_Cancelled_StopsWaiting()
    {
        using var desk = new PictureDesk(new PictureOptions { Concurrency = 1 });
        using var gate = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        var busy = desk.Work(() => { gate.Wait(); return 1; }, default);
        var waiting = desk.Work(() => 2, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Set();
        Assert.Equal(1, await busy);
    }

    private static ProviderCall Small(string prompt = "A lake at dawn") =>
        Sample.Call(prompt, Sample.Model("local", "canvas")) with { Size = new ImageSize(256, 192) };

    private async Task<ProviderDone> Paint(ProviderCall call) =>
        Assert.IsType<ProviderDone>(await new CanvasProvider(_desk).Start(call, default));
}
