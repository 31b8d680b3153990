using System.Globalization;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using static DonatelloAI.Grains.Tests.Providers.Sample;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>
/// Prices of the catalogue that is shipped, computed by hand from what the vendors publish, at 1.5 AUD for a dollar: what is held before a
/// call, and what is charged after it. A figure that changes here is a department that pays something else.
/// </summary>
public sealed class GoldenPriceTests
{
    private const decimal AudPerUsd = 1.5m;

    /// <summary>
    /// Model, size and quality; bytes of the prompt, input images of 1024x1024, partial images; the ceiling in micro-AUD; what the answer
    /// counts (text in, images in, image out, text out; or credits), nothing where it says nothing; what is charged in micro-AUD, in the
    /// vendor's currency, and where that comes from.
    /// </summary>
    [Theory]

    // By size and quality before, by token after: (bytes + 64) x 5 and the listed image; then text x 5 and image x 30, each in millionths.
    [InlineData("openai/gpt-image-2", "1024x1024", "low", 36, 0, 0, 9_750, "9,0,196,0", 8_888, "0.005925", CostSource.Usage)]
    [InlineData("openai/gpt-image-2", "1024x1024", "medium", 36, 0, 0, 80_250, "9,0,1756,0", 79_088, "0.052725", CostSource.Usage)]
    [InlineData("openai/gpt-image-2", "1024x1024", "high", 936, 0, 0, 324_000, "250,0,7024,0", 317_955, "0.21197", CostSource.Usage)]
    [InlineData("openai/gpt-image-2", "1536x1024", "high", 36, 0, 0, 248_250, "9,0,5488,0", 247_028, "0.164685", CostSource.Usage)]

    // A size without a listed price: 0.0349 and 4,195 thousands of pixels at 0.00001728.
    [InlineData("openai/gpt-image-2", "2048x2048", "medium", 36, 0, 0, 161_835, "9,0,3000,0", 135_068, "0.090045", CostSource.Usage)]

    // An input image is at most 8,192 tokens at 8, a partial image 0.003.
    [InlineData("openai/gpt-image-2", "1024x1024", "medium", 36, 1, 2, 187_554, "9,4096,1956,0", 137_240, "0.091493", CostSource.Usage)]
    [InlineData("openai/gpt-image-2.5-flare", "1024x1024", "medium", 36, 0, 0, 20_505, "9,0,439,0", 19_823, "0.013215", CostSource.Usage)]
    [InlineData("openai/gpt-image-2.5-sunburst", "1024x1024", "max", 36, 0, 0, 317_250, "9,0,7024,0", 316_148, "0.210765", CostSource.Usage)]
    [InlineData("openai/gpt-image-1-mini", "1024x1024", "low", 36, 0, 0, 7_800, "9,0,272,0", 3_291, "0.002194", CostSource.Usage)]
    [InlineData("openai/gpt-image-1.5", "1024x1024", "high", 36, 0, 0, 200_430, "9,0,4160,0", 199_748, "0.133165", CostSource.Usage)]

    // Text and thinking come back: 4,096 tokens of them are held.
    [InlineData("google/gemini-nano-banana-2.1", "1024x1024", null, 36, 0, 0, 96_705, "9,0,1120,100", 51_546, "0.0343635", CostSource.Usage)]
    [InlineData("google/gemini-3-pro-image", "4096x4096", null, 36, 0, 0, 434_028, "9,0,2000,500", 369_027, "0.246018", CostSource.Usage)]

    // By megapixel before, by credit after: the first, each further one started, and those of an input image.
    [InlineData("bfl/flux-2-pro", "1024x1024", null, 36, 1, 0, 67_500, "4.5", 67_500, "0.045", CostSource.Provider)]
    [InlineData("bfl/flux-2-klein-4b", "2048x2048", null, 36, 0, 0, 27_000, "1.7", 25_500, "0.017", CostSource.Provider)]
    [InlineData("bfl/flux-2-max", "1536x1024", null, 36, 0, 0, 150_000, "8.5", 127_500, "0.085", CostSource.Provider)]
    [InlineData("fal/fal-ai/flux/dev", "1024x1024", null, 36, 0, 0, 37_500, "1", 37_500, "0.025", CostSource.Provider)]
    [InlineData("recraft/recraftv4_1", "1024x1024", null, 36, 0, 0, 52_500, "35", 52_500, "0.035", CostSource.Provider)]
    [InlineData("recraft/recraftv4_1_pro", "1024x1024", null, 36, 0, 0, 315_000, "210", 315_000, "0.21", CostSource.Provider)]

    // By image, and the answer says nothing: the list price is the cost.
    [InlineData("stability/stable-image-core", "1024x1024", null, 36, 0, 0, 45_000, null, 45_000, "0.03", CostSource.PriceList)]
    [InlineData("stability/stable-image-ultra", "1024x1024", null, 36, 1, 0, 120_000, null, 120_000, "0.08", CostSource.PriceList)]
    [InlineData("ideogram/ideogram-4-5", "1024x1024", "high", 36, 0, 0, 150_000, null, 150_000, "0.1", CostSource.PriceList)]

    // Our own price in AUD needs no rate; free is a price that says so.
    [InlineData("local/canvas", "1024x1024", "medium", 36, 0, 0, 50_000, null, 50_000, "0.05", CostSource.PriceList)]
    [InlineData("comfyui/workflow", "1024x1024", null, 36, 0, 0, 0, null, 0, "0", CostSource.PriceList)]

    // The least that anything costs is one millionth: a quarter of a millionth of a dollar is rounded up, and never to nothing.
    [InlineData("google/gemini-3.1-flash-lite-image", "1024x1024", null, 36, 0, 0, 142_598, "1,0,0,0", 1, "0.00000025", CostSource.Usage)]
    public void Price_BeforeAndAfterTheCall_IsTheOneComputedByHand(
        string id, string size, string? quality, int bytes, int inputs, int partials, long ceiling, string? counted, long charged, string amount, CostSource source)
    {
        var model = CatalogueDataTests.Model(id);
        var price = model.ToPriceVersion()!;
        var shape = new ImageRequestShape
        {
            Size = CatalogueDataTests.SizeOf(size),
            Quality = quality,
            PromptBytes = bytes,
            InputImages = [.. Enumerable.Repeat(Square, inputs)],
            PartialImages = partials,
        };

        var before = Assert.IsType<PriceQuote>(CeilingPrice.For(shape, price, Usd(AudPerUsd), Now));
        var hold = new OpenHold(Guid.CreateVersion7(), before.Amount.Amount, before.Amount.FxRate, before.Amount.PriceVersion);
        var after = AttemptCost.Of(Usage(counted), RouterBench.Model(id) with { Prices = [price] }, hold);

        Assert.Equal(ceiling, before.Amount.Amount.Micros);
        Assert.Equal(
            (charged, decimal.Parse(amount, CultureInfo.InvariantCulture), price.Currency, source),
            (after.Cost.Micros, after.ProviderAmount!.Value, after.ProviderCurrency!, after.Source));
        Assert.True(after.Cost <= before.Amount.Amount, "what the vendor counts is never more than was held");
    }

    [Fact]
    public void Price_OfAnAttemptWhoseHoldIsGone_IsAssumedAndNamesNoAmount() =>
        Assert.Equal(new AttemptCost(Contracts.Money.Zero, CostSource.Assumed), AttemptCost.Of(Usage("9,0,196,0"), RouterBench.Model("a/b"), null));

    private static ProviderUsage? Usage(string? counted) =>
        counted?.Split(',').Select(number => decimal.Parse(number, CultureInfo.InvariantCulture)).ToArray() switch
        {
            [var credits] => new ProviderUsage { Credits = credits },
            [var text, var images, var image, var back] => new ProviderUsage
            {
                TextInTokens = (long)text, ImageInTokens = (long)images, ImageOutTokens = (long)image, TextOutTokens = (long)back,
            },
            _ => null,
        };
}
