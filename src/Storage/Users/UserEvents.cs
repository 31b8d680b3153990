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

    private static OutboxRow Event<TPayload>(
        UserAccount owner, ApiKeyState key, string type, long version, DateTimeOffset at, OutboxSigner signer, TPayload payload) =>
        signer.Seal(new OutboxRow
        {
            Id = DerivedId.ApiKeyEvent(key.Id, version),
            Shard = 0,
            OrganizationId = owner.OrganizationId,
            DepartmentId = owner.DepartmentId,
            UserId = owner.Id,
            SubjectType = "api_key",
            SubjectId = key.Id,
            SubjectVersion = version,
            EventType = type,
            Payload = JsonSerializer.Serialize(payload),
            CreatedAt = at,
            Mac = [],
        });
}
