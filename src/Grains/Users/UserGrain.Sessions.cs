using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Sessions;

namespace DonatelloAI.Grains.Users;

/// <summary>Access tokens of the person's sessions.</summary>
public sealed partial class UserGrain
{
    private Dictionary<Guid, SessionMemo>? _sessions;
    private DateTimeOffset _sessionsReadAt;

    /// <inheritdoc/>
    public async Task<AuthenticationReply> AuthenticateSession(AccessCredential credential, AccessDemand? demand) =>
        await Admit(await Look(credential), demand);

    private async Task<AuthenticationReply> Look(AccessCredential credential)
    {
        // The mark first, so that only tokens which a silo wrote make it read anything.
        if (credential.UserId != this.GetPrimaryKey() || !AccessMark.IsGenuine(credential, pepper.Secret))
        {
            return new AuthenticationRefused(AuthenticationRefusal.InvalidAccessToken);
        }

        if (credential.ExpiresAt <= time.GetUtcNow())
        {
            return new AuthenticationRefused(AuthenticationRefusal.AccessTokenExpired);
        }

        // A silo wrote the token, so there is such a person by now.
        return (await Account() ?? await Reload()) is { } account
            ? SessionRules.Authenticate(account, await Session(credential.SessionId), time.GetUtcNow())
            : new AuthenticationRefused(AuthenticationRefusal.InvalidAccessToken);
    }

    /// <inheritdoc/>
    public Task ForgetSessions()
    {
        _sessions = null;
        return Task.CompletedTask;
    }

    /// <summary>A session by what is in memory, or by the rows where that is old or does not know it.</summary>
    private async Task<SessionMemo?> Session(Guid sessionId)
    {
        var now = time.GetUtcNow();
        if (_sessions is null || now - _sessionsReadAt >= MaxAge || !_sessions.ContainsKey(sessionId))
        {
            _sessionsReadAt = now;
            _sessions = (await sessions.Memos(this.GetPrimaryKey(), now - SessionLimits.AccessTime)).ToDictionary(static session => session.Id);
        }

        return _sessions.GetValueOrDefault(sessionId);
    }
}
