using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Events;

namespace DonatelloAI.Storage.Users;

/// <summary>The outbox events of a person's keys.</summary>
internal static class UserEvents
{
    private const long Created = 0;
    private const long Revoked = 1;

    public static OutboxRow KeyCreated(UserAccount owner, ApiKeyState key, OutboxSigner signer) =>
        Event(owner, key, "api_key.created", Created, key.CreatedAt, signer, new
        {
            api_key_id = key.Id,
            scopes = ScopeNames.Of(key.Scopes),
            expires_at = key.ExpiresAt,
            spend_limit_aud = key.SpendLimit?.ToString(),
            rate_limit_per_minute = key.RateLimitPerMinute,
        });

    public static OutboxRow KeyRevoked(UserAccount owner, ApiKeyState key, OutboxSigner signer) =>
        Event(owner, key, "api_key.revoked", Revoked, key.RevokedAt!.Value, signer, new { api_key_id = key.Id });

    /// <summary>Revoked because its owner is erased: the administrator did it.</summary>
    public static OutboxRow KeyRevokedWithOwner(ErasureStart erasure, Guid keyId, OutboxSigner signer) =>
        Event(erasure.User.OrganizationId, null, erasure.ActorId, keyId, "api_key.revoked", Revoked, erasure.At, signer, new
        {
            api_key_id = keyId,
            user_id = erasure.User.Id,
            actor_id = erasure.ActorId,
        });

    private static OutboxRow Event<TPayload>(
        UserAccount owner, ApiKeyState key, string type, long version, DateTimeOffset at, OutboxSigner signer, TPayload payload) =>
        Event(owner.OrganizationId, owner.DepartmentId, owner.Id, key.Id, type, version, at, signer, payload);

    private static OutboxRow Event<TPayload>(
        Guid organizationId, Guid? departmentId, Guid actorId, Guid keyId, string type, long version, DateTimeOffset at, OutboxSigner signer, TPayload payload) =>
        signer.Seal(new OutboxRow
        {
            Id = DerivedId.ApiKeyEvent(keyId, version),
            Shard = 0,
            OrganizationId = organizationId,
            DepartmentId = departmentId,
            UserId = actorId,
            SubjectType = "api_key",
            SubjectId = keyId,
            SubjectVersion = version,
            EventType = type,
            Payload = JsonSerializer.Serialize(payload),
            CreatedAt = at,
            Mac = [],
        });
}
