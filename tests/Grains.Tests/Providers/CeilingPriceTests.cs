using DonatelloAI.Grains.Providers;
using static DonatelloAI.Grains.Tests.Providers.Sample;

namespace DonatelloAI.Grains.Tests.Providers;

public sealed class CeilingPriceTests
{
    [Fact]
    public void ListedImage_PricedByTokens_IsOutputPlusPromptBytesPlusTemplate()
    {
        // (0.211 + (36 + 64) x 0.000005) x 1.5
        var quote = Assert.IsType<PriceQuote>(Ceiling(Shape(promptBytes: 36), Tokens()));

        Assert.Equal(317_250, quote.Amount.Amount.Micros);
        Assert.Equal(1.5m, quote.Amount.FxRate);
        Assert.Equal(3, quote.Amount.PriceVersion);
        Assert.Equal([PriceUnit.Image, PriceUnit.InputTextToken], quote.Parts.Select(part => part.Unit));
    }

    [Fact]
    public void InputAndPartialImages_PricedByTokens_AreCountedAtTheirLimits()
    {
        var plain = Micros(Ceiling(Shape(), Tokens()));
        var full = Micros(Ceiling(Shape() with { InputImages = [Square, Square], PartialImages = 3 }, Tokens()));

        // (2 x 8192 x 0.000008 + 3 x 0.003) x 1.5
        Assert.Equal(196_608 + 13_500, full - plain);
    }

    [Theory]
    [InlineData(1024, 1024, 0, 30_000)]
    [InlineData(1024, 1024, 1, 45_000)]
    [InlineData(2048, 1024, 0, 60_000)]
    [InlineData(2048, 2048, 0, 90_000)]
    [InlineData(512, 512, 2, 60_000)]
    public void Megapixels_FirstAndFurther_CountStartedOnes(int width, int height, int inputs, long micros)
    {
        var price = Price(
            "AUD",
            Amount(PriceUnit.MegapixelFirst, 0.03m),
            Amount(PriceUnit.MegapixelExtra, 0.015m),
            Amount(PriceUnit.InputMegapixel, 0.015m));
        var shape = Shape() with { Size = new ImageSize(width, height), InputImages = [.. Enumerable.Repeat(Square, inputs)] };

        Assert.Equal(micros, Micros(Ceiling(shape, price)));
    }

    [Theory]
    [InlineData(1024, 1024, "high", 100_000)]
    [InlineData(1024, 1024, "low", 200_000)]
    [InlineData(512, 512, "low", 300_000)]
    [InlineData(512, 512, "medium", 400_000)]
    [InlineData(2048, 2048, "medium", 500_000)]
    public void ImageAmount_SeveralFit_MostSpecificThenSmallestAreaIsTaken(int width, int height, string quality, long micros)
    {
        var price = Price(
            "AUD",
            Amount(PriceUnit.Image, 0.5m, maxPixels: 5_000_000),
            Amount(PriceUnit.Image, 0.4m, maxPixels: 1_000_000),
            Amount(PriceUnit.Image, 0.3m, "low"),
            Amount(PriceUnit.Image, 0.2m, "1024x1024"),
            Amount(PriceUnit.Image, 0.1m, "1024x1024/high"));
        var shape = Shape() with { Size = new ImageSize(width, height), Quality = quality };

        Assert.Equal(micros, Micros(Ceiling(shape, price)));
    }

    [Fact]
    public void UnlistedSize_BoundByArea_IsFixedPartPlusStartedKilopixels()
    {
        var quote = Assert.IsType<PriceQuote>(Ceiling(Shape() with { Size = new ImageSize(1280, 1024) }, Tokens()));

        // 1,310,720 pixels are 1,311 started thousands; the template's 64 tokens come on top.
        Assert.Equal(0.1385m + (1_311 * 0.00006912m) + (64 * 0.000005m), quote.Parts.Sum(part => part.Total));
    }

    [Fact]
    public void UnlistedSize_BoundBelowAListedPrice_CannotBeBounded()
    {
        var price = Price(
            "USD",
            Amount(PriceUnit.Image, 0.211m, "1024x1024/high"),
            Amount(PriceUnit.CeilingImage, 0.1m, "high"),
            Amount(PriceUnit.CeilingKilopixel, 0.0001m, "high"));

        Refused(PricingRefusalReason.CannotBeBounded, Ceiling(Shape() with { Size = new ImageSize(1280, 1024) }, price));
    }

    [Fact]
    public void ReturnedText_WithLimit_IsCounted()
    {
        var text = Amount(PriceUnit.OutputTextToken, 0.00001m, ceilingQuantity: 4_096);
        var price = Price("AUD", Amount(PriceUnit.Image, 0.1m), text);

        Assert.Equal(140_960, Micros(Ceiling(Shape(), price)));
    }

    [Fact]
    public void Aud_NeedsNoRate()
    {
        var quote = Assert.IsType<PriceQuote>(CeilingPrice.For(Shape(), Flat(0.05m, "AUD"), rate: null, Now));

        Assert.Equal(50_000, quote.Amount.Amount.Micros);
        Assert.Equal(1m, quote.Amount.FxRate);
    }

    [Fact]
    public void ExplicitZero_IsAPrice() => Assert.Equal(0, Micros(Ceiling(Shape(), Flat(0m))));

    [Fact]
    public void SubMicroPrice_IsRoundedUpToOneMicro() => Assert.Equal(1, Micros(Ceiling(Shape(), Flat(0.0000000001m))));

    [Fact]
    public void SubMicroParts_AreRoundedTogether()
    {
        // 0.4 + 0.4 micro-USD at 1.5 are 1.2 micro-AUD: 2, not 1 + 1 + ... for each part.
        var price = Price("USD", Amount(PriceUnit.Image, 0.0000004m), Amount(PriceUnit.PartialImage, 0.0000004m));

        Assert.Equal(2, Micros(Ceiling(Shape() with { PartialImages = 1 }, price)));
        Assert.Equal(3, Micros(Ceiling(Shape() with { PartialImages = 3 }, price)));
    }
}
