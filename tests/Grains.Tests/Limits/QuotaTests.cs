using DonatelloAI.Grains.Limits;

namespace DonatelloAI.Grains.Tests.Limits;

public sealed class QuotaTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly OrganizationQuota _quota = new(100);
    private readonly QuotaSlice _slice = new();

    [Fact]
    public void Slice_GivenBackUnspent_IsFreeAtOnce()
    {
        Fill(_slice, Now, waiting: 50);
        Assert.InRange(_quota.Left(Now), 0, 99);

        var later = Now + QuotaSlice.SpendTime;
        Assert.True(_slice.IsDue(later));
        _quota.Lease(_slice.GiveBack(later), later);

        Assert.Equal(100, _quota.Left(later));
    }

    [Fact]
    public void Slice_OfASiloThatIsGone_CountsAsSpentForAWindowAndIsFreeThen()
    {
        Fill(_slice, Now, waiting: 50);
        var left = _quota.Left(Now);
        var ended = Now + OrganizationQuota.LeaseTime;

        Assert.Equal(left, _quota.Left(ended));
        Assert.Equal((left, 100), (_quota.Left(ended.AddSeconds(60)), _quota.Left(ended.AddSeconds(61))));
    }

    [Fact]
    public void Lender_ThatBeginsAnew_LearnsFromSilosWhatTheySpent()
    {
        Fill(_slice, Now, waiting: 50);
        Assert.True(_slice.TryTake(Now) && _slice.TryTake(Now));
        var successor = new OrganizationQuota(100);

        var request = _slice.Ask(Now, 0);
        var grant = successor.Lease(request, Now);

        Assert.Equal(2, request.SpentLately);
        Assert.Equal(100 - 2 - request.Held - grant.Granted, successor.Left(Now));
    }

    [Fact]
    public void Report_ThatALaterOneHasOvertaken_ChangesNothing()
    {
        var (first, second) = (_slice.Ask(Now, 0), _slice.Ask(Now, 0));
        _quota.Lease(second, Now);
        var left = _quota.Left(Now);

        Assert.Equal(0, _quota.Lease(first, Now).Granted);
        Assert.Equal(left, _quota.Left(Now));
    }

    [Fact]
    public void Slice_ThatIsSpentFast_AsksForMore()
    {
        Fill(_slice, Now, waiting: 40);
        for (var i = 0; i < 40; i++)
        {
            Assert.True(_slice.TryTake(Now));
        }

        Assert.Equal((true, 80), (_slice.IsLow(Now), _slice.Ask(Now, 0).Wanted));
    }

    [Fact]
    public void Silo_ThatWasToldNothingIsLeft_BelievesItForASecond()
    {
        var (request, none) = (_slice.Ask(Now, 1), new QuotaGrant(0, 0, 7));

        _slice.Accept(request, none, Now, Now);

        Assert.Equal((true, false), (_slice.IsUsedUp(Now), _slice.IsUsedUp(Now + QuotaSlice.RefusalTime)));
        Assert.Equal((0, 7), (_slice.UsedUp(100).Remaining, _slice.UsedUp(100).ResetSeconds));
    }

    private void Fill(QuotaSlice slice, DateTimeOffset now, int waiting)
    {
        var request = slice.Ask(now, waiting);
        slice.Accept(request, _quota.Lease(request, now), now, now);
    }
}
