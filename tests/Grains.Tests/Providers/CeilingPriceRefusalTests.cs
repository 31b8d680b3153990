using System.Globalization;
using DonatelloAI.Grains.Providers;
using static DonatelloAI.Grains.Tests.Providers.Sample;

namespace DonatelloAI.Grains.Tests.Providers;

public sealed class CeilingPriceRefusalTests
{
    [Fact]
    public void Model_WithoutPrice_IsRefused() => Refused(PricingRefusalReason.NoPrice, Ceiling(Shape(), price: null));

    [Fact]
    public void Price_WithoutAmounts_IsNoPrice() => Refused(PricingRefusalReason.NoPrice, Ceiling(Shape(), Price("USD")));

    [Fact]
    public void Price_Suspended_IsRefused() =>
        Refused(PricingRefusalReason.PriceSuspended, Ceiling(Shape(), Flat(1m) with { IsSuspended = true }));

    [Fact]
    public void Price_NotYetOrNoLonger_IsNotInForce()
    {
        Refused(PricingRefusalReason.PriceNotInForce, Ceiling(Shape(), Flat(1m) with { ValidFrom = Now.AddTicks(1) }));
        Refused(PricingRefusalReason.PriceNotInForce, Ceiling(Shape(), Flat(1m) with { ValidTo = Now }));
        Assert.Equal(1_500_000, Micros(Ceiling(Shape(), Flat(1m) with { ValidFrom = Now, ValidTo = Now.AddTicks(1) })));
    }

    [Theory]
    [InlineData("-0.01")]
    [InlineData("1000000.01")]
    [InlineData("0.00000000001")]
    public void Amount_OutOfRange_IsInvalid(string amount) =>
        Refused(PricingRefusalReason.PriceInvalid, Ceiling(Shape(), Flat(decimal.Parse(amount, CultureInfo.InvariantCulture))));

    public static TheoryData<ImageRequestShape> OpenShapes => new(
        Shape() with { Size = null },
        Shape() with { Size = new ImageSize(0, 1024) },
        Shape() with { Quality = "auto" },
        Shape(promptBytes: -1),
        Shape() with { PartialImages = 4 },
        Shape() with { PartialImages = -1 },
        Shape() with { InputImages = [default] },
        Shape() with { InputImages = [.. Enumerable.Repeat(Square, ImageRequestShape.MaxInputImages + 1)] });

    [Theory]
    [MemberData(nameof(OpenShapes))]
    public void Shape_OpenOrOutOfRange_CannotBeBounded(ImageRequestShape shape)
    {
        Refused(PricingRefusalReason.CannotBeBounded, Ceiling(shape, Flat(1m)));
        Refused(PricingRefusalReason.CannotBeBounded, Ceiling(shape, Tokens()));
    }

    [Fact]
    public void Request_ForWhatThePriceDoesNotName_CannotBeBounded()
    {
        Refused(PricingRefusalReason.CannotBeBounded, Ceiling(Shape() with { InputImages = [Square] }, Flat(1m)));
        Refused(PricingRefusalReason.CannotBeBounded, Ceiling(Shape() with { PartialImages = 1 }, Flat(1m)));
        Refused(PricingRefusalReason.CannotBeBounded, Ceiling(Shape() with { Quality = "max" }, Tokens()));
        Refused(PricingRefusalReason.CannotBeBounded, Ceiling(Shape() with { Quality = null }, Tokens()));

        var firstOnly = Price("USD", Amount(PriceUnit.MegapixelFirst, 1m));
        Refused(PricingRefusalReason.CannotBeBounded, Ceiling(Shape() with { Size = new ImageSize(2048, 2048) }, firstOnly));
    }

    [Theory]
    [InlineData(PriceUnit.OutputImageToken)]
    [InlineData(PriceUnit.OutputTextToken)]
    public void Tokens_WithoutPromptPriceOrLimit_CannotBeBounded(PriceUnit unit) =>
        Refused(
            PricingRefusalReason.CannotBeBounded,
            Ceiling(Shape(), Price("USD", Amount(PriceUnit.Image, 1m), Amount(unit, 1m))));

    [Fact]
    public void InputImageTokens_WithoutLimit_CannotBeBounded()
    {
        var price = Price("USD", Amount(PriceUnit.Image, 1m), Amount(PriceUnit.InputImageToken, 1m));

        Refused(PricingRefusalReason.CannotBeBounded, Ceiling(Shape() with { InputImages = [Square] }, price));
    }

    [Fact]
    public void Currency_WithoutRate_IsRefused()
    {
        Refused(PricingRefusalReason.NoRate, CeilingPrice.For(Shape(), Flat(1m), rate: null, Now));
        Refused(PricingRefusalReason.NoRate, CeilingPrice.For(Shape(), Flat(1m, "EUR"), Usd(), Now));

        var coming = Usd() with { ValidFrom = Now.AddTicks(1) };
        Refused(PricingRefusalReason.NoRate, CeilingPrice.For(Shape(), Flat(1m), coming, Now));
    }

    [Fact]
    public void Rate_SevenDaysOld_IsAcceptedAndOneTickOlderIsStale()
    {
        var week = Usd() with { ValidFrom = Now.AddDays(-7) };

        Assert.Equal(1_500_000, Micros(CeilingPrice.For(Shape(), Flat(1m), week, Now)));
        Refused(PricingRefusalReason.RateStale, CeilingPrice.For(Shape(), Flat(1m), week, Now.AddTicks(1)));
        Refused(PricingRefusalReason.RateStale, CeilingPrice.For(Shape(), Flat(1m), week, Now.AddDays(1)));
    }

    [Fact]
    public void Rate_Stale_NamesCurrencyMomentsAndRemedy()
    {
        var refusal = Assert.IsType<PricingRefusal>(CeilingPrice.For(Shape(), Flat(1m), Usd() with { ValidFrom = Now.AddDays(-8) }, Now));

        Assert.Equal(
            "The rate from USD to AUD is of 2026-11-14 12:00Z and counts no more since 2026-11-21 12:00Z, after 7 days: a super_admin sets a new one with PUT /v1/exchange-rates.",
            refusal.Detail);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1.5")]
    [InlineData("1000000.5")]
    [InlineData("1.000000001")]
    public void Rate_OutOfRange_IsInvalid(string rate) => Refused(
        PricingRefusalReason.RateInvalid,
        CeilingPrice.For(Shape(), Flat(1m), Usd(decimal.Parse(rate, CultureInfo.InvariantCulture)), Now));

    [Fact]
    public void Amount_AboveWhatAnImageMayCost_IsRefusedAndNeverThrows()
    {
        Assert.Equal(10_000_000_000, Micros(Ceiling(Shape(), Flat(10_000m, "AUD"))));
        Refused(PricingRefusalReason.AmountOutOfRange, Ceiling(Shape(), Flat(10_000.000001m, "AUD")));

        var token = Amount(PriceUnit.InputTextToken, PriceComponent.MaxAmount, ceilingQuantity: int.MaxValue);
        var greatest = Price("USD", Amount(PriceUnit.Image, 0m), token);
        var most = CeilingPrice.For(Shape(int.MaxValue), greatest, Usd(ExchangeRate.MaxRate), Now);
        Refused(PricingRefusalReason.AmountOutOfRange, most);
    }

    [Fact]
    public void Refusal_Code_IsSnakeCase() =>
        Assert.Equal("cannot_be_bounded", Assert.IsType<PricingRefusal>(Ceiling(Shape() with { Size = null }, Flat(1m))).Code);
}
