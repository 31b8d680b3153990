using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Routing;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>Models, adapters and orders that the router's tests begin with.</summary>
internal static class RouterBench
{
    public static readonly CatalogueCapabilities Plain = new()
    {
        Sizes = [Sample.Square, new(512, 512)],
        DefaultSize = Sample.Square,
        CustomSizes = null,
        Qualities = [],
        DefaultQuality = null,
        OutputFormats = ["png"],
        MaxImagesPerCall = 1,
        Seed = false,
        NegativePrompt = false,
        MaskEdit = false,
        MaxInputImages = 0,
        Streaming = false,
        MaxPartialImages = 0,
        CallKind = CallKind.Repeatable,
    };

    public static OfferedModel Model(string name, decimal? aud = 0.01m) => new()
    {
        Id = Guid.CreateVersion7(),
        ProviderName = name.Split('/', 2)[0],
        ModelName = name.Split('/', 2)[1],
        IsActive = true,
        ApiEndpoint = "http://localhost",
        Timeout = TimeSpan.FromMinutes(1),
        Capabilities = Plain,
        MaxRetries = 1,
        MaxConcurrency = 4,
        CreatedAt = Sample.Now.AddDays(-30),
        Prices = aud is { } amount ? [Sample.Flat(amount, "AUD")] : [],
    };

    /// <summary>The same, with partial images at a price in AUD each.</summary>
    public static OfferedModel WithPartials(OfferedModel model, int most, decimal aud) => model with
    {
        Capabilities = model.Capabilities with { Streaming = most > 0, MaxPartialImages = most },
        Prices = [.. model.Prices.Select(price => price with { Components = [.. price.Components, new PriceComponent { Unit = PriceUnit.PartialImage, Amount = aud }] })],
    };

    public static ModelSnapshot Snapshot(params OfferedModel[] models) => new(models, [], Sample.Now);

    public static PoolStatus Paused(string pool) => new() { Pool = pool, IsAvailable = false, Running = 0, Waiting = 0, StartedLastMinute = 0 };

    public static RoutingRequest Request(ModelSnapshot models, string? model = null, ImageOrder? order = null) => new()
    {
        Order = (order ?? new ImageOrder { Prompt = "a blue door" }) with { Model = model },
        Models = models,
        Providers = new Adapters(),
        Now = Sample.Now,
    };

    public static Route Chosen(RoutingRequest request) => Assert.IsType<Route>(ModelRouter.Choose(request));

    public static RouteRefused Refused(RoutingRequest request) => Assert.IsType<RouteRefused>(ModelRouter.Choose(request));

    /// <summary>Every provider but <c>none</c> has an adapter; <c>bare</c> is not set up.</summary>
    private sealed class Adapters : IProviderRegistry
    {
        public IImageProvider? Find(string providerName) => providerName == "none" ? null : new Adapter(providerName);
    }

    private sealed class Adapter(string name) : IImageProvider
    {
        public string Name => name;

        public string? Missing(OfferedModel model) => name == "bare" ? "set its key." : null;

        public Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> Cancel(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
