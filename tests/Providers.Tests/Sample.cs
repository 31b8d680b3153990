using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.Tests;

/// <summary>Models and calls as adapters meet them.</summary>
internal static class Sample
{
    public static OfferedModel Model(string provider = "house", string model = "gpt-image-2", TimeSpan? timeout = null) => new()
    {
        Id = Guid.CreateVersion7(),
        ProviderName = provider,
        ModelName = model,
        IsActive = true,
        ApiEndpoint = "https://elsewhere.example/v1",
        Timeout = timeout ?? TimeSpan.FromSeconds(60),
        MaxRetries = 0,
        MaxConcurrency = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Prices = [],
        Capabilities = new CatalogueCapabilities
        {
            Sizes = [new ImageSize(1024, 1024)],
            DefaultSize = new ImageSize(1024, 1024),
            CustomSizes = null,
            Qualities = ["low", "high"],
            DefaultQuality = "low",
            OutputFormats = ["png", "jpeg", "webp"],
            MaxImagesPerCall = 1,
            Seed = true,
            NegativePrompt = true,
            MaskEdit = false,
            MaxInputImages = 0,
            Streaming = false,
            MaxPartialImages = 0,
            CallKind = CallKind.Unconfirmable,
        },
    };

    public static ProviderCall Call(string prompt = "A red fox", OfferedModel? model = null) => new()
    {
        Model = model ?? Model(),
        GenerationId = new Guid("01900000-0000-7000-8000-000000000001"),
        AttemptNo = 1,
        Prompt = prompt,
        Size = new ImageSize(1024, 1024),
        Quality = "low",
        OutputFormat = "png",
    };
}
