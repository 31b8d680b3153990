using CsCheck;
using DonatelloAI.Grains.Providers;
using static DonatelloAI.Grains.Tests.Providers.Sample;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>Holds the bound of unlisted sizes against the token counts that OpenAI's models report.</summary>
/// <remarks>The 64 tokens of a template are always used up, so that nothing but the bound covers the image.</remarks>
public sealed class TokenBoundTests
{
    private static readonly CustomSizeRule Rule = CatalogueDataTests.Model("openai/gpt-image-2").Capabilities.CustomSizes!;

    private static readonly Gen<ImageSize> Sizes = Gen.Select(Gen.Int[1, 240], Gen.Int[1, 240])
        .Select((width, height) => new ImageSize(width * 16, height * 16))
        .Where(Rule.Allows);

    [Theory]
    [InlineData(16, 196, 158)]
    [InlineData(48, 1_756, 1_372)]
    [InlineData(96, 7_024, 5_488)]
    public void TokenCount_PublishedSizes_IsReproduced(int axis, long square, long landscape)
    {
        Assert.Equal(square, Tokens(axis, Square));
        Assert.Equal(landscape, Tokens(axis, new ImageSize(1536, 1024)));
        Assert.Equal(landscape, Tokens(axis, new ImageSize(1024, 1536)));
    }

    [Theory]
    [InlineData("openai/gpt-image-2", "low", 16)]
    [InlineData("openai/gpt-image-2", "medium", 48)]
    [InlineData("openai/gpt-image-2", "high", 96)]
    [InlineData("openai/gpt-image-2.5-flare", "low", 16)]
    [InlineData("openai/gpt-image-2.5-flare", "medium", 24)]
    [InlineData("openai/gpt-image-2.5-flare", "high", 48)]
    [InlineData("openai/gpt-image-2.5-flare", "xhigh", 64)]
    [InlineData("openai/gpt-image-2.5-flare", "max", 96)]
    public void Ceiling_AnyAllowedSize_CoversItsTokenCount(string id, string quality, int axis)
    {
        var price = CatalogueDataTests.Model(id).ToPriceVersion()!;
        Sizes.Sample(size =>
        {
            var cost = Cost(Tokens(axis, size), price);
            return Micros(cost) <= Micros(Ceiling(Shape() with { Size = size, Quality = quality }, price));
        });
    }

    [Theory]
    [InlineData("1536x1024", "low", 664)]
    [InlineData("1536x1024", "high", 1_353)]
    [InlineData("3840x2160", "high", 3_337)]
    public void Ceiling_MeasuredUsage_IsCovered(string size, string quality, long tokens)
    {
        var price = CatalogueDataTests.Model("openai/gpt-image-2.6-flare").ToPriceVersion()!;
        var ceiling = Ceiling(Shape() with { Size = CatalogueDataTests.SizeOf(size), Quality = quality }, price);

        Assert.True(Micros(Cost(tokens, price)) <= Micros(ceiling));
    }

    private static PricingResult Cost(long tokens, PriceVersion price) =>
        CostFromUsage.Of(new ProviderUsage { TextInTokens = 64, ImageOutTokens = tokens }, price, 1.5m);

    /// <summary>
    /// The count that reproduces every published figure: axis x rounded share of the axis x (2,000,000 + area) / 4,000,000,
    /// rounded up.
    /// </summary>
    private static long Tokens(int axis, ImageSize size)
    {
        var longer = Math.Max(size.Width, size.Height);
        var shorter = Math.Min(size.Width, size.Height);
        var shortAxis = ((2L * axis * shorter) + longer) / (2L * longer);
        return ((axis * shortAxis * (2_000_000 + size.Pixels)) + 3_999_999) / 4_000_000;
    }
}
