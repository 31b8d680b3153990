using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Sessions;

/// <summary>What becomes of a refresh token, whom an access token lets in, and who may end a session. Pure.</summary>
public static class SessionRules
{
    /// <summary>Decides about a refresh token that was presented.</summary>
    /// <param name="session">The session named in it.</param>
    /// <param name="token">The token.</param>
    /// <param name="pepper">Secret of the installation under which tokens are hashed.</param>
    /// <param name="now">The moment.</param>
    public static RefreshDecision Present(SessionState session, RefreshToken token, ReadOnlySpan<byte> pepper, DateTimeOffset now)
    {
        // What is wrong with a session is told to those who have had a token of it, so the token comes first.
        if (ReplacementsOf(token, session.TokenHash, pepper) is not { } replacements)
        {
            return new RefreshRefused(SessionRefusal.InvalidRefreshToken);
        }

        return session.RevokedAt is not null ? new RefreshRefused(SessionRefusal.SessionRevoked)
            : session.ExpiresAt <= now ? new RefreshRefused(SessionRefusal.SessionExpired)
            : replacements > 1 || (replacements == 1 && now - session.LastUsedAt > SessionLimits.Grace) ? new RefreshReused()
            : session.OwnerRefusal is { } refusal ? new RefreshRefused(SessionRefusals.Of(refusal))
            : replacements == 1 ? new RefreshRepeated(token.Successor(pepper))
            : new RefreshRotated(token.Successor(pepper), SessionLimits.ExpiryOf(session.CreatedAt, now));
    }

    /// <summary>Decides about an access token of a person.</summary>
    /// <param name="account">The person named in it.</param>
    /// <param name="session">The session named in it; null when the person has none such.</param>
    /// <param name="now">The moment.</param>
    public static AuthenticationReply Authenticate(UserAccount account, SessionMemo? session, DateTimeOffset now)
    {
        if (session is null || session.IsRevoked || session.ExpiresAt <= now)
        {
            return new AuthenticationRefused(AuthenticationRefusal.SessionEnded);
        }

        return Standing.Refusal(account) is { } refusal
            ? new AuthenticationRefused(refusal)
            : new Authenticated(CallerOf(account), session.SecondFactor ? null : Overdue(account.MfaGraceEndsAt, now));
    }

    /// <summary>True when a caller may see and end sessions of a person: their own, and administrators those of their organisation.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="organizationId">The person's organisation.</param>
    /// <param name="userId">The person.</param>
    public static bool MayManage(Caller caller, Guid organizationId, Guid userId) =>
        caller.IsSuperAdmin
        || (caller.OrganizationId == organizationId && (caller.UserId == userId || caller.Role >= UserRole.OrgAdmin));

    /// <summary>Those of a person's open sessions that end when one more is opened: the ones that were used longest ago.</summary>
    public static IReadOnlyList<SessionState> Superseded(IReadOnlyList<SessionState> open) =>
        [.. open.OrderByDescending(static session => session.LastUsedAt).Skip(SessionLimits.MaxOpen - 1)];

    /// <summary>How often a token was replaced until the newest one; null when it is none of the session's.</summary>
    private static int? ReplacementsOf(RefreshToken token, string newestHash, ReadOnlySpan<byte> pepper)
    {
        var candidate = token;
        for (var replacements = 0; replacements <= SessionLimits.MaxRecognised; replacements++)
        {
            if (candidate.Matches(newestHash, pepper))
            {
                return replacements;
            }

            candidate = candidate.Successor(pepper);
        }

        return null;
    }

    private static DateTimeOffset? Overdue(DateTimeOffset? deadline, DateTimeOffset now) => deadline <= now ? deadline : null;

    /// <summary>A session allows everything that its owner's role does.</summary>
    private static Caller CallerOf(UserAccount account) => new()
    {
        UserId = account.Id,
        OrganizationId = account.OrganizationId,
        DepartmentId = account.DepartmentId,
        Role = account.Role,
        Scopes = KeyScopes.All,
    };
}

/// <summary>What becomes of a refresh token.</summary>
public abstract record RefreshDecision;

/// <summary>It is the newest one: another takes its place.</summary>
/// <param name="Successor">The one that does.</param>
/// <param name="ExpiresAt">When the session now ends unless renewed again.</param>
public sealed record RefreshRotated(RefreshToken Successor, DateTimeOffset ExpiresAt) : RefreshDecision;

/// <summary>It was replaced a moment ago and gets the same answer again.</summary>
/// <param name="Successor">The one that replaced it.</param>
public sealed record RefreshRepeated(RefreshToken Successor) : RefreshDecision;

/// <summary>It was replaced longer ago: the session ends.</summary>
public sealed record RefreshReused : RefreshDecision;

/// <summary>It is not accepted.</summary>
/// <param name="Reason">Why.</param>
public sealed record RefreshRefused(SessionRefusal Reason) : RefreshDecision;
