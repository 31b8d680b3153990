using DonatelloAI.Contracts;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace DonatelloAI.Storage.Modelling;

/// <summary>Money as <c>decimal(19,6)</c> AUD.</summary>
internal sealed class MoneyToAud() : ValueConverter<Money, decimal>(money => money.Aud, aud => Money.FromAud(aud));

/// <summary>Money as INTEGER micro-AUD.</summary>
internal sealed class MoneyToMicros() : ValueConverter<Money, long>(money => money.Micros, micros => Money.FromMicros(micros));

/// <summary>A moment in UTC, cut to the microsecond that every engine keeps, so that what is read equals what was written.</summary>
internal sealed class MomentToUtc() : ValueConverter<DateTimeOffset, DateTimeOffset>(
    moment => Moment.FromMicros(Moment.ToMicros(moment)),
    moment => moment.ToUniversalTime());

/// <summary>A moment as INTEGER microseconds since 1970 UTC.</summary>
internal sealed class MomentToMicros() : ValueConverter<DateTimeOffset, long>(
    moment => Moment.ToMicros(moment),
    micros => Moment.FromMicros(micros));

/// <summary>Moments counted in microseconds since 1970 UTC.</summary>
internal static class Moment
{
    public static long ToMicros(DateTimeOffset moment) =>
        (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicros(long micros) =>
        new(DateTimeOffset.UnixEpoch.Ticks + (micros * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

/// <summary>An enum as its members' names in lower snake_case, such as <c>price_list</c>.</summary>
internal sealed class SnakeCaseEnum<TEnum>() : ValueConverter<TEnum, string>(
    value => SnakeCase.Of(value.ToString()),
    text => SnakeCase.Parse<TEnum>(text))
    where TEnum : struct, Enum;
