using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Users;

/// <summary>Who a key lets in, and which keys may be made. Pure.</summary>
public static class KeyRules
{
    /// <summary>What a key is compared with that nobody has, so that it takes as long as a wrong one. No key has this hash.</summary>
    private static readonly string NoHash = new('0', 64);

    /// <summary>Decides about a key that was presented.</summary>
    /// <param name="account">The person named in it; null for nobody.</param>
    /// <param name="token">The key.</param>
    /// <param name="pepper">Secret of the installation under which keys are hashed.</param>
    /// <param name="now">The moment.</param>
    public static AuthenticationReply Authenticate(UserAccount? account, ApiKeyToken token, ReadOnlySpan<byte> pepper, DateTimeOffset now)
    {
        // What is wrong with a key is told to those who have it, so the secret comes first, and it is always computed.
        var key = account?.Keys.FirstOrDefault(known => known.Id == token.KeyId);
        var isSecret = token.Matches(key?.Hash ?? NoHash, pepper);
        return isSecret && key is not null ? Judge(account!, key, now) : new AuthenticationRefused(AuthenticationRefusal.InvalidApiKey);
    }

    /// <summary>Decides about a key that was accepted before.</summary>
    /// <param name="account">Its owner.</param>
    /// <param name="keyId">The key.</param>
    /// <param name="now">The moment.</param>
    public static AuthenticationReply Recognize(UserAccount account, Guid keyId, DateTimeOffset now) =>
        account.Keys.FirstOrDefault(known => known.Id == keyId) is { } key
            ? Judge(account, key, now)
            : new AuthenticationRefused(AuthenticationRefusal.InvalidApiKey);

    /// <summary>What is wrong with a request for a key; null for nothing.</summary>
    public static ApiKeyRefused? Check(CreateApiKey request, UserAccount account, DateTimeOffset now) =>
        string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > CreateApiKey.MaxNameLength
            ? Invalid("name", $"name must have 1 to {CreateApiKey.MaxNameLength} characters.")
        : request.Scopes == KeyScopes.None || (request.Scopes & ~KeyScopes.All) != KeyScopes.None ? Invalid("scopes", "scopes must name at least one of generate, read, admin.")
        : (request.Scopes & ~(request.Caller.Scopes & RoleScopes.Of(account.Role))) != KeyScopes.None
            ? Refuse(ApiKeyRefusal.ScopeNotAllowed, "scopes must not go beyond what your role and the key you ask with allow.", "scopes")
        : request.ExpiresAt <= now ? Invalid("expires_at", "expires_at must be in the future.")
        : request.SpendLimit is { } limit && (limit.IsNegative || !limit.IsInRange)
            ? Invalid("spend_limit_aud", $"spend_limit_aud must be 0 to {Money.FromMicros(Money.MaxAmountMicros)} AUD.")
        : request.RateLimitPerMinute is < 1 or > CreateApiKey.MaxRatePerMinute
            ? Invalid("rate_limit_per_minute", $"rate_limit_per_minute must be 1 to {CreateApiKey.MaxRatePerMinute}.")
        : request.SpendLimit is not null && account.DepartmentId is null
            ? Refuse(ApiKeyRefusal.DepartmentMissing, "spend_limit_aud needs a department whose budget it is a part of, and you belong to none.", "spend_limit_aud")
        : account.Keys.Count(key => key.IsInForce(now)) >= CreateApiKey.MaxKeys
            ? Refuse(ApiKeyRefusal.TooManyKeys, $"You have {CreateApiKey.MaxKeys} keys in force: revoke one first.")
        : null;

    /// <summary>True when a key is what a request asks for.</summary>
    public static bool IsMadeBy(ApiKeyState key, CreateApiKey request) =>
        key.Name == request.Name
        && key.Scopes == request.Scopes
        && Micros(key.ExpiresAt) == Micros(request.ExpiresAt)
        && key.SpendLimit == request.SpendLimit
        && key.RateLimitPerMinute == request.RateLimitPerMinute;

    private static AuthenticationReply Judge(UserAccount account, ApiKeyState key, DateTimeOffset now) =>
        Refusal(account, key, now) is { } refusal ? new AuthenticationRefused(refusal) : new Authenticated(new Caller
        {
            UserId = account.Id,
            OrganizationId = account.OrganizationId,
            DepartmentId = account.DepartmentId,
            Role = account.Role,
            ApiKeyId = key.Id,
            Scopes = key.Scopes & RoleScopes.Of(account.Role),
        });

    private static AuthenticationRefusal? Refusal(UserAccount account, ApiKeyState key, DateTimeOffset now) =>
        !key.IsActive ? AuthenticationRefusal.ApiKeyRevoked
        : key.ExpiresAt <= now ? AuthenticationRefusal.ApiKeyExpired
        : Standing.Refusal(account) ?? (account.IsApiAllowed || account.Role == UserRole.SuperAdmin ? null : AuthenticationRefusal.ApiAccessDisabled);

    // The database keeps microseconds.
    private static long? Micros(DateTimeOffset? moment) => moment?.UtcTicks / TimeSpan.TicksPerMicrosecond;

    private static ApiKeyRefused Invalid(string field, string message) => Refuse(ApiKeyRefusal.InvalidRequest, message, field);

    private static ApiKeyRefused Refuse(ApiKeyRefusal reason, string message, string? field = null) =>
        new() { Reason = reason, Message = message, Field = field };
}
