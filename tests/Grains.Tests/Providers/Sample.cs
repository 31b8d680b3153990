using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>Prices, rates and shapes that the tests of this room begin with.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static readonly ImageSize Square = new(1024, 1024);

    public static ExchangeRate Usd(decimal rate = 1.5m) => new("USD", rate, Now.AddDays(-1), "test");

    public static ImageRequestShape Shape(int promptBytes = 0) =>
        new() { Size = Square, Quality = "high", PromptBytes = promptBytes };

    public static PriceVersion Price(string currency, params PriceComponent[] components) => new()
    {
        ModelId = "test/model",
        Version = 3,
        Currency = currency,
        Components = components,
        ValidFrom = Now.AddDays(-30),
        Source = "test",
    };

    public static PriceComponent Amount(
        PriceUnit unit, decimal amount, string? key = null, long? maxPixels = null, int? ceilingQuantity = null) =>
        new() { Unit = unit, Amount = amount, Key = key, MaxPixels = maxPixels, CeilingQuantity = ceilingQuantity };

    public static PriceVersion Flat(decimal amount, string currency = "USD") => Price(currency, Amount(PriceUnit.Image, amount));

    /// <summary>Priced by tokens, with everything that can be asked for.</summary>
    public static PriceVersion Tokens() => Price(
        "USD",
        Amount(PriceUnit.Image, 0.211m, "1024x1024/high"),
        Amount(PriceUnit.CeilingImage, 0.1385m, "high"),
        Amount(PriceUnit.CeilingKilopixel, 0.00006912m, "high"),
        Amount(PriceUnit.InputTextToken, 0.000005m, ceilingQuantity: 64),
        Amount(PriceUnit.InputImageToken, 0.000008m, ceilingQuantity: 8_192),
        Amount(PriceUnit.OutputImageToken, 0.00003m),
        Amount(PriceUnit.PartialImage, 0.003m));

    public static long Micros(PricingResult result) => Assert.IsType<PriceQuote>(result).Amount.Amount.Micros;

    public static void Refused(PricingRefusalReason reason, PricingResult result)
    {
        var refusal = Assert.IsType<PricingRefusal>(result);
        Assert.Equal(reason, refusal.Reason);
        Assert.NotEmpty(refusal.Detail);
    }

    public static PricingResult Ceiling(ImageRequestShape shape, PriceVersion? price) =>
        CeilingPrice.For(shape, price, Usd(), Now);
}
