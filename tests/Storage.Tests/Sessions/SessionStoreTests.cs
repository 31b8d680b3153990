using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Sessions;

/// <summary>What every engine must do for sessions.</summary>
public abstract class SessionStoreTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    private static readonly OutboxSigner Signer = new(new byte[32]);
    private static readonly DateTimeOffset At = SampleRows.Moment;

    private SessionStore Sessions { get; set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Sessions = new SessionStore(Database.Contexts, Signer, new CommitOptions());
    }

    [EngineFact]
    public async Task Session_Added_IsReadWithItsOwnersStanding()
    {
        var session = await Add();

        Assert.Equal(session, await Load(session));
        Assert.Equal(CommitResult.KeyExists, (await Sessions.Add(session, [])).Result);
        Assert.Null(await Sessions.Load(Guid.CreateVersion7()));
        Assert.Equal(OrganizationId, await Sessions.OrganizationOf(UserId));
        Assert.Null(await Sessions.OrganizationOf(Guid.CreateVersion7()));
        await using (var db = await Database.Contexts.CreateDbContextAsync())
        {
            (await db.Users.SingleAsync()).IsActive = false;
            await db.SaveChangesAsync();
        }

        Assert.Equal(session with { OwnerRefusal = AuthenticationRefusal.UserInactive }, await Load(session));
    }

    [EngineFact]
    public async Task Session_RenewedTwiceFromOneState_IsRenewedOnce()
    {
        var session = await Add();
        var renewed = session with { TokenHash = new string('b', 64), LastUsedAt = At.AddMinutes(5), ExpiresAt = session.ExpiresAt.AddMinutes(5) };

        Assert.Equal(CommitOutcome.Committed, await Sessions.Renew(session, renewed));
        Assert.Equal(CommitResult.KeyExists, (await Sessions.Renew(session, renewed with { TokenHash = new string('c', 64) })).Result);

        Assert.Equal(renewed, await Load(session));
    }

    [EngineFact]
    public async Task Session_Ended_IsNeitherRenewedNorEndedAgain()
    {
        var session = await Add();
        var ending = new SessionEnding(At.AddMinutes(1), SessionEndings.SignedOut, UserId);

        Assert.Equal(CommitOutcome.Committed, await Sessions.End([session], ending));
        Assert.NotEqual(CommitResult.Committed, (await Sessions.End([session], ending)).Result);
        Assert.NotEqual(CommitResult.Committed, (await Sessions.Renew(session, session with { LastUsedAt = At.AddMinutes(2) })).Result);

        var ended = await Load(session);
        Assert.Equal((ending.At, ending.At, ending.Reason), (ended.RevokedAt, ended.ExpiresAt, ended.RevokedReason));
    }

    [EngineFact]
    public async Task Changes_OfASession_LeaveTheirEventsInTheSameCommits()
    {
        var session = await Add();
        var renewed = session with { TokenHash = new string('b', 64), LastUsedAt = At.AddMinutes(5) };
        await Sessions.Renew(session, renewed);
        await Sessions.End([renewed], new SessionEnding(At.AddMinutes(6), SessionEndings.TokenReused, null));
        await Sessions.Renew(renewed, renewed with { LastUsedAt = At.AddMinutes(7) });

        await using var db = await Database.Contexts.CreateDbContextAsync();
        var events = await db.Outbox.OrderBy(row => row.SubjectVersion).ToListAsync();
        Assert.Equal(["session.opened", "session.refreshed", "session.ended"], events.Select(row => row.EventType));
        Assert.Equal([UserId, UserId, null], events.Select(row => row.UserId));
        Assert.All(events, row => Assert.True(Signer.IsAuthentic(row)));
        Assert.All(events, row => Assert.DoesNotContain(session.TokenHash, row.Payload, StringComparison.Ordinal));
    }

    [EngineFact]
    public async Task Session_AddedInPlaceOfAnother_EndsItInTheSameCommit()
    {
        var (first, second) = (await Add(), NewSession(UserId, OrganizationId));

        Assert.Equal(CommitOutcome.Committed, await Sessions.Add(second, [first]));

        Assert.Equal(SessionEndings.Superseded, (await Load(first)).RevokedReason);
        Assert.Equal(second.Id, Assert.Single(await Sessions.OpenOf(UserId, At, 10)).Id);
    }

    [EngineFact]
    public async Task Memos_HaveWhatIsOpenAndWhatEndedLately()
    {
        var (open, lately, longAgo) = (await Add(), await Add(), await Add(session => session with { ExpiresAt = At.AddHours(-1) }));
        await Sessions.End([lately], new SessionEnding(At, SessionEndings.SignedOut, UserId));

        var memos = await Sessions.Memos(UserId, At.AddMinutes(-10));

        Assert.Equal([new SessionMemo(open.Id, true, open.ExpiresAt, false), new SessionMemo(lately.Id, true, At, true)], memos);
        Assert.DoesNotContain(longAgo.Id, memos.Select(memo => memo.Id));
    }

    [EngineFact]
    public async Task List_InPages_HasEverySessionOnceNewestFirst()
    {
        for (var i = 0; i < 5; i++)
        {
            await Add(session => session with { CreatedAt = At.AddMinutes(i / 2) });
        }

        var seen = new List<SessionState>();
        SessionCursor? after = null;
        do
        {
            var page = await Sessions.List(UserId, 2, after);
            seen.AddRange(page);
            after = page.Count == 2 ? new SessionCursor(page[^1].CreatedAt, page[^1].Id) : null;
        }
        while (after is not null);

        Assert.Equal(5, seen.Select(session => session.Id).Distinct().Count());
        Assert.Equal(seen.Select(session => session.CreatedAt).OrderDescending(), seen.Select(session => session.CreatedAt));
        Assert.Empty(await Sessions.List(Guid.CreateVersion7(), 2, null));
    }

    [EngineFact]
    public async Task Remove_TakesWhatEndedLongAgo_InBatches()
    {
        var stays = await Add();
        for (var i = 0; i < 3; i++)
        {
            await Add(session => session with { ExpiresAt = At.AddDays(-40) });
        }

        Assert.Equal(2, await Sessions.Remove(At.AddDays(-30), 2));
        Assert.Equal(1, await Sessions.Remove(At.AddDays(-30), 2));
        Assert.Equal(0, await Sessions.Remove(At.AddDays(-30), 2));
        Assert.Equal(stays.Id, Assert.Single(await Sessions.List(UserId, 10, null)).Id);
    }

    internal static SessionState NewSession(Guid userId, Guid organizationId)
    {
        var id = Guid.CreateVersion7();
        return new SessionState
        {
            Id = id,
            UserId = userId,
            OrganizationId = organizationId,
            TokenHash = $"{id:n}{id:n}",
            SecondFactor = true,
            CreatedAt = At,
            ExpiresAt = At.AddDays(30),
            LastUsedAt = At,
        };
    }

    private async Task<SessionState> Add(Func<SessionState, SessionState>? change = null)
    {
        var session = NewSession(UserId, OrganizationId);
        session = change?.Invoke(session) ?? session;
        Assert.Equal(CommitOutcome.Committed, await Sessions.Add(session, []));
        return session;
    }

    private async Task<SessionState> Load(SessionState session) => (await Sessions.Load(session.Id))!;
}

public sealed class SqliteSessionStoreTests() : SessionStoreTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresSessionStoreTests(PostgresFixture postgres) : SessionStoreTests(postgres);
