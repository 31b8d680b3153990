using DonatelloAI.Api.Access;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Sessions;

/// <summary>
/// Access tokens: signature and time here, then one call of the owner's grain. Nothing is remembered, so the end of a session and a
/// deactivation hold at once.
/// </summary>
internal sealed class SessionCallers(IGrainFactory grains, AccessTokenKeys keys, TimeProvider time) : ICallerSource
{
    public bool Takes(string bearer) => bearer.StartsWith(AccessToken.Beginning, StringComparison.Ordinal);

    /// <summary>A session has another token every ten minutes, and whoever has its next one was there before.</summary>
    public string NameOf(string bearer) => AccessToken.TryRead(bearer, keys, out var credential) ? NameOf(credential.SessionId) : bearer;

    /// <summary>What every token of a session is known by.</summary>
    public static string NameOf(Guid sessionId) => $"session {sessionId}";

    public Task<AuthenticationReply> Authenticate(string bearer, AccessDemand demand) =>
        !AccessToken.TryRead(bearer, keys, out var credential) ? Refuse(AuthenticationRefusal.InvalidAccessToken)
        : credential.ExpiresAt <= time.GetUtcNow() ? Refuse(AuthenticationRefusal.AccessTokenExpired)
        : grains.GetGrain<IUserGrain>(credential.UserId).AuthenticateSession(credential, demand);

    private static Task<AuthenticationReply> Refuse(AuthenticationRefusal reason) => Task.FromResult<AuthenticationReply>(new AuthenticationRefused(reason));
}
