using DonatelloAI.Grains.Providers;
using static DonatelloAI.Grains.Tests.Providers.Sample;

namespace DonatelloAI.Grains.Tests.Providers;

public sealed class PriceChoiceTests
{
    [Fact]
    public void Rates_Several_NewestThatHasBegunIsChosen()
    {
        ExchangeRate[] rates =
        [
            Usd(1.4m) with { ValidFrom = Now.AddDays(-2) },
            Usd(1.5m) with { ValidFrom = Now },
            Usd(1.6m) with { ValidFrom = Now.AddTicks(1) },
            new("EUR", 1.7m, Now, "test"),
        ];

        Assert.Equal(1.5m, ExchangeRate.Newest(rates, "USD", Now)?.RateToAud);
        Assert.Equal(1.4m, ExchangeRate.Newest(rates, "USD", Now.AddTicks(-1))?.RateToAud);
        Assert.Null(ExchangeRate.Newest(rates, "GBP", Now));
    }

    [Fact]
    public void Rates_BegunTogether_LaterInTheListIsChosen() =>
        Assert.Equal(1.6m, ExchangeRate.Newest([Usd(1.5m), Usd(1.6m)], "USD", Now)?.RateToAud);

    [Fact]
    public void Versions_Several_NewestInForceIsChosen()
    {
        var old = Flat(1m) with { Version = 1 };
        var current = Flat(2m) with { Version = 2, ValidFrom = Now };
        var coming = Flat(3m) with { Version = 3, ValidFrom = Now.AddDays(1) };

        Assert.Equal(2, PriceVersion.Choose([coming, old, current], Now)?.Version);
        Assert.Equal(1, PriceVersion.Choose([coming, old, current], Now.AddTicks(-1))?.Version);
        Assert.Equal(3, PriceVersion.Choose([coming], Now)?.Version);
        Assert.Null(PriceVersion.Choose([], Now));
    }

    [Fact]
    public void Versions_NewestSuspended_PredecessorDoesNotComeBack()
    {
        var current = Flat(2m) with { Version = 4, IsSuspended = true };

        Assert.Equal(4, PriceVersion.Choose([Flat(1m), current], Now)?.Version);
    }

    [Theory]
    [InlineData("1024x1536", 1024, 1536)]
    [InlineData("1x65535", 1, 65_535)]
    public void Size_WidthByHeight_IsRead(string text, int width, int height)
    {
        Assert.True(ImageSize.TryParse(text, out var size));
        Assert.Equal(new ImageSize(width, height), size);
        Assert.Equal(text, size.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("auto")]
    [InlineData("1024")]
    [InlineData("0x1024")]
    [InlineData("-1x1024")]
    [InlineData("01024x1024")]
    [InlineData("1024x65536")]
    [InlineData("1024X1024")]
    [InlineData("16:9")]
    [InlineData("99999999999x1")]
    public void Size_AnythingElse_IsNotRead(string? text) => Assert.False(ImageSize.TryParse(text, out _));

    [Theory]
    [InlineData(3840, 2160, true)]
    [InlineData(3840, 1280, true)]
    [InlineData(3840, 1264, false)]
    [InlineData(3856, 2048, false)]
    [InlineData(1000, 1000, false)]
    [InlineData(640, 640, false)]
    [InlineData(3840, 3840, false)]
    public void CustomSizes_Rule_HoldsEachLimit(int width, int height, bool allowed)
    {
        var rule = new CustomSizeRule
        {
            MultipleOf = 16,
            MinPixels = 655_360,
            MaxPixels = 8_294_400,
            MaxEdge = 3_840,
            MaxRatio = 3,
        };

        Assert.Equal(allowed, rule.Allows(new ImageSize(width, height)));
    }
}
