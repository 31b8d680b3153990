using System.Globalization;

namespace DonatelloAI.Contracts;

/// <summary>
/// An amount of Australian dollars, counted in micro-AUD (1 AUD = 1,000,000 micros) so that sums are exact.
/// </summary>
/// <remarks>
/// A single amount stays within ±<see cref="MaxAmountMicros"/>; arithmetic is checked, so a sum that leaves 64 bits throws
/// instead of wrapping. Servers store it as <c>decimal(19,6)</c>, SQLite as INTEGER micros.
/// </remarks>
[GenerateSerializer, Immutable, Alias("donatello.Money")]
public readonly record struct Money : IComparable<Money>
{
    /// <summary>Micros in one AUD.</summary>
    public const long MicrosPerAud = 1_000_000;

    /// <summary>The largest single amount a caller may name: one billion AUD. Nine thousand of them still fit in a sum.</summary>
    public const long MaxAmountMicros = 1_000_000_000 * MicrosPerAud;

    private const byte Decimals = 6;

    private Money(long micros) => Micros = micros;

    /// <summary>No money.</summary>
    public static Money Zero => default;

    /// <summary>The amount in micro-AUD.</summary>
    [Id(0)]
    public long Micros { get; }

    /// <summary>The amount in AUD, exact, with six decimals.</summary>
    public decimal Aud
    {
        get
        {
            var size = unchecked((ulong)(Micros < 0 ? -Micros : Micros));
            return new decimal((int)size, (int)(size >> 32), 0, Micros < 0, Decimals);
        }
    }

    /// <summary>True when the amount is above zero.</summary>
    public bool IsPositive => Micros > 0;

    /// <summary>True when the amount is below zero.</summary>
    public bool IsNegative => Micros < 0;

    /// <summary>True when a caller may name this amount: its size is at most <see cref="MaxAmountMicros"/>.</summary>
    public bool IsInRange => Micros is >= -MaxAmountMicros and <= MaxAmountMicros;

    /// <summary>Makes an amount from micro-AUD.</summary>
    public static Money FromMicros(long micros) => new(micros);

    /// <summary>Makes an amount from AUD with at most six decimals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value has more than six decimals or does not fit.</exception>
    public static Money FromAud(decimal aud) =>
        TryFromAud(aud, out var money)
            ? money
            : throw new ArgumentOutOfRangeException(nameof(aud), aud, "An amount of AUD has at most six decimals and fits in 64 bits of micros.");

    /// <summary>Makes an amount from AUD; false when the value has more than six decimals or does not fit.</summary>
    public static bool TryFromAud(decimal aud, out Money money)
    {
        money = default;
        if (aud is < long.MinValue / MicrosPerAud or > long.MaxValue / MicrosPerAud)
        {
            return false;
        }

        var micros = aud * MicrosPerAud;
        if (micros != decimal.Truncate(micros))
        {
            return false;
        }

        money = new Money((long)micros);
        return true;
    }

    /// <summary>Rounds AUD up to the next micro: how a price becomes an amount, once, so that a ceiling is never below the cost.</summary>
    /// <exception cref="OverflowException">The value does not fit.</exception>
    public static Money RoundUp(decimal aud) => new((long)decimal.Ceiling(aud * MicrosPerAud));

    /// <summary>The smaller of two amounts.</summary>
    public static Money Min(Money left, Money right) => left.Micros <= right.Micros ? left : right;

    /// <summary>The larger of two amounts.</summary>
    public static Money Max(Money left, Money right) => left.Micros >= right.Micros ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Money other) => Micros.CompareTo(other.Micros);

    /// <summary>The amount as the API writes it: AUD with six decimals, such as <c>0.080000</c>.</summary>
    public override string ToString() => Aud.ToString("0.000000", CultureInfo.InvariantCulture);

    /// <summary>Adds two amounts.</summary>
    public static Money operator +(Money left, Money right) => new(checked(left.Micros + right.Micros));

    /// <summary>Takes one amount from another.</summary>
    public static Money operator -(Money left, Money right) => new(checked(left.Micros - right.Micros));

    /// <summary>Negates an amount.</summary>
    public static Money operator -(Money value) => new(checked(-value.Micros));

    /// <summary>Compares two amounts.</summary>
    public static bool operator <(Money left, Money right) => left.Micros < right.Micros;

    /// <summary>Compares two amounts.</summary>
    public static bool operator >(Money left, Money right) => left.Micros > right.Micros;

    /// <summary>Compares two amounts.</summary>
    public static bool operator <=(Money left, Money right) => left.Micros <= right.Micros;

    /// <summary>Compares two amounts.</summary>
    public static bool operator >=(Money left, Money right) => left.Micros >= right.Micros;
}
