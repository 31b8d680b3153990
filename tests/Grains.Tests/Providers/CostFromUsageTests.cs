using DonatelloAI.Grains.Providers;
using static DonatelloAI.Grains.Tests.Providers.Sample;

namespace DonatelloAI.Grains.Tests.Providers;

public sealed class CostFromUsageTests
{
    [Fact]
    public void Tokens_AreSummedConvertedAndRoundedUpOnce()
    {
        var usage = new ProviderUsage { TextInTokens = 11, ImageInTokens = 7, ImageOutTokens = 7_024 };

        var quote = Assert.IsType<PriceQuote>(CostFromUsage.Of(usage, Tokens(), 1.5m));

        // (11 x 5 + 7 x 8 + 7024 x 30) x 1.5 = 316,246.5 micros
        Assert.Equal(316_247, quote.Amount.Amount.Micros);
        Assert.Equal(1.5m, quote.Amount.FxRate);
        Assert.Equal(3, quote.Amount.PriceVersion);
    }

    [Fact]
    public void Credits_WherePresent_Decide()
    {
        var price = Price("USD", Amount(PriceUnit.Image, 1m), Amount(PriceUnit.Credit, 0.01m));

        Assert.Equal(67_500, Micros(CostFromUsage.Of(new ProviderUsage { Credits = 4.5m, TextInTokens = 9 }, price, 1.5m)));
        Assert.Equal(0, Micros(CostFromUsage.Of(new ProviderUsage { Credits = 0m }, price, 1.5m)));
    }

    [Fact]
    public void ReturnedText_WithoutOwnPrice_CostsAsMuchAsImageTokens() =>
        Assert.Equal(3_000, Micros(CostFromUsage.Of(new ProviderUsage { TextOutTokens = 100 }, Tokens(), 1m)));

    [Fact]
    public void Usage_ThatThePriceDoesNotName_IsRefused()
    {
        Refused(PricingRefusalReason.CannotBeBounded, CostFromUsage.Of(new ProviderUsage { ImageInTokens = 1 }, Flat(1m), 1m));
        Refused(PricingRefusalReason.CannotBeBounded, CostFromUsage.Of(new ProviderUsage { Credits = 1m }, Tokens(), 1m));
    }

    [Fact]
    public void Usage_ThatSaysNothing_IsRefused() =>
        Refused(PricingRefusalReason.NoUsage, CostFromUsage.Of(new ProviderUsage(), Tokens(), 1m));

    [Fact]
    public void Price_SuspendedOrEndedMeanwhile_StillPricesWhatWasSpent()
    {
        var price = Tokens() with { IsSuspended = true, ValidTo = Now.AddDays(-1) };

        Assert.Equal(30, Micros(CostFromUsage.Of(new ProviderUsage { ImageOutTokens = 1 }, price, 1m)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Usage_OutOfRange_IsRefusedAndNeverThrows(long tokens) =>
        Refused(
            PricingRefusalReason.AmountOutOfRange,
            CostFromUsage.Of(new ProviderUsage { ImageOutTokens = tokens }, Tokens(), 1m));

    [Fact]
    public void Credits_OutOfRange_AreRefusedAndNeverThrow() => Refused(
        PricingRefusalReason.AmountOutOfRange,
        CostFromUsage.Of(new ProviderUsage { Credits = decimal.MaxValue }, Price("USD", Amount(PriceUnit.Credit, 10m)), 1m));

    [Fact]
    public void Rate_Zero_IsInvalid() =>
        Refused(PricingRefusalReason.RateInvalid, CostFromUsage.Of(new ProviderUsage { ImageOutTokens = 1 }, Tokens(), 0m));
}
