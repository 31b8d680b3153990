namespace DonatelloAI.Grains.Budgets;

/// <summary>A calendar month of a department's budget, as dates of one time zone; both ends belong to it.</summary>
/// <remarks>
/// A period is computed from an instant and never made by a timer. It ends by the clock of its own zone; the period that
/// follows takes the organisation's zone of that moment and never begins before the day after this one's last.
/// </remarks>
public sealed record BudgetPeriod
{
    private BudgetPeriod(DateOnly start, TimeZoneInfo zone)
    {
        Start = start;
        End = start.AddMonths(1).AddDays(-1);
        Zone = zone;
        EndsAt = FirstInstantOf(End.AddDays(1), zone);
    }

    /// <summary>First day: the first of a month.</summary>
    public DateOnly Start { get; }

    /// <summary>Last day, inclusive.</summary>
    public DateOnly End { get; }

    /// <summary>The zone whose calendar the period follows.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The first instant that no longer belongs to the period.</summary>
    public DateTimeOffset EndsAt { get; }

    /// <summary>The period of a known first day, as a row states it.</summary>
    /// <exception cref="ArgumentException">The day is not the first of a month.</exception>
    public static BudgetPeriod Starting(DateOnly start, TimeZoneInfo zone) =>
        start.Day == 1 ? new BudgetPeriod(start, zone) : throw new ArgumentException("A period begins on the first of a month.", nameof(start));

    /// <summary>The period that an instant falls into by the calendar of a zone.</summary>
    public static BudgetPeriod Containing(DateTimeOffset instant, TimeZoneInfo zone) => new(FirstOfMonth(instant, zone), zone);

    /// <summary>
    /// The period in force at an instant at or after <see cref="EndsAt"/>: the instant's month in the next zone, or the
    /// month after this one where the next zone's calendar still lags behind.
    /// </summary>
    public BudgetPeriod Next(DateTimeOffset instant, TimeZoneInfo nextZone)
    {
        var month = FirstOfMonth(instant, nextZone);
        var following = Start.AddMonths(1);
        return new BudgetPeriod(month > following ? month : following, nextZone);
    }

    private static DateOnly FirstOfMonth(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return new DateOnly(local.Year, local.Month, 1);
    }

    /// <summary>Midnight of a day; where the clocks skip it, the instant they jump; where they show it twice, the first.</summary>
    private static DateTimeOffset FirstInstantOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        if (zone.IsInvalidTime(midnight))
        {
            return new DateTimeOffset(midnight, OffsetBefore(midnight, zone)).ToUniversalTime();
        }

        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>The offset in force just before the clocks jumped over a local time: no zone jumps by a day or more at midnight.</summary>
    private static TimeSpan OffsetBefore(DateTime skipped, TimeZoneInfo zone)
    {
        var before = skipped;
        while (zone.IsInvalidTime(before))
        {
            before = before.AddMinutes(-15);
        }

        return zone.GetUtcOffset(before);
    }
}
