using System.Numerics;
using CsCheck;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Providers;
using static DonatelloAI.Grains.Tests.Providers.Sample;

namespace DonatelloAI.Grains.Tests.Providers;

public sealed class CeilingPriceProperties
{
    /// <summary>Amounts of 0 to 0.1 with up to ten decimals.</summary>
    private static readonly Gen<decimal> Amounts = Gen.Long[0, 1_000_000_000].Select(tenths => tenths / 10_000_000_000m);

    /// <summary>Rates of above 0 to 10 with up to eight decimals.</summary>
    private static readonly Gen<decimal> Rates = Gen.Long[1, 1_000_000_000].Select(tenths => tenths / 100_000_000m);

    [Fact]
    public void Ceiling_AnyAmounts_IsTheExactSumRoundedUpOnce() =>
        Gen.Select(Amounts, Amounts, Rates, Gen.Int[0, 100_000], Gen.Int[0, 3]).Sample((image, token, rate, bytes, partials) =>
        {
            var price = Price(
                "USD",
                Amount(PriceUnit.Image, image),
                Amount(PriceUnit.InputTextToken, token),
                Amount(PriceUnit.PartialImage, image));
            var result = CeilingPrice.For(Shape(bytes) with { PartialImages = partials }, price, Usd(rate), Now);

            var exact = ((Scaled(image, 10) * (1 + partials)) + (Scaled(token, 10) * bytes)) * Scaled(rate, 8);
            var divisor = BigInteger.Pow(10, 12);
            var micros = (exact + divisor - 1) / divisor;
            return micros > (BigInteger)PriceTotal.MaxAud * Money.MicrosPerAud
                ? result is PricingRefusal : Micros(result) == micros;
        });

    [Fact]
    public void Ceiling_LongerPrompt_IsNeverLower() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000], Rates).Sample((left, right, rate) =>
            Micros(CeilingPrice.For(Shape(Math.Min(left, right)), Tokens(), Usd(rate), Now))
            <= Micros(CeilingPrice.For(Shape(Math.Max(left, right)), Tokens(), Usd(rate), Now)));

    [Fact]
    public void Ceiling_MoreAskedFor_IsNeverLower() =>
        Gen.Select(Gen.Int[0, 15], Gen.Int[0, 2], Rates).Sample((inputs, partials, rate) =>
        {
            var less = Shape() with { InputImages = [.. Enumerable.Repeat(Square, inputs)], PartialImages = partials };
            var more = less with { InputImages = [.. less.InputImages, Square], PartialImages = partials + 1 };
            return Micros(CeilingPrice.For(less, Tokens(), Usd(rate), Now))
                <= Micros(CeilingPrice.For(more, Tokens(), Usd(rate), Now));
        });

    [Fact]
    public void Ceiling_AnyUsageWithinTheBound_CoversItsCost() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 16], Gen.Int[0, 3], Rates, Gen.Double[0, 1]).Sample(drawn =>
        {
            var (bytes, inputs, partials, rate, share) = drawn;
            var shape = Shape(bytes) with { InputImages = [.. Enumerable.Repeat(Square, inputs)], PartialImages = partials };
            var usage = new ProviderUsage
            {
                TextInTokens = (long)(share * (bytes + 64)),
                ImageInTokens = (long)(share * inputs * 8_192),
                ImageOutTokens = 7_024 + (partials * 100),
            };
            return Micros(CostFromUsage.Of(usage, Tokens(), rate)) <= Micros(CeilingPrice.For(shape, Tokens(), Usd(rate), Now));
        });

    [Fact]
    public void Megapixels_AnyCountingThatMakesOneOfASquare_IsCovered() =>
        Gen.Select(Gen.Int[64, 4_096], Gen.Int[64, 4_096]).Sample((width, height) =>
        {
            var size = new ImageSize(width, height);
            var binary = (size.Pixels + 1_048_575) / 1_048_576;
            var nearest = Math.Max(1, (long)Math.Round(size.Pixels / 1e6, MidpointRounding.AwayFromZero));
            var started = Megapixels.Started(size);
            return started >= binary && started >= nearest && started == 1 + Megapixels.Extra(size);
        });

    private static BigInteger Scaled(decimal value, int decimals) => (BigInteger)(value * (decimal)BigInteger.Pow(10, decimals));
}
