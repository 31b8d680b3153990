namespace DonatelloAI.Grains.Budgets;

/// <summary>A calendar month of a department's budget, as dates of one time zone; both ends belong to it.</summary>
/// <remarks>
/// A period is computed from an instant and never made by a timer. It ends by the clock of its own zone; the period that
/// follows takes the organisation's zone of that moment and never begins before the day after this one's last.
/// </remarks>
public sealed record BudgetPeriod
{
    private static readonly TimeSpan WidestOffset = TimeSpan.FromHours(14);

    /// <summary>Today's offsets are multiples of this, so midnight is looked for at these steps first.</summary>
    private static readonly TimeSpan FinestOffset = TimeSpan.FromMinutes(15);

    private BudgetPeriod(DateOnly start, TimeZoneInfo zone)
    {
        Start = start;
        End = start.AddMonths(1).AddDays(-1);
        Zone = zone;
        EndsAt = FirstInstantAfter(End, zone);
    }

    /// <summary>First day: the first of a month.</summary>
    public DateOnly Start { get; }

    /// <summary>Last day, inclusive.</summary>
    public DateOnly End { get; }

    /// <summary>The zone whose calendar the period follows.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>
    /// The first instant at which the zone's calendar shows a day after <see cref="End"/>; it no longer belongs to the period.
    /// Midnight, but for three cases: where clocks skip midnight it is the instant they jump; where they show it twice, the
    /// first; and where they go back over it, so that the last day shows once more, the period stays ended.
    /// </summary>
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

    /// <summary>
    /// Asks the zone itself instead of computing with its offsets, which are ambiguous or missing where clocks change: every
    /// offset is at most 14 hours, so the date changes within that distance of midnight UTC.
    /// </summary>
    private static DateTimeOffset FirstInstantAfter(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        var later = midnight - WidestOffset;
        while (!IsAfter(day, later, zone))
        {
            later += FinestOffset;
        }

        var earlier = later - FinestOffset;
        while ((later - earlier).Ticks > 1)
        {
            var middle = earlier + ((later - earlier) / 2);
            (earlier, later) = IsAfter(day, middle, zone) ? (earlier, middle) : (middle, later);
        }

        return later;
    }

    private static bool IsAfter(DateOnly day, DateTimeOffset instant, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime) > day;
}
