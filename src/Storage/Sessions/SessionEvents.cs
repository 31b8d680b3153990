using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Modelling;

namespace DonatelloAI.Storage.Sessions;

/// <summary>The outbox events of sessions. A session's version is its age in microseconds.</summary>
internal static class SessionEvents
{
    public static OutboxRow Opened(SessionState session, OutboxSigner signer) => Event(
        session, DerivedId.SessionEvent(session.Id, 0), "session.opened", session.CreatedAt, session.UserId, signer, new
        {
            user_id = session.UserId,
            second_factor = session.SecondFactor,
            expires_at = session.ExpiresAt,
        });

    /// <summary>Its id names the state before, so that of two renewals from one state one is refused.</summary>
    public static OutboxRow Refreshed(SessionState before, SessionState after, OutboxSigner signer) => Event(
        after, DerivedId.SessionEvent(after.Id, Moment.ToMicros(before.LastUsedAt)), "session.refreshed", after.LastUsedAt, after.UserId, signer, new
        {
            user_id = after.UserId,
            expires_at = after.ExpiresAt,
        });

    public static OutboxRow Ended(SessionState session, SessionEnding ending, OutboxSigner signer) => Event(
        session, DerivedId.SessionEndEvent(session.Id), "session.ended", ending.At, ending.ActorId, signer, new
        {
            user_id = session.UserId,
            actor_id = ending.ActorId,
            reason = ending.Reason,
        });

    private static OutboxRow Event<TPayload>(
        SessionState session, Guid id, string type, DateTimeOffset at, Guid? actorId, OutboxSigner signer, TPayload payload) =>
        signer.Seal(new OutboxRow
        {
            Id = id,
            Shard = 0,
            OrganizationId = session.OrganizationId,
            UserId = actorId,
            SubjectType = "session",
            SubjectId = session.Id,
            SubjectVersion = Math.Max(0, Moment.ToMicros(at) - Moment.ToMicros(session.CreatedAt)),
            EventType = type,
            Payload = JsonSerializer.Serialize(payload),
            CreatedAt = at,
            Mac = [],
        });
}
