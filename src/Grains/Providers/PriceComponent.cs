namespace DonatelloAI.Grains.Providers;

/// <summary>One amount of a price: what ONE unit costs (one token, not a million), in the price's currency.</summary>
public sealed record PriceComponent
{
    /// <summary>The largest amount for one unit.</summary>
    public const decimal MaxAmount = 1_000_000m;

    /// <summary>Most decimals of an amount: a ten-thousandth of a dollar for a million tokens.</summary>
    public const int MaxDecimals = 10;

    /// <summary>What is counted.</summary>
    public required PriceUnit Unit { get; init; }

    /// <summary>
    /// The size and quality it holds for: <c>1024x1024/high</c>, <c>1024x1024</c>, <c>high</c>, or null for all. The most
    /// specific one that fits is taken.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The largest area in pixels it holds for; null for any. Among equals the smallest that fits is taken.</summary>
    public long? MaxPixels { get; init; }

    /// <summary>The amount for one unit: 0 to <see cref="MaxAmount"/>, at most <see cref="MaxDecimals"/> decimals.</summary>
    public required decimal Amount { get; init; }

    /// <summary>
    /// Tokens that a ceiling counts where the request doesn't tell: for <see cref="PriceUnit.InputTextToken"/> what a vendor's
    /// template adds to the prompt, for <see cref="PriceUnit.InputImageToken"/> the most for one input image, for
    /// <see cref="PriceUnit.OutputTextToken"/> the most for one output image (the call's own limit). Null for other units.
    /// </summary>
    public int? CeilingQuantity { get; init; }

    /// <summary>True when amount and quantity lie within their ranges.</summary>
    public bool IsValid => Amount is >= 0 and <= MaxAmount && Amount.Scale <= MaxDecimals && CeilingQuantity is null or >= 0;

    internal bool Fits(PriceUnit unit, string? key, long pixels) =>
        Unit == unit && string.Equals(Key, key, StringComparison.Ordinal) && (MaxPixels ?? long.MaxValue) >= pixels;

    internal PricePart Times(decimal quantity) => new(Unit, Key, quantity, Amount);
}
