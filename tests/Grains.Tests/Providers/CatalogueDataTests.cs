using System.Globalization;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Providers;
using static DonatelloAI.Grains.Tests.Providers.Sample;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>Holds the catalogue that is shipped to its own promises and to the vendors' published figures.</summary>
public sealed class CatalogueDataTests
{
    private static readonly ModelCatalogue Catalogue = Read();

    public static TheoryData<string> Priced =>
        new(Catalogue.Models.Where(model => model.Price is not null).Select(model => model.Id));

    [Fact]
    public void Entries_AreOrderedAndOnlyTheLocalPainterIsActive()
    {
        var ids = Catalogue.Models.Select(model => (model.ProviderName, model.ModelName)).ToArray();

        Assert.Equal(ids.OrderBy(id =>
            id.ProviderName, StringComparer.Ordinal).ThenBy(id => id.ModelName, StringComparer.Ordinal), ids);
        Assert.Equal("local/canvas", Assert.Single(Catalogue.Models, model => model.IsActive).Id);
    }

    [Fact]
    public void Entries_ShutDownSoon_NameALivingReplacement()
    {
        var ending = Catalogue.Models.Where(model => model.ShutdownAt is not null).ToArray();

        Assert.Equal(["openai/chatgpt-image-latest", "openai/gpt-image-1-mini", "openai/gpt-image-1.5"], ending.Select(model =>
            model.Id));
        Assert.All(ending, model => Assert.Null(Model(model.ReplacementModel!).ShutdownAt));
        Assert.All(ending, model => Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), model.ShutdownAt));
    }

    [Fact]
    public void Entries_WithoutPrice_AreKnownAndShowNoCost()
    {
        var priceless = Catalogue.Models.Where(model => model.Price is null).ToArray();

        Assert.Equal(
            [
                "ideogram/ideogram-4-6", "openai/chatgpt-image-latest", "openai-compatible/default",
                "replicate/black-forest-labs/flux-schnell", "xai/grok-imagine-image", "xai/grok-imagine-image-2.0",
            ],
            priceless.Select(model => model.Id));
        Assert.All(priceless, model => Assert.Equal(0m, model.CostPerImageAud));
    }

    [Theory]
    [MemberData(nameof(Priced))]
    public void Price_EachListedSizeAndQuality_IsBounded(string id)
    {
        var model = Model(id);
        string?[] qualities = model.Capabilities.Qualities.Count == 0 ? [null] : [.. model.Capabilities.Qualities];
        foreach (var (size, quality) in model.Capabilities.Sizes.SelectMany(size => qualities.Select(quality => (size, quality))))
        {
            Assert.IsType<PriceQuote>(Ceiling(Fullest(model) with { Size = size, Quality = quality }, model.ToPriceVersion()));
        }
    }

    [Theory]
    [MemberData(nameof(Priced))]
    public void Price_LargestCustomSize_IsBounded(string id)
    {
        var model = Model(id);
        if (model.Capabilities.CustomSizes is not { } rule) return;

        var edge = (int)Math.Min(Math.Sqrt(rule.MaxPixels), rule.MaxEdge) / rule.MultipleOf * rule.MultipleOf;
        var shape = Fullest(model) with { Size = new ImageSize(edge, edge), Quality = model.Capabilities.DefaultQuality };

        Assert.True(rule.Allows(shape.Size!.Value));
        Assert.IsType<PriceQuote>(Ceiling(shape, model.ToPriceVersion()));
    }

    [Theory]
    [MemberData(nameof(Priced))]
    public void CostPerImage_IsTheTypicalImageAtTheIndicativeRate(string id)
    {
        var model = Model(id);
        var rate = model.Price!.Currency == ExchangeRate.Aud ? 1m : Catalogue.IndicativeAudPerUsd;
        var typical = Output(model, model.Capabilities.DefaultSize, model.Capabilities.DefaultQuality);

        Assert.Equal(Money.RoundUp(typical * rate).Aud, model.CostPerImageAud);
    }

    [Theory]
    [InlineData("openai/gpt-image-2", "1024x1024", "low", "0.006")]
    [InlineData("openai/gpt-image-2", "1024x1024", "medium", "0.053")]
    [InlineData("openai/gpt-image-2", "1024x1024", "high", "0.211")]
    [InlineData("openai/gpt-image-2", "1536x1024", "low", "0.005")]
    [InlineData("openai/gpt-image-2", "1536x1024", "medium", "0.041")]
    [InlineData("openai/gpt-image-2", "1024x1536", "high", "0.165")]
    [InlineData("azure-openai/gpt-image-2", "1024x1024", "high", "0.211")]
    [InlineData("openai/gpt-image-2.5-flare", "1024x1024", "medium", "0.013")]
    [InlineData("openai/gpt-image-2.5-sunburst", "1024x1024", "high", "0.053")]
    [InlineData("openai/gpt-image-2.5-sunburst", "1024x1024", "max", "0.211")]
    [InlineData("openai/gpt-image-2.6-flare", "1024x1024", "high", "0.053")]
    [InlineData("openai/gpt-image-2.6-sunburst", "1024x1024", "xhigh", "0.094")]
    [InlineData("openai/gpt-image-1.5", "1024x1024", "high", "0.133")]
    [InlineData("openai/gpt-image-1-mini", "1024x1024", "low", "0.005")]
    [InlineData("google/gemini-nano-banana-2.1", "1024x1024", null, "0.0336")]
    [InlineData("google/gemini-3-pro-image", "2048x2048", null, "0.134")]
    [InlineData("google/gemini-3-pro-image", "4096x4096", null, "0.24")]
    [InlineData("bfl/flux-2-klein-4b", "1024x1024", null, "0.014")]
    [InlineData("bfl/flux-2-pro", "1024x1024", null, "0.03")]
    [InlineData("bfl/flux-2-max", "1024x1024", null, "0.07")]
    [InlineData("bfl/flux-3-image", "1024x1024", null, "0.048")]
    [InlineData("stability/stable-image-core", "1024x1024", null, "0.03")]
    [InlineData("stability/sd3.5-large", "1024x1024", null, "0.065")]
    [InlineData("stability/stable-image-ultra", "1024x1024", null, "0.08")]
    [InlineData("bedrock/stability.stable-image-core-v1:1", "1024x1024", null, "0.04")]
    [InlineData("bedrock/stability.stable-image-ultra-v1:1", "1024x1024", null, "0.14")]
    [InlineData("ideogram/ideogram-4-5", "1024x1024", "low", "0.03")]
    [InlineData("ideogram/ideogram-4-5", "1024x1024", "medium", "0.06")]
    [InlineData("ideogram/ideogram-4-5", "1024x1024", "high", "0.10")]
    [InlineData("recraft/recraftv4_1", "1024x1024", null, "0.035")]
    [InlineData("recraft/recraftv4_1_pro", "1024x1024", null, "0.21")]
    [InlineData("fal/fal-ai/flux/dev", "1024x1024", null, "0.025")]
    [InlineData("local/canvas", "1024x1024", "medium", "0.05")]
    public void Output_PublishedFigure_IsMatchedToItsLastDigit(string id, string size, string? quality, string figure)
    {
        var published = decimal.Parse(figure, CultureInfo.InvariantCulture);

        // The figure in the catalogue may keep the digits that the vendor rounded away, never fewer.
        var output = Output(Model(id), SizeOf(size), quality);
        Assert.Equal(published, Math.Round(output, published.Scale, MidpointRounding.AwayFromZero));
    }

    [Fact]
    public void ReferenceImage_OneMegapixel_CostsWhatTheVendorSays() => Assert.Equal(
        67_500,
        Micros(Ceiling(Shape() with { Quality = null, InputImages = [Square] }, Model("bfl/flux-2-pro").ToPriceVersion())));

    [Fact]
    public void SelfHosted_StatesItsZero() =>
        Assert.Equal(0, Micros(Ceiling(Shape() with { Quality = null }, Model("comfyui/workflow").ToPriceVersion())));

    internal static CatalogueModel Model(string id) => Catalogue.Models.Single(model => model.Id == id);

    internal static ImageSize SizeOf(string text) =>
        ImageSize.TryParse(text, out var size) ? size : throw new ArgumentException(text, nameof(text));

    private static ImageRequestShape Fullest(CatalogueModel model) => Shape(promptBytes: 32_000) with
    {
        InputImages = [.. Enumerable.Repeat(Square, model.Capabilities.MaxInputImages + (model.Capabilities.MaskEdit ? 1 : 0))],
        PartialImages = model.Capabilities.MaxPartialImages,
    };

    private static decimal Output(CatalogueModel model, ImageSize size, string? quality) =>
        Assert.IsType<PriceQuote>(Ceiling(Shape() with { Size = size, Quality = quality }, model.ToPriceVersion())).Parts
            .Where(part => part.Unit
                is PriceUnit.Image or PriceUnit.MegapixelFirst or PriceUnit.MegapixelExtra
                or PriceUnit.CeilingImage or PriceUnit.CeilingKilopixel)
            .Sum(part => part.Total);

    private static ModelCatalogue Read()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Providers", "catalogue.json"));
        return ModelCatalogue.Parse(file);
    }
}
