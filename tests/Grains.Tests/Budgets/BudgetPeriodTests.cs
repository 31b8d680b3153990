using System.Globalization;
using CsCheck;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Tests.Budgets;

public sealed class BudgetPeriodTests
{
    private static readonly TimeZoneInfo[] Zones = [.. TimeZoneInfo.GetSystemTimeZones()];

    private static readonly Gen<(TimeZoneInfo Zone, DateTimeOffset Instant)> Anywhere = Gen.Select(Gen.OneOf(Zones), AnyInstant(2020, 2035));

    [Theory]
    [InlineData("UTC", "2026-02-10T00:00Z", "2026-02-01", "2026-02-28", "2026-03-01T00:00Z")]
    [InlineData("UTC", "2028-02-29T23:59Z", "2028-02-01", "2028-02-29", "2028-03-01T00:00Z")]
    [InlineData("Australia/Sydney", "2026-09-30T14:00Z", "2026-10-01", "2026-10-31", "2026-10-31T13:00Z")]
    [InlineData("Asia/Kathmandu", "2026-06-30T18:14Z", "2026-06-01", "2026-06-30", "2026-06-30T18:15Z")]
    [InlineData("Pacific/Kiritimati", "2026-12-31T10:00Z", "2027-01-01", "2027-01-31", "2027-01-31T10:00Z")]
    [InlineData("Pacific/Pago_Pago", "2027-01-01T10:59Z", "2026-12-01", "2026-12-31", "2027-01-01T11:00Z")]
    public void Containing_AnInstant_IsTheMonthOfItsZone(string zone, string instant, string start, string end, string endsAt)
    {
        var period = BudgetPeriod.Containing(At(instant), Zone(zone));

        Assert.Equal((Day(start), Day(end), At(endsAt)), (period.Start, period.End, period.EndsAt));
    }

    [Theory]
    [InlineData("America/Asuncion", "2023-09-01", "2023-10-01T04:00Z")] // the clocks skip the first hour of 1 October
    [InlineData("America/Havana", "2020-10-01", "2020-11-01T04:00Z")] // one in the morning is midnight again on 1 November
    [InlineData("Africa/Juba", "2021-01-01", "2021-01-31T22:00Z")] // midnight was 23:00 again, so January had an hour more
    [InlineData("Asia/Almaty", "2024-02-01", "2024-02-29T19:00Z")] // the same at the end of a leap February
    [InlineData("Asia/Qostanay", "2024-02-01", "2024-02-29T19:00Z")]
    [InlineData("Asia/Amman", "2022-03-01", "2022-03-31T21:00Z")]
    [InlineData("America/St_Johns", "2009-10-01", "2009-11-01T02:30Z")] // a minute past midnight it was 31 October once more
    [InlineData("Pacific/Kiritimati", "1994-12-01", "1994-12-31T10:00Z")] // 31 December was left out
    [InlineData("Pacific/Apia", "2011-12-01", "2011-12-31T10:00Z")] // 30 December was left out
    [InlineData("Pacific/Kwajalein", "1993-08-01", "1993-08-31T12:00Z")] // 21 August was left out
    public void EndsAt_WhereTheClocksChange_IsTheFirstInstantOfALaterDate(string zone, string start, string endsAt) =>
        Assert.Equal(At(endsAt), BudgetPeriod.Starting(Day(start), Zone(zone)).EndsAt);

    [Fact]
    public void EndsAt_OfEveryMonthInEveryZone_IsWhereTheDateChanges()
    {
        foreach (var zone in Zones)
        {
            for (var start = new DateOnly(2020, 1, 1); start.Year < 2036; start = start.AddMonths(1))
            {
                var period = BudgetPeriod.Starting(start, zone);
                AssertDateChangesAt(period, TimeSpan.FromTicks(1));
                AssertDateChangesAt(period, TimeSpan.FromMinutes(59));
                AssertDateChangesAt(period, TimeSpan.FromHours(26));
            }
        }
    }

    [Fact]
    public void Instant_IsAfterTheLastDay_ExactlyFromEndsAtOn() => Anywhere.Sample(sample =>
    {
        var period = BudgetPeriod.Containing(sample.Instant, sample.Zone);
        Assert.True(sample.Instant < period.EndsAt);
        for (var minutes = -200; minutes <= 200; minutes++)
        {
            var instant = period.EndsAt.AddMinutes(minutes);
            Assert.True(DateOf(instant, sample.Zone) > period.End == minutes >= 0, $"{sample.Zone.Id} at {instant:O}, period to {period.End:O} ends at {period.EndsAt:O}.");
        }
    });

    [Fact]
    public void Next_InTheSameZone_FollowsWithoutAGap() => Anywhere.Sample(sample =>
    {
        var period = BudgetPeriod.Containing(sample.Instant, sample.Zone);

        var next = period.Next(period.EndsAt, sample.Zone);

        Assert.Equal(period.End.AddDays(1), next.Start);
        Assert.True(next.EndsAt > period.EndsAt);
    });

    [Fact]
    public void Next_InAnyZoneAtAnyLaterInstant_NeverGoesBackAndHoldsTheInstant() =>
        Gen.Select(Anywhere, Gen.OneOf(Zones), Gen.Int[0, 100 * 24 * 60]).Sample((sample, zone, minutes) =>
        {
            var period = BudgetPeriod.Containing(sample.Instant, sample.Zone);
            var instant = period.EndsAt.AddMinutes(minutes);

            var next = period.Next(instant, zone);

            Assert.True(next.Start > period.End);
            Assert.True(instant < next.EndsAt);
            Assert.True(DateOf(instant, zone) >= next.Start || next.Start == period.End.AddDays(1));
        });

    [Theory]
    [InlineData("Pacific/Kiritimati", "Pacific/Pago_Pago", "2026-01-01", "2026-03-01T11:00Z")] // west: the new calendar still shows 31 January
    [InlineData("Pacific/Pago_Pago", "Pacific/Kiritimati", "2026-01-01", "2026-02-28T10:00Z")]
    [InlineData("Australia/Sydney", "America/Los_Angeles", "2026-05-01", "2026-07-01T07:00Z")]
    public void Next_AfterAMoveAcrossTheDateLine_IsTheFollowingMonthOfTheNewZone(string from, string to, string start, string nextEndsAt)
    {
        var period = BudgetPeriod.Starting(Day(start), Zone(from));

        var next = period.Next(period.EndsAt, Zone(to));

        Assert.Equal((Day(start).AddMonths(1), Zone(to).Id, At(nextEndsAt)), (next.Start, next.Zone.Id, next.EndsAt));
    }

    [Fact]
    public void Next_AfterMonthsWithoutWork_IsTheMonthOfTheInstant() =>
        Assert.Equal(Day("2026-07-01"), BudgetPeriod.Starting(Day("2026-02-01"), TimeZoneInfo.Utc).Next(At("2026-07-15T00:00Z"), TimeZoneInfo.Utc).Start);

    [Fact]
    public void Starting_OnAnotherDayThanTheFirst_IsRefused() =>
        Assert.Throws<ArgumentException>(() => BudgetPeriod.Starting(Day("2026-02-02"), TimeZoneInfo.Utc));

    private static void AssertDateChangesAt(BudgetPeriod period, TimeSpan distance)
    {
        Assert.True(DateOf(period.EndsAt - distance, period.Zone) <= period.End, $"{period.Zone.Id}: {distance} before {period.EndsAt:O} it is after {period.End:O}.");
        Assert.True(DateOf(period.EndsAt + distance, period.Zone) > period.End, $"{period.Zone.Id}: {distance} after {period.EndsAt:O} it is not after {period.End:O}.");
    }

    private static Gen<DateTimeOffset> AnyInstant(int firstYear, int lastYear) =>
        Gen.Long[new DateTime(firstYear, 1, 1).Ticks, new DateTime(lastYear, 12, 1).Ticks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    private static DateOnly DateOf(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);
}
