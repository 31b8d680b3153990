using System.Text.Json;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage.Sessions;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Api.Tests.Sessions;

[Collection(InstallationCollection.Name)]
public sealed class SessionTests(Installation installation) : SessionTest(installation)
{
    [Fact]
    public async Task AccessToken_OfAnOpenSession_LetsItsOwnerInWithTheirRole()
    {
        var person = await NewPerson();
        var session = await Open(person);

        var me = await With(session).Get("/v1/me");

        Assert.Equal((200, $"{person}", "standard_user"), (me.Code, me.Text("id"), me.Text("role")));
        Assert.Equal(600, session.ExpiresInSeconds);
        Assert.Equal((403, "insufficient_role"), Outcome(await With(session).Get("/v1/api-keys")));
    }

    [Fact]
    public async Task AccessToken_AlteredOrOfNobody_IsRefused()
    {
        var session = await Open(await NewPerson());
        var parts = session.AccessToken.Split('.');
        string[] tokens = [$"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}.{parts[2][..^2]}AA", $"eyJhbGciOiJub25lIn0.{parts[1]}.", "eyJ"];

        foreach (var token in tokens)
        {
            Assert.Equal((401, "invalid_access_token"), Outcome(await Installation.With(token).Get("/v1/me")));
        }
    }

    [Fact]
    public async Task Session_Renewed_GivesNewTokensAndGoesOn()
    {
        var session = await Open(await NewPerson());

        var answer = await Refresh(session.RefreshToken);

        Assert.Equal(200, answer.Code);
        Assert.Equal(("Bearer", 600, "no-store"), (answer.Text("token_type"), answer.Json.GetProperty("expires_in").GetInt32(), answer.Headers["Cache-Control"]));
        Assert.NotEqual(session.RefreshToken, answer.Text("refresh_token"));
        Assert.Equal($"{session.Session.Id}", answer.Json.GetProperty("session").GetProperty("id").GetString());
        Assert.Equal(200, (await Installation.With(answer.Text("access_token")).Get("/v1/me")).Code);
        Assert.Equal(200, (await Refresh(answer.Text("refresh_token"))).Code);
        Assert.Equal(["session.opened", "session.refreshed", "session.refreshed"], await EventsOf(session.Session.Id));
    }

    [Fact]
    public async Task RefreshToken_SentTwiceAtOnce_GetsOneSuccessor()
    {
        var session = await Open(await NewPerson());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Refresh(session.RefreshToken)));

        Assert.Single(answers.Select(answer => answer.Text("refresh_token")).Distinct());
        Assert.Equal(["session.opened", "session.refreshed"], await EventsOf(session.Session.Id));
    }

    [Fact]
    public async Task RefreshToken_ReusedLater_EndsTheSession()
    {
        var session = await Open(await NewPerson());
        var second = await Refresh(session.RefreshToken);
        var third = await Refresh(second.Text("refresh_token"));

        Assert.Equal((401, "refresh_token_reused"), Outcome(await Refresh(session.RefreshToken)));

        Assert.Equal((401, "session_ended"), Outcome(await Installation.With(third.Text("access_token")).Get("/v1/me")));
        Assert.Equal((401, "session_revoked"), Outcome(await Refresh(third.Text("refresh_token"))));
        Assert.Equal("session.ended", (await EventsOf(session.Session.Id))[^1]);
        Assert.Equal("refresh_token_reused", (await Row(session.Session.Id)).RevokedReason);
    }

    [Fact]
    public async Task RefreshToken_MistypedUnknownOrOfNobody_GetsOneAnswer()
    {
        var session = await Open(await NewPerson());
        string[] tokens =
        [
            "x", session.RefreshToken[..^1],
            RefreshToken.First(session.Session.Id, "guessed", new byte[32]).SecretText,
            RefreshToken.First(Guid.CreateVersion7(), "guessed", new byte[32]).SecretText,
        ];

        foreach (var token in tokens)
        {
            Assert.Equal((401, "invalid_refresh_token"), Outcome(await Refresh(token)));
        }

        Assert.Equal(200, (await With(session).Get("/v1/me")).Code);
        Assert.Equal((400, "unknown_field"), Outcome(await Installation.As().Post("/v1/sessions/refresh", """{"refresh_token":"x","more":1}""")));
    }

    [Fact]
    public async Task Session_EndedByItsOwner_IsRefusedFromTheNextRequestOn()
    {
        var person = await NewPerson();
        var (session, other) = (await Open(person), await Open(person));
        Assert.Equal(200, (await With(session).Get("/v1/me")).Code);

        Assert.Equal(204, (await With(session).Delete($"/v1/sessions/{session.Session.Id}")).Code);

        Assert.Equal((401, "session_ended"), Outcome(await With(session).Get("/v1/me")));
        Assert.Equal((401, "session_revoked"), Outcome(await Refresh(session.RefreshToken)));
        Assert.Equal(204, (await With(other).Delete($"/v1/sessions/{session.Session.Id}")).Code);
        Assert.Equal(["session.opened", "session.ended"], await EventsOf(session.Session.Id));
    }

    [Fact]
    public async Task Sessions_AllEnded_AreRefusedFromTheNextRequestOn()
    {
        var person = await NewPerson();
        SessionOpened[] sessions = [await Open(person), await Open(person), await Open(person)];
        foreach (var session in sessions)
        {
            Assert.Equal(200, (await With(session).Get("/v1/me")).Code);
        }

        var answer = await With(sessions[1]).Delete("/v1/sessions");

        Assert.Equal((200, 3), (answer.Code, answer.Json.GetProperty("ended").GetInt32()));
        foreach (var session in sessions)
        {
            Assert.Equal((401, "session_ended"), Outcome(await With(session).Get("/v1/me")));
        }
    }

    [Fact]
    public async Task Sessions_OfOthers_AreForAdministratorsOfTheOrganisation()
    {
        var person = await NewPerson();
        var session = await Open(person);
        var path = $"/v1/sessions/{session.Session.Id}";

        foreach (var stranger in new[] { "PowerUser", "DeptManager", "OtherOrgAdmin" })
        {
            Assert.Equal((404, "not_found"), Outcome(await Installation.As(stranger).Delete(path)));
            Assert.Equal((404, "not_found"), Outcome(await Installation.As(stranger).Get($"/v1/sessions?user_id={person}")));
            Assert.Equal((404, "not_found"), Outcome(await Installation.As(stranger).Delete($"/v1/sessions?user_id={person}")));
        }

        Assert.Equal(200, (await Installation.As("OrgAdmin").Get($"/v1/sessions?user_id={person}")).Code);
        Assert.Equal(204, (await Installation.As("OrgAdmin").Delete(path)).Code);
        Assert.Equal((401, "session_ended"), Outcome(await With(session).Get("/v1/me")));
        Assert.Equal("ended_by_administrator", (await Row(session.Session.Id)).RevokedReason);
        var again = await Open(person);
        Assert.Equal(1, (await Installation.As("OtherSuperAdmin").Delete($"/v1/sessions?user_id={person}")).Json.GetProperty("ended").GetInt32());
        Assert.Equal((401, "session_ended"), Outcome(await With(again).Get("/v1/me")));
    }

    [Fact]
    public async Task Sessions_Listed_SayWhereTheyCameFromInPages()
    {
        var person = await NewPerson();
        SessionOpened[] sessions = [await Open(person), await Open(person), await Open(person)];
        var client = With(sessions[2]);
        await client.Delete($"/v1/sessions/{sessions[0].Session.Id}");

        var page = await client.Get("/v1/sessions?limit=2");
        var rest = await client.Get($"/v1/sessions?limit=2&cursor={page.Text("next_cursor")}");

        JsonElement[] rows = [.. page.Json.GetProperty("data").EnumerateArray(), .. rest.Json.GetProperty("data").EnumerateArray()];
        Assert.Equal(sessions.Reverse().Select(session => $"{session.Session.Id}"), rows.Select(row => row.GetProperty("id").GetString()));
        Assert.All(rows, row => Assert.Equal(("Browser/1.0", "203.0.113.9"), (row.GetProperty("user_agent").GetString(), row.GetProperty("ip_address").GetString())));
        Assert.Equal("signed_out", rows[2].GetProperty("revoked_reason").GetString());
        Assert.DoesNotContain("203.0.113.9", (await Row(sessions[1].Session.Id)).DeviceInfo!, StringComparison.Ordinal);
        Assert.Equal((400, "unknown_parameter"), Outcome(await client.Get("/v1/sessions?userid=1")));
    }

    [Fact]
    public async Task Session_OfSomebodyDeactivated_IsRefusedByName()
    {
        var closed = await Installation.NewPlace("sessions-closed", organization => organization.IsActive = false);
        var gone = await Open(await NewPerson(change: user => user.IsActive = false));
        var shut = await Open(await NewPerson(UserRole.OrgAdmin, closed));

        Assert.Equal((403, "user_inactive"), Outcome(await With(gone).Get("/v1/me")));
        Assert.Equal((403, "user_inactive"), Outcome(await Refresh(gone.RefreshToken)));
        Assert.Equal((403, "organization_inactive"), Outcome(await With(shut).Get("/v1/me")));
        Assert.Equal((403, "organization_inactive"), Outcome(await Refresh(shut.RefreshToken)));
    }

    [Fact]
    public async Task Person_WithoutASecondFactorAfterTheGrace_ReachesTheirSessionsOnly()
    {
        var deadline = TimeProvider.System.GetUtcNow().AddHours(-1);
        var person = await NewPerson(change: user => user.MfaGracePeriodExpiresAt = deadline);
        var (without, proven) = (await Open(person), await Open(person, secondFactor: true));

        var refused = await With(without).Get("/v1/models");

        Assert.Equal((403, "mfa_required"), Outcome(refused));
        Assert.StartsWith($"{deadline.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}", refused.Text("mfa_grace_period_expires_at"), StringComparison.Ordinal);
        Assert.Equal((403, "mfa_required"), Outcome(await With(without).Post("/v1/generations", """{"prompt":"x"}""")));
        Assert.Equal(200, (await With(proven).Get("/v1/models")).Code);
        Assert.Equal(200, (await With(without).Get("/v1/me")).Code);
        Assert.Equal(200, (await With(without).Get("/v1/sessions")).Code);
        Assert.Equal(200, (await Refresh(without.RefreshToken)).Code);
        Assert.Equal(204, (await With(without).Delete($"/v1/sessions/{without.Session.Id}")).Code);
    }

    [Fact]
    public async Task Person_WithinTheGrace_IsLetInWithoutASecondFactor()
    {
        var person = await NewPerson(change: user => user.MfaGracePeriodExpiresAt = TimeProvider.System.GetUtcNow().AddDays(1));

        Assert.Equal(200, (await With(await Open(person)).Get("/v1/models")).Code);
    }

    [Fact]
    public async Task Open_BeyondTheBound_EndsTheSessionThatWasUsedLongestAgo()
    {
        var person = await NewPerson();
        var first = await Open(person);
        for (var i = 0; i < 50; i++)
        {
            await Open(person);
        }

        Assert.Equal((401, "session_ended"), Outcome(await With(first).Get("/v1/me")));
        Assert.Equal("too_many_sessions", (await Row(first.Session.Id)).RevokedReason);
    }

    [Fact]
    public async Task Open_RepeatedBecauseItsAnswerWasLost_AnswersTheSameToken()
    {
        var person = await NewPerson();
        var grain = Installation.Grains.GetGrain<ISessionGrain>(Guid.CreateVersion7());
        var request = new OpenSession { UserId = person, Opening = "opening", SecondFactor = false, Device = new SessionDevice(null, null) };

        var (one, again) = ((SessionOpened)await grain.Open(request), (SessionOpened)await grain.Open(request));

        Assert.Equal(one.RefreshToken, again.RefreshToken);
        Assert.IsType<SessionRefused>(await grain.Open(request with { Opening = "another" }));
    }

    [Fact]
    public async Task Key_WithoutTheScope_DoesNotReachSessions()
    {
        var narrow = await Installation.AddPerson($"Narrow{Guid.CreateVersion7()}", Installation.Acme, UserRole.PowerUser, null, """["generate","read"]""");

        Assert.Equal((403, "insufficient_scope"), Outcome(await Installation.With(narrow.SecretText).Get("/v1/sessions")));
    }

    [Fact]
    public async Task Tokens_InUse_NeverAppearInALog()
    {
        var session = await Open(await NewPerson());
        await With(session).Get("/v1/me");
        await Refresh(session.RefreshToken);
        await Refresh(session.RefreshToken[..^1]);
        await With(session).Delete($"/v1/sessions/{session.Session.Id}");
        await Refresh(session.RefreshToken);

        string[] secrets = [session.AccessToken.Split('.')[2], session.RefreshToken[30..60]];
        Assert.NotEmpty(Installation.Log);
        Assert.DoesNotContain(Installation.Log, line => secrets.Any(hidden => line.Contains(hidden, StringComparison.Ordinal)));
    }

    private async Task<UserSessionRow> Row(Guid sessionId)
    {
        await using var db = await Installation.Contexts.CreateDbContextAsync();
        return await db.UserSessions.AsNoTracking().SingleAsync(row => row.Id == sessionId);
    }
}
