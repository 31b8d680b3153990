using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Sessions;

/// <summary>Sessions in the relational model, on any of its engines.</summary>
public sealed class SessionStore : ISessionStore
{
    /// <summary>Sessions of one person that are kept in memory at most: all that are open, and many that ended lately.</summary>
    private const int MaxMemos = 500;

    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly OutboxSigner _signer;
    private readonly SessionShapes _shapes;
    private readonly StoreCommits _commits;

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public SessionStore(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer, CommitOptions options)
    {
        _contexts = contexts;
        _signer = signer;
        using var context = contexts.CreateDbContext();
        _shapes = new SessionShapes(context.Model);
        _commits = new StoreCommits(contexts, context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<SessionState?> Load(Guid sessionId) => Reads.Guarded(_contexts, async db =>
        await SessionQueries.Head(db, sessionId).AsNoTracking().FirstOrDefaultAsync() is { } head ? ToState(head.Session, RefusalOf(head.Owner)) : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SessionMemo>> Memos(Guid userId, DateTimeOffset endedSince) => Reads.Guarded<IReadOnlyList<SessionMemo>>(_contexts, async db =>
        (await SessionQueries.Lately(db, userId, endedSince, MaxMemos).AsNoTracking().ToListAsync())
            .ConvertAll(static row => new SessionMemo(row.Id, row.SecondFactor, row.ExpiresAt, row.Revoked)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<SessionState>> OpenOf(Guid userId, DateTimeOffset now, int limit) => Read(db => SessionQueries.Open(db, userId, now, limit));

    /// <inheritdoc/>
    public Task<IReadOnlyList<SessionState>> List(Guid userId, int limit, SessionCursor? after) => Read(db => SessionQueries.Page(db, userId, after, limit));

    /// <inheritdoc/>
    public Task<Guid?> OrganizationOf(Guid userId) => Reads.Guarded(_contexts, db =>
        SessionQueries.OrganizationOf(db, userId).Select(static id => (Guid?)id).FirstOrDefaultAsync());

    /// <inheritdoc/>
    public Task<CommitOutcome> Add(SessionState session, IReadOnlyList<SessionState> superseded) =>
        _commits.Commit(AddPlan(Cut(session), superseded, _shapes, _signer));

    /// <inheritdoc/>
    public Task<CommitOutcome> Renew(SessionState before, SessionState after) => _commits.Commit(RenewPlan(before, Cut(after), _shapes, _signer));

    /// <inheritdoc/>
    public Task<CommitOutcome> End(IReadOnlyList<SessionState> sessions, SessionEnding ending) =>
        _commits.Commit(EndPlan(sessions, ending with { At = Cut(ending.At) }, _shapes, _signer));

    /// <inheritdoc/>
    public async Task<int> Remove(DateTimeOffset endedBefore, int limit)
    {
        var ended = await Reads.Guarded(_contexts, db => SessionQueries.Ended(db, endedBefore, limit).ToListAsync());
        if (ended.Count > 0 && await _commits.Commit(RemovePlan(ended, _shapes)) is { Result: not CommitResult.Committed } outcome)
        {
            throw new StorageUnavailableException($"Sessions could not be removed: {outcome.Detail}");
        }

        return ended.Count;
    }

    internal static CommitPlan AddPlan(SessionState session, IReadOnlyList<SessionState> superseded, SessionShapes shapes, OutboxSigner signer)
    {
        var ending = new SessionEnding(session.CreatedAt, SessionEndings.Superseded, null);
        return EndPlan(superseded, ending, shapes, signer)
            .Add(shapes.Session, [ToRow(session)])
            .Add(shapes.Event, [SessionEvents.Opened(session, signer)]);
    }

    internal static CommitPlan RenewPlan(SessionState before, SessionState after, SessionShapes shapes, OutboxSigner signer) => new CommitPlan()
        .Add(shapes.Renewal, [new SessionRenewal(after.Id, after.TokenHash, after.ExpiresAt, after.LastUsedAt)])
        .Add(shapes.Event, [SessionEvents.Refreshed(before, after, signer)]);

    internal static CommitPlan EndPlan(IReadOnlyList<SessionState> sessions, SessionEnding ending, SessionShapes shapes, OutboxSigner signer) => new CommitPlan()
        .Add(shapes.Revocation, [.. sessions.Select(session => new SessionRevocation(session.Id, true, ending.At, ending.Reason, ending.At))])
        .Add(shapes.Event, [.. sessions.Select(session => SessionEvents.Ended(session, ending, signer))]);

    internal static CommitPlan RemovePlan(IReadOnlyList<Guid> sessions, SessionShapes shapes) => new CommitPlan()
        .Add(shapes.Removal, [.. sessions.Select(static id => new SessionRemoval(id))]);

    private Task<IReadOnlyList<SessionState>> Read(Func<DonatelloContext, IQueryable<UserSessionRow>> query) =>
        Reads.Guarded<IReadOnlyList<SessionState>>(_contexts, async db =>
            (await query(db).AsNoTracking().ToListAsync()).ConvertAll(static row => ToState(row, null)));

    /// <summary>What is signed must be what is read: engines keep microseconds.</summary>
    private static SessionState Cut(SessionState session) => session with
    {
        CreatedAt = Cut(session.CreatedAt),
        ExpiresAt = Cut(session.ExpiresAt),
        LastUsedAt = Cut(session.LastUsedAt),
    };

    private static DateTimeOffset Cut(DateTimeOffset moment) => Moment.FromMicros(Moment.ToMicros(moment));

    private static Contracts.Users.AuthenticationRefusal? RefusalOf(UserHead owner) =>
        Standing.Refusal(owner.User.Role, owner.User.IsActive, owner.IsOrganizationActive, owner.IsDepartmentActive);

    private static SessionState ToState(UserSessionRow row, Contracts.Users.AuthenticationRefusal? ownerRefusal) => new()
    {
        Id = row.Id,
        UserId = row.UserId,
        OrganizationId = row.OrganizationId,
        TokenHash = row.RefreshTokenHash,
        Device = row.DeviceInfo,
        SecondFactor = row.SecondFactor,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        LastUsedAt = row.LastUsedAt,
        RevokedAt = row.RevokedAt,
        RevokedReason = row.RevokedReason,
        OwnerRefusal = ownerRefusal,
    };

    private static UserSessionRow ToRow(SessionState session) => new()
    {
        Id = session.Id,
        OrganizationId = session.OrganizationId,
        UserId = session.UserId,
        RefreshTokenHash = session.TokenHash,
        DeviceInfo = session.Device,
        SecondFactor = session.SecondFactor,
        CreatedAt = session.CreatedAt,
        ExpiresAt = session.ExpiresAt,
        LastUsedAt = session.LastUsedAt,
    };
}
