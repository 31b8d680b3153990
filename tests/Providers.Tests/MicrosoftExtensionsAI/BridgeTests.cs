using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Canvas;
using DonatelloAI.Providers.MicrosoftExtensionsAI;
using DonatelloAI.Providers.Pictures;
using Microsoft.Extensions.AI;

namespace DonatelloAI.Providers.Tests.MicrosoftExtensionsAI;

public sealed class BridgeTests : IDisposable
{
    private readonly PictureDesk _desk = new(new PictureOptions());

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task RoundTrip_ThroughBothBridges_GivesTheSamePicture()
    {
        var model = Sample.Model("local", "canvas");
        using var generator = new ProviderImageGenerator(new CanvasProvider(_desk), model, TimeProvider.System);
        using var provider = new GeneratorImageProvider("foreign", generator, TimeProvider.System);
        var call = Sample.Call("a lake", model) with { Size = new ImageSize(320, 200), Seed = 5, Style = "calm", NegativePrompt = "people", OutputFormat = "webp" };

        var direct = Assert.IsType<ProviderDone>(await new CanvasProvider(_desk).Start(call, default));
        var bridged = Assert.IsType<ProviderDone>(await provider.Start(call, default));

        Assert.True(direct.Image.Span.SequenceEqual(bridged.Image.Span));
        Assert.Equal("image/webp", bridged.ContentType);
    }

    [Fact]
    public async Task Generator_Count_MakesThatMany()
    {
        using var generator = new ProviderImageGenerator(new CanvasProvider(_desk), Sample.Model("local", "canvas"), TimeProvider.System);

        var response = await generator.GenerateAsync(
            new ImageGenerationRequest("x"), new ImageGenerationOptions { Count = 3, ImageSize = new System.Drawing.Size(64, 64), MediaType = "image/jpeg" });

        Assert.Equal(3, response.Contents.OfType<DataContent>().Count(content => content.MediaType == "image/jpeg"));
        Assert.Equal("local", ((ImageGeneratorMetadata)generator.GetService(typeof(ImageGeneratorMetadata))!).ProviderName);
    }

    [Fact]
    public async Task Generator_Refused_ThrowsWhatTheProviderSaid()
    {
        using var generator = new ProviderImageGenerator(new CanvasProvider(_desk), Sample.Model("local", "canvas"), TimeProvider.System);

        var failure = await Assert.ThrowsAsync<ImageProviderException>(() => generator.GenerateAsync(
            new ImageGenerationRequest("x"), new ImageGenerationOptions { ImageSize = new System.Drawing.Size(1, 1) }));

        Assert.Equal(ProviderError.InvalidRequest, failure.Refusal.Error);
    }

    [Fact]
    public async Task Provider_GeneratorThrows_LeavesTheOutcomeUnknownAndTheTextUnsaid()
    {
        using var generator = new BadGenerator(() => throw new InvalidOperationException("key sk-secret"));
        using var provider = new GeneratorImageProvider("foreign", generator, TimeProvider.System);

        var refused = Assert.IsType<ProviderRefused>(await provider.Start(Sample.Call(), default));

        Assert.Equal((ProviderError.OutcomeUnknown, BilledState.Unknown), (refused.Error, refused.Billed));
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1/a.png")]
    [InlineData("https://169.254.169.254/a.png")]
    public async Task Provider_GeneratorNamesAPrivateAddress_IsInvalid(string address)
    {
        using var generator = new BadGenerator(() => new ImageGenerationResponse([new UriContent(address, "image/png")]));
        using var provider = new GeneratorImageProvider("foreign", generator, TimeProvider.System);

        Assert.Equal(ProviderError.InvalidAnswer, Assert.IsType<ProviderRefused>(await provider.Start(Sample.Call(), default)).Error);
    }

    [Fact]
    public void Usage_ThereAndBack_IsTheSame()
    {
        var usage = new ProviderUsage { TextInTokens = 1, ImageInTokens = 2, ImageOutTokens = 3, TextOutTokens = 4 };

        Assert.Equal(usage, UsageBridge.FromDetails(UsageBridge.ToDetails([usage])));
        Assert.Equal(new ProviderUsage { TextInTokens = 7, ImageOutTokens = 9 }, UsageBridge.FromDetails(new UsageDetails { InputTokenCount = 7, OutputTokenCount = 9 }));
        Assert.Null(UsageBridge.FromDetails(new UsageDetails()));
    }

    private sealed class BadGenerator(Func<ImageGenerationResponse> answer) : IImageGenerator
    {
        public Task<ImageGenerationResponse> GenerateAsync(
            ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(answer());

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
