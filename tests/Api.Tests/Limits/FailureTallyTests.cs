using System.Net;
using DonatelloAI.Api.Limits;
using DonatelloAI.Contracts.Limits;
using DonatelloAI.Contracts.Users;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Api.Tests.Limits;

public sealed class FailureTallyTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FailureTally _tally;

    public FailureTallyTests() => _tally = new FailureTally(_time);

    [Fact]
    public void Refusals_OfOneOrganisationAndReason_AreOneCount()
    {
        var (organization, first) = (Guid.CreateVersion7(), _time.GetUtcNow());
        for (var i = 0; i < 5_000; i++)
        {
            _tally.Count(organization, AuthenticationRefusal.InvalidApiKey, new IPAddress(i % 3));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        _tally.Count(null, null, IPAddress.Loopback);
        var counts = _tally.Take();

        Assert.Equal(2, counts.Count);
        var many = Assert.Single(counts, count => count.OrganizationId == organization);
        Assert.Equal((AuthenticationRefusal.InvalidApiKey, 5_000, 3), (many.Reason, many.Attempts, many.Addresses));
        Assert.Equal((first, first.AddMilliseconds(4_999)), (many.FirstAt, many.LastAt));
        Assert.Empty(_tally.Take());
    }

    [Fact]
    public void Refusals_OfMoreThanAReportTakes_AreToldTogether()
    {
        for (var i = 0; i < 3 * FailureReport.MaxCounts; i++)
        {
            _tally.Count(Guid.CreateVersion7(), AuthenticationRefusal.UserInactive, IPAddress.Loopback);
        }

        var counts = _tally.Take();

        Assert.InRange(counts.Count, FailureReport.MaxCounts / 2, FailureReport.MaxCounts);
        Assert.Equal(3 * FailureReport.MaxCounts, counts.Sum(count => count.Attempts));
    }

    [Fact]
    public void Addresses_MoreThanAreToldApart_CostNoMoreMemory()
    {
        for (var i = 0; i < 2 * FailureTally.MaxAddresses; i++)
        {
            _tally.Count(null, null, new IPAddress(i));
        }

        Assert.InRange(Assert.Single(_tally.Take()).Addresses, FailureTally.MaxAddresses / 2, FailureTally.MaxAddresses);
    }
}
