namespace DonatelloAI.Contracts.Tests;

public sealed class MoneyTests
{
    public static TheoryData<decimal, long> Exact { get; } = new()
    {
        { 0m, 0 },
        { 0.000001m, 1 },
        { -0.000001m, -1 },
        { 0.0800000000m, 80_000 },
        { 1m, 1_000_000 },
        { 1_000_000_000m, 1_000_000_000_000_000 },
        { 9_223_372_036_854m, 9_223_372_036_854_000_000 },
        { -9_223_372_036_854m, -9_223_372_036_854_000_000 },
    };

    public static TheoryData<decimal> Impossible { get; } =
    [
        0.0000001m,
        -0.0000005m,
        1.0000001m,
        0.0000010000000000000000000001m,
        999_999_999.9999999999999999999m,
        9_223_372_036_855m,
        -9_223_372_036_855m,
        decimal.MaxValue,
        decimal.MinValue,
    ];

    [Theory]
    [MemberData(nameof(Exact))]
    public void FromAud_WithAtMostSixDecimals_IsExact(decimal aud, long micros)
    {
        Assert.True(Money.TryFromAud(aud, out var money));

        Assert.Equal((micros, Money.FromMicros(micros), aud), (money.Micros, Money.FromAud(aud), money.Aud));
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void FromAud_BelowAMicroOrOutOfRange_IsRefused(decimal aud)
    {
        Assert.False(Money.TryFromAud(aud, out var money));
        Assert.Equal(Money.Zero, money);
        Assert.Throws<ArgumentOutOfRangeException>(() => Money.FromAud(aud));
    }

    [Fact]
    public void RoundUp_OfAnyFraction_IsNeverBelowThePrice()
    {
        Assert.Equal(0, Money.RoundUp(0m).Micros);
        Assert.Equal(1, Money.RoundUp(0.0000000000000000000000000001m).Micros);
        Assert.Equal(80_000, Money.RoundUp(0.08m).Micros);
        Assert.Equal(80_001, Money.RoundUp(0.0800000000001m).Micros);
        Assert.Equal(2_000_000, Money.RoundUp(1.9999999999999999999999999999m).Micros);
        Assert.Equal(-1, Money.RoundUp(-0.0000019m).Micros);
    }

    [Fact]
    public void RoundUp_OfWhatDoesNotFit_Throws()
    {
        Assert.Throws<OverflowException>(() => Money.RoundUp(9_223_372_036_854.7758071m));
        Assert.Throws<OverflowException>(() => Money.RoundUp(decimal.MaxValue));
    }

    [Fact]
    public void Arithmetic_BeyondSixtyFourBits_ThrowsInsteadOfWrapping()
    {
        var most = Money.FromMicros(long.MaxValue);
        var least = Money.FromMicros(long.MinValue);

        Assert.Throws<OverflowException>(() => most + Money.FromMicros(1));
        Assert.Throws<OverflowException>(() => least - Money.FromMicros(1));
        Assert.Throws<OverflowException>(() => -least);
    }

    [Fact]
    public void IsInRange_UpToABillionEitherWay_IsTrue()
    {
        var most = Money.FromAud(1_000_000_000);

        Assert.Equal(Money.MaxAmountMicros, most.Micros);
        Assert.True(most.IsInRange && (-most).IsInRange && Money.Zero.IsInRange);
        Assert.False((most + Money.FromMicros(1)).IsInRange);
        Assert.False((-most - Money.FromMicros(1)).IsInRange);
    }

    [Theory]
    [InlineData(0, "0.000000")]
    [InlineData(80_000, "0.080000")]
    [InlineData(-1, "-0.000001")]
    [InlineData(1_234_567_890_123, "1234567.890123")]
    [InlineData(long.MinValue, "-9223372036854.775808")]
    public void ToString_InAnyCulture_HasSixDecimalsAndAPoint(long micros, string expected)
    {
        using var culture = new CultureScope("de-DE");

        Assert.Equal(expected, Money.FromMicros(micros).ToString());
    }

    [Fact]
    public void Comparison_OfTwoAmounts_FollowsTheirSize()
    {
        Money[] rising = [Money.FromAud(-2), Money.Zero, Money.FromMicros(1), Money.FromAud(3)];

        Assert.Equal(rising, rising.Reverse().Order());
        Assert.True(rising[0] < rising[1] && rising[3] > rising[2] && rising[1] <= Money.Zero && rising[1] >= Money.Zero);
        Assert.Equal((rising[0], rising[3]), (Money.Min(rising[3], rising[0]), Money.Max(rising[0], rising[3])));
        Assert.Equal([true, false, false, false], rising.Select(money => money.IsNegative));
        Assert.Equal([false, false, true, true], rising.Select(money => money.IsPositive));
    }
}
