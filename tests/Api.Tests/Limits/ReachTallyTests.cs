using DonatelloAI.Api.Limits;
using DonatelloAI.Contracts.Limits;
using DonatelloAI.Contracts.Users;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Api.Tests.Limits;

public sealed class ReachTallyTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ReachTally _tally;

    public ReachTallyTests() => _tally = new ReachTally(_time);

    [Fact]
    public void Requests_OfOnePersonRouteAndCode_AreOneCount()
    {
        var (caller, first) = (Somebody(), _time.GetUtcNow());
        for (var i = 0; i < 100; i++)
        {
            _tally.Count(caller, "GET /v1/users/{id}", "not_found");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _tally.Count(caller, "GET /v1/providers", "insufficient_role");
        _tally.Count(null, "GET /v1/images/{name}", "not_found");
        var counts = _tally.Take();

        Assert.Equal(3, counts.Count);
        var many = Assert.Single(counts, count => count.Route == "GET /v1/users/{id}");
        Assert.Equal((caller.OrganizationId, caller.UserId, 100L), (many.OrganizationId, many.UserId, many.Attempts));
        Assert.Equal((first, first.AddSeconds(99)), (many.FirstAt, many.LastAt));
        Assert.Empty(_tally.Take());
    }

    [Fact]
    public void Requests_OfMorePeopleThanAReportTakes_AreToldTogether()
    {
        var known = Somebody();
        _tally.Count(known, "GET /v1/users/{id}", "not_found");
        for (var i = 0; i < 3 * FailureReport.MaxCounts; i++)
        {
            _tally.Count(Somebody(), "GET /v1/users/{id}", "not_found");
        }

        _tally.Count(known, "GET /v1/users/{id}", "not_found");
        var counts = _tally.Take();

        Assert.Equal(FailureReport.MaxCounts, counts.Count);
        Assert.Equal((3 * FailureReport.MaxCounts) + 2, counts.Sum(count => count.Attempts));
        Assert.Equal(2, Assert.Single(counts, count => count.UserId == known.UserId).Attempts);
        Assert.Equal((null, "*", "*"), (counts[^1].UserId, counts[^1].Route, counts[^1].Code));
    }

    private static Caller Somebody() => new()
    {
        UserId = Guid.CreateVersion7(),
        OrganizationId = Guid.CreateVersion7(),
        Role = UserRole.StandardUser,
        Scopes = KeyScopes.All,
    };
}
