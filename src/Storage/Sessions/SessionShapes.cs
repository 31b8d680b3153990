using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Sessions;

/// <summary>The shapes of a change of sessions on one engine's model. A session that was revoked is never written again.</summary>
internal sealed class SessionShapes(IModel model)
{
    private const string RevokedAt = "revoked_at";

    public RowShape<UserSessionRow> Session { get; } = RowShape<UserSessionRow>.Insert(model);

    public RowShape<SessionRenewal> Renewal { get; } = RowShape<SessionRenewal>.Update(
        model, typeof(UserSessionRow), [nameof(SessionRenewal.Id)], null, null, RowGuard.Unset(RevokedAt));

    public RowShape<SessionRevocation> Revocation { get; } = RowShape<SessionRevocation>.Update(
        model, typeof(UserSessionRow), [nameof(SessionRevocation.Id)], null, null, RowGuard.Unset(RevokedAt));

    public RowShape<SessionRemoval> Removal { get; } = RowShape<SessionRemoval>.DeleteIfThere(
        model, typeof(UserSessionRow), [nameof(SessionRemoval.Id)]);

    public RowShape<OutboxRow> Event { get; } = RowShape<OutboxRow>.Insert(model);
}

/// <summary>What a renewal changes of a session.</summary>
internal sealed record SessionRenewal(Guid Id, string RefreshTokenHash, DateTimeOffset ExpiresAt, DateTimeOffset LastUsedAt);

/// <summary>What an end before its time changes of a session: its time is over as well.</summary>
internal sealed record SessionRevocation(Guid Id, bool Revoked, DateTimeOffset? RevokedAt, string? RevokedReason, DateTimeOffset ExpiresAt);

/// <summary>A session that ended long ago.</summary>
internal sealed record SessionRemoval(Guid Id);
