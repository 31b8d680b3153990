using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Sessions;

/// <summary>
/// Opens, renews and ends one session, one call after the other. It keeps nothing in memory: each call decides by the row as it is, and
/// writes only what the row still allows.
/// </summary>
public sealed partial class SessionGrain(
    ISessionStore store,
    SessionTokens tokens,
    KeyPepper pepper,
    IPersonalSealer sealer,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    /// <summary>How often a call decides again after somebody else has changed the row.</summary>
    internal const int MaxReloads = 3;

    /// <inheritdoc/>
    public async Task<SessionReply> Open(OpenSession request)
    {
        var first = RefreshToken.First(this.GetPrimaryKey(), request.Opening, pepper.Secret);
        return await store.Load(this.GetPrimaryKey()) is { } known ? Replay(known, first) : await Add(request, first);
    }

    /// <inheritdoc/>
    public async Task<SessionReply> Refresh(RefreshCredential credential)
    {
        if (!RefreshToken.TryParse(credential.SecretText, out var token) || token.SessionId != this.GetPrimaryKey())
        {
            return SessionReplies.Refused(SessionRefusal.InvalidRefreshToken);
        }

        var reloads = 0;
        while (true)
        {
            if (await Present(token) is { } reply)
            {
                return reply;
            }

            if (++reloads > MaxReloads)
            {
                return SessionReplies.Unavailable();
            }
        }
    }

    /// <inheritdoc/>
    public async Task<SessionReply> End(Caller caller)
    {
        if (await Load() is not { } session || !SessionRules.MayManage(caller, session.OrganizationId, session.UserId))
        {
            return SessionReplies.Refused(SessionRefusal.NotFound);
        }

        return session.RevokedAt is null ? await End(session, caller) : await Forgotten(session, 0);
    }

    /// <summary>Reads the session; an id that nobody has leaves nothing behind.</summary>
    private async Task<SessionState?> Load()
    {
        var session = await store.Load(this.GetPrimaryKey());
        if (session is null)
        {
            DeactivateOnIdle();
        }

        return session;
    }

    /// <summary>A call that is repeated because its answer was lost gets the same one, as long as nobody has gone on from it.</summary>
    private SessionReply Replay(SessionState known, RefreshToken first) =>
        known.IsOpen(time.GetUtcNow()) && first.Matches(known.TokenHash, pepper.Secret)
            ? tokens.Answer(known, first, time.GetUtcNow())
            : SessionReplies.Refused(SessionRefusal.SessionRevoked);

    private async Task<SessionReply> Add(OpenSession request, RefreshToken first)
    {
        if (await store.OrganizationOf(request.UserId) is not { } organizationId)
        {
            return SessionReplies.Refused(SessionRefusal.NotFound);
        }

        var now = time.GetUtcNow();
        var session = new SessionState
        {
            Id = this.GetPrimaryKey(),
            UserId = request.UserId,
            OrganizationId = organizationId,
            TokenHash = first.Hash(pepper.Secret),
            Device = await DeviceSeal.Close(sealer, request.UserId, organizationId, this.GetPrimaryKey(), request.Device),
            SecondFactor = request.SecondFactor,
            CreatedAt = now,
            ExpiresAt = SessionLimits.ExpiryOf(now, now),
            LastUsedAt = now,
        };
        var superseded = SessionRules.Superseded(await store.OpenOf(request.UserId, now, SessionLimits.MaxOpen * 2));
        var outcome = await store.Add(session, superseded);
        if (outcome.Result != CommitResult.Committed)
        {
            return Unavailable(outcome);
        }

        await Owner(session).ForgetSessions();
        return tokens.Answer(session, first, now);
    }

    /// <summary>The answer to a refresh token; null when the row changed meanwhile and the token is to be looked at again.</summary>
    private async Task<SessionReply?> Present(RefreshToken token)
    {
        if (await Load() is not { } session)
        {
            return SessionReplies.Refused(SessionRefusal.InvalidRefreshToken);
        }

        var now = time.GetUtcNow();
        var reply = SessionRules.Present(session, token, pepper.Secret, now) switch
        {
            RefreshRotated rotated => await Renew(session, rotated, now),
            RefreshRepeated repeated => tokens.Answer(session, repeated.Successor, now),
            RefreshReused => await Reused(session, now),
            RefreshRefused refused => SessionReplies.Refused(refused.Reason),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no decision."),
        };
        return reply is SessionRefused told ? told with { OrganizationId = session.OrganizationId } : reply;
    }

    private async Task<SessionReply?> Renew(SessionState session, RefreshRotated rotated, DateTimeOffset now)
    {
        var renewed = session with { TokenHash = rotated.Successor.Hash(pepper.Secret), LastUsedAt = now, ExpiresAt = rotated.ExpiresAt };
        var outcome = await store.Renew(session, renewed);
        return outcome.Result switch
        {
            CommitResult.Committed => tokens.Answer(renewed, rotated.Successor, now),
            CommitResult.KeyExists or CommitResult.FenceLost => null,
            _ => Unavailable(outcome),
        };
    }

    private async Task<SessionReply?> Reused(SessionState session, DateTimeOffset now)
    {
        var outcome = await store.End([session], new SessionEnding(now, SessionEndings.TokenReused, null));
        switch (outcome.Result)
        {
            case CommitResult.Committed:
                LogReused(session.Id, session.UserId);
                await Owner(session).ForgetSessions();
                return SessionReplies.Refused(SessionRefusal.RefreshTokenReused);
            case CommitResult.KeyExists or CommitResult.FenceLost:
                return null;
            default:
                return Unavailable(outcome);
        }
    }

    private async Task<SessionReply> End(SessionState session, Caller caller)
    {
        var outcome = await store.End([session], SessionReplies.EndingBy(caller, session.UserId, time.GetUtcNow()));
        return outcome.Result switch
        {
            CommitResult.Committed => await Forgotten(session, 1),
            CommitResult.KeyExists or CommitResult.FenceLost => await Forgotten(session, 0),
            _ => Unavailable(outcome),
        };
    }

    private async Task<SessionReply> Forgotten(SessionState session, int count)
    {
        await Owner(session).ForgetSessions();
        return new SessionsEnded(count);
    }

    private IUserGrain Owner(SessionState session) => GrainFactory.GetGrain<IUserGrain>(session.UserId);

    private SessionUnavailable Unavailable(CommitOutcome outcome)
    {
        LogNotCommitted(this.GetPrimaryKey(), outcome.Result, outcome.Detail);
        return SessionReplies.Unavailable();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A refresh token of session {SessionId} of user {UserId} came that had been replaced; the session was ended.")]
    private partial void LogReused(Guid sessionId, Guid userId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A change of session {SessionId} was not committed ({Result}): {Detail}")]
    private partial void LogNotCommitted(Guid sessionId, CommitResult result, string detail);
}
