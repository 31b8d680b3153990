using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Grains.Tests.Sessions;

public sealed class SessionRulesTests
{
    private static readonly byte[] Pepper = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 5, 0, 0, TimeSpan.Zero));
    private readonly RefreshToken _first;
    private readonly SessionState _session;

    public SessionRulesTests()
    {
        var id = Guid.CreateVersion7();
        _first = RefreshToken.First(id, "opening", Pepper);
        _session = new SessionState
        {
            Id = id,
            UserId = Guid.CreateVersion7(),
            OrganizationId = Guid.CreateVersion7(),
            TokenHash = _first.Hash(Pepper),
            SecondFactor = false,
            CreatedAt = _time.GetUtcNow(),
            ExpiresAt = SessionLimits.ExpiryOf(_time.GetUtcNow(), _time.GetUtcNow()),
            LastUsedAt = _time.GetUtcNow(),
        };
    }

    [Fact]
    public void NewestToken_IsReplacedAndTheSessionGoesOn()
    {
        _time.Advance(TimeSpan.FromDays(29));

        var rotated = Assert.IsType<RefreshRotated>(Present(_session, _first));

        Assert.Equal(_first.Successor(Pepper).SecretText, rotated.Successor.SecretText);
        Assert.Equal(_time.GetUtcNow().AddDays(30), rotated.ExpiresAt);
    }

    [Fact]
    public void Session_RenewedForever_EndsNinetyDaysAfterItsSignIn()
    {
        var (session, token) = (_session, _first);
        for (var day = 0; day < 80; day += 20)
        {
            _time.Advance(TimeSpan.FromDays(20));
            (session, token) = Renew(session, token);
        }

        Assert.Equal(_session.CreatedAt.AddDays(90), session.ExpiresAt);
        _time.Advance(TimeSpan.FromDays(10));
        Assert.Equal(new RefreshRefused(SessionRefusal.SessionExpired), Present(session, token));
    }

    [Fact]
    public void Session_UnusedForThirtyDays_HasEnded()
    {
        _time.Advance(TimeSpan.FromDays(30));

        Assert.Equal(new RefreshRefused(SessionRefusal.SessionExpired), Present(_session, _first));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void TokenBefore_WithinTenSeconds_GetsTheSameSuccessor(int seconds)
    {
        var (session, second) = Renew(_session, _first);
        _time.Advance(TimeSpan.FromSeconds(seconds));

        var repeated = Assert.IsType<RefreshRepeated>(Present(session, _first));

        Assert.Equal(second.SecretText, repeated.Successor.SecretText);
    }

    [Fact]
    public void TokenBefore_AfterTenSeconds_IsAReuse()
    {
        var (session, _) = Renew(_session, _first);
        _time.Advance(TimeSpan.FromSeconds(10) + TimeSpan.FromMilliseconds(1));

        Assert.IsType<RefreshReused>(Present(session, _first));
    }

    [Fact]
    public void OlderToken_EvenWithinTenSeconds_IsAReuse()
    {
        var (session, token) = Renew(_session, _first);
        (session, _) = Renew(session, token);

        Assert.IsType<RefreshReused>(Present(session, _first));
    }

    [Fact]
    public void OldToken_AsFarBackAsIsLooked_IsAReuseAndBeyondItUnknown()
    {
        var newest = _first;
        for (var i = 0; i < SessionLimits.MaxRecognised; i++)
        {
            newest = newest.Successor(Pepper);
        }

        Assert.IsType<RefreshReused>(Present(_session with { TokenHash = newest.Hash(Pepper) }, _first));
        Assert.Equal(
            new RefreshRefused(SessionRefusal.InvalidRefreshToken),
            Present(_session with { TokenHash = newest.Successor(Pepper).Hash(Pepper) }, _first));
    }

    [Fact]
    public void ForeignToken_LearnsNothingOfTheSession()
    {
        var foreign = RefreshToken.First(_session.Id, "guessed", Pepper);

        Assert.Equal(new RefreshRefused(SessionRefusal.InvalidRefreshToken), Present(_session, foreign));
        Assert.Equal(new RefreshRefused(SessionRefusal.InvalidRefreshToken), Present(_session with { RevokedAt = _time.GetUtcNow() }, foreign));
    }

    [Fact]
    public void Session_ThatWasEnded_RefusesEveryTokenOfIts()
    {
        var (session, second) = Renew(_session, _first);
        session = session with { RevokedAt = _time.GetUtcNow(), ExpiresAt = _time.GetUtcNow() };

        Assert.Equal(new RefreshRefused(SessionRefusal.SessionRevoked), Present(session, _first));
        Assert.Equal(new RefreshRefused(SessionRefusal.SessionRevoked), Present(session, second));
    }

    [Fact]
    public void Session_OfSomebodyDeactivated_IsNotRenewed() => Assert.Equal(
        new RefreshRefused(SessionRefusal.OrganizationInactive),
        Present(_session with { OwnerRefusal = AuthenticationRefusal.OrganizationInactive }, _first));

    [Fact]
    public void AccessToken_OfAnOpenSession_LetsItsOwnerIn()
    {
        var account = NewAccount();

        var known = Assert.IsType<Authenticated>(SessionRules.Authenticate(account, Memo(), _time.GetUtcNow()));

        Assert.Equal((account.Id, account.OrganizationId, (Guid?)null, KeyScopes.All), (known.Caller.UserId, known.Caller.OrganizationId, known.Caller.ApiKeyId, known.Caller.Scopes));
        Assert.Null(known.MfaDueSince);
    }

    [Fact]
    public void AccessToken_OfASessionThatIsOver_IsRefused()
    {
        var ended = new AuthenticationRefused(AuthenticationRefusal.SessionEnded);

        Assert.Equal(ended, SessionRules.Authenticate(NewAccount(), null, _time.GetUtcNow()));
        Assert.Equal(ended, SessionRules.Authenticate(NewAccount(), Memo() with { IsRevoked = true }, _time.GetUtcNow()));
        Assert.Equal(ended, SessionRules.Authenticate(NewAccount(), Memo() with { ExpiresAt = _time.GetUtcNow() }, _time.GetUtcNow()));
    }

    [Fact]
    public void AccessToken_OfSomebodyDeactivated_IsRefused() => Assert.Equal(
        new AuthenticationRefused(AuthenticationRefusal.UserInactive),
        SessionRules.Authenticate(NewAccount() with { IsActive = false }, Memo(), _time.GetUtcNow()));

    [Fact]
    public void SecondFactor_IsAskedForFromTheDeadlineOn()
    {
        var deadline = _time.GetUtcNow().AddDays(7);
        var account = NewAccount() with { MfaGraceEndsAt = deadline };
        DateTimeOffset? Due(SessionMemo memo) => ((Authenticated)SessionRules.Authenticate(account, memo, _time.GetUtcNow())).MfaDueSince;

        _time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.Null(Due(Memo()));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(deadline, Due(Memo()));
        Assert.Null(Due(Memo() with { SecondFactor = true }));
    }

    [Theory]
    [InlineData(UserRole.DeptManager, true, true, false)]
    [InlineData(UserRole.StandardUser, false, false, false)]
    [InlineData(UserRole.OrgAdmin, true, true, true)]
    [InlineData(UserRole.OrgAdmin, false, true, false)]
    [InlineData(UserRole.SuperAdmin, false, true, true)]
    [InlineData(UserRole.StandardUser, true, false, true)]
    public void Sessions_AreManagedByTheirOwnerAndAdministrators(UserRole role, bool sameOrganization, bool someoneElse, bool allowed)
    {
        var caller = new Caller
        {
            UserId = someoneElse ? Guid.CreateVersion7() : _session.UserId,
            OrganizationId = sameOrganization ? _session.OrganizationId : Guid.CreateVersion7(),
            Role = role,
            Scopes = KeyScopes.All,
        };

        Assert.Equal(allowed, SessionRules.MayManage(caller, _session.OrganizationId, _session.UserId));
    }

    [Fact]
    public void Superseded_AreTheLongestUnusedBeyondTheBound()
    {
        var open = Enumerable.Range(0, SessionLimits.MaxOpen + 1)
            .Select(number => _session with { Id = Guid.CreateVersion7(), LastUsedAt = _session.LastUsedAt.AddMinutes(number) })
            .ToList();

        Assert.Equal([open[1].Id, open[0].Id], SessionRules.Superseded(open).Select(session => session.Id));
        Assert.Empty(SessionRules.Superseded([.. open.Take(SessionLimits.MaxOpen - 1)]));
    }

    [Theory]
    [InlineData("pwd", false)]
    [InlineData("", false)]
    [InlineData("pwd,kba", false)]
    [InlineData("otp", false)]
    [InlineData("mfa", true)]
    [InlineData("pwd,otp", true)]
    [InlineData("pin,hwk", true)]
    [InlineData("PWD,OTP", false)]
    public void SecondFactor_IsFoundInMethods(string methods, bool expected) =>
        Assert.Equal(expected, SecondFactor.IsIn(methods.Split(',', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Mark_OfAnAccessToken_IsOfItsPersonSessionAndExpiryAlone()
    {
        var credential = AccessMark.Make(_session.UserId, _session.Id, _time.GetUtcNow(), Pepper);

        Assert.True(AccessMark.IsGenuine(credential, Pepper));
        Assert.False(AccessMark.IsGenuine(credential, new byte[32]));
        Assert.False(AccessMark.IsGenuine(credential with { UserId = Guid.CreateVersion7() }, Pepper));
        Assert.False(AccessMark.IsGenuine(credential with { SessionId = Guid.CreateVersion7() }, Pepper));
        Assert.False(AccessMark.IsGenuine(credential with { ExpiresAt = credential.ExpiresAt.AddSeconds(1) }, Pepper));
    }

    private RefreshDecision Present(SessionState session, RefreshToken token) => SessionRules.Present(session, token, Pepper, _time.GetUtcNow());

    private (SessionState Session, RefreshToken Token) Renew(SessionState session, RefreshToken token)
    {
        var rotated = Assert.IsType<RefreshRotated>(Present(session, token));
        return (session with { TokenHash = rotated.Successor.Hash(Pepper), LastUsedAt = _time.GetUtcNow(), ExpiresAt = rotated.ExpiresAt }, rotated.Successor);
    }

    private SessionMemo Memo() => new(_session.Id, false, _session.ExpiresAt, false);

    private static UserAccount NewAccount() => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = Guid.CreateVersion7(),
        Role = UserRole.StandardUser,
        IsActive = true,
        IsDepartmentActive = true,
        IsOrganizationActive = true,
        Email = "sealed",
        MfaEnabled = false,
        Keys = [],
    };
}
