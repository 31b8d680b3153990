using DonatelloAI.Contracts;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Testing;

namespace DonatelloAI.Bench;

/// <summary>Two models of a vendor that answers at once: one that is called, and one whose calls are held back.</summary>
internal static class FrontModels
{
    public const string Provider = "bench";

    /// <summary>Called as often as it takes.</summary>
    public const string Instant = "instant";

    /// <summary>Called once a minute, so that acceptance is measured alone.</summary>
    public const string Waiting = "waiting";

    public static async Task Add(TestDatabase database)
    {
        await database.AddAsync(Rows(Instant, 100_000, "bench-instant"));
        await database.AddAsync(Rows(Waiting, 1, "bench-waiting"));
    }

    private static object[] Rows(string name, int ratePerMinute, string pool)
    {
        var id = DerivedId.Model(Provider, name);
        var now = DateTimeOffset.UnixEpoch;
        return
        [
            new ModelProviderRow
            {
                Id = id,
                ProviderName = Provider,
                ModelName = name,
                ApiEndpoint = "http://127.0.0.1",
                CostPerImageAud = Money.FromAud(0.01m),
                Capabilities = Capabilities.ToJson(),
                CreatedAt = now,
                UpdatedAt = now,
            },
            new ProviderConfigRow
            {
                Id = DerivedId.ModelConfig(id),
                ProviderId = id,
                RateLimitPerMinute = ratePerMinute,
                QuotaPool = pool,
                Configuration = """{"max_concurrency":64}""",
                CreatedAt = now,
                UpdatedAt = now,
            },
            new PriceVersionRow
            {
                Id = DerivedId.Price(id, 1),
                ProviderId = id,
                Version = 1,
                Currency = "AUD",
                Components = """[{"unit":"image","amount":0.01}]""",
                ValidFrom = now,
                Source = "bench",
                CreatedAt = now,
            },
        ];
    }

    private static CatalogueCapabilities Capabilities { get; } = new()
    {
        Sizes = [new ImageSize(1024, 1024)],
        DefaultSize = new ImageSize(1024, 1024),
        CustomSizes = null,
        Qualities = [],
        DefaultQuality = null,
        OutputFormats = ["jpeg"],
        MaxImagesPerCall = 1,
        Seed = false,
        NegativePrompt = false,
        MaskEdit = false,
        MaxInputImages = 0,
        Streaming = false,
        MaxPartialImages = 0,
        CallKind = CallKind.Unconfirmable,
    };
}
