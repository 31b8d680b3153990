using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Users;

/// <summary>A scope of a key.</summary>
internal enum ScopeName
{
    /// <summary>Spend money.</summary>
    Generate,

    /// <summary>Read.</summary>
    Read,

    /// <summary>Make keys, users, webhooks and settings.</summary>
    Admin,
}

/// <summary>A key to make.</summary>
internal sealed record CreateApiKeyBody
{
    /// <summary>Your name for it, 1 to 255 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What it shall allow; generate and read unless told otherwise.</summary>
    public IReadOnlyList<ScopeName>? Scopes { get; init; }

    /// <summary>When it ends by itself; never without it.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What it may spend a month in your department.</summary>
    public Money? SpendLimitAud { get; init; }

    /// <summary>Requests a minute.</summary>
    public int? RateLimitPerMinute { get; init; }

    public CreateApiKey ToRequest(Guid keyId, Caller caller) => new()
    {
        KeyId = keyId,
        Caller = caller,
        Name = Name,
        Scopes = Scopes?.Aggregate(KeyScopes.None, static (all, scope) => all | ScopeNames.ToScope(scope)) ?? KeyScopes.Generate | KeyScopes.Read,
        ExpiresAt = ExpiresAt,
        SpendLimit = SpendLimitAud,
        RateLimitPerMinute = RateLimitPerMinute,
    };
}

/// <summary>A key.</summary>
internal sealed record ApiKeyAnswer
{
    /// <summary>The key.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its owner's name for it.</summary>
    public required string Name { get; init; }

    /// <summary>The whole key. Only in the answer that made it: keep it, nobody can tell it again.</summary>
    public string? Key { get; init; }

    /// <summary>First characters, to recognise it.</summary>
    public required string Prefix { get; init; }

    /// <summary>What it allows, beside its owner's role.</summary>
    public required IReadOnlyList<ScopeName> Scopes { get; init; }

    /// <summary>What it may spend a month.</summary>
    public Money? SpendLimitAud { get; init; }

    /// <summary>Requests a minute.</summary>
    public int? RateLimitPerMinute { get; init; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Last use, to the hour.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    public static ApiKeyAnswer Of(ApiKeyView key) => new()
    {
        Id = key.Id,
        Name = key.Name,
        Prefix = key.Prefix,
        Scopes = ScopeNames.Of(key.Scopes),
        SpendLimitAud = key.SpendLimit,
        RateLimitPerMinute = key.RateLimitPerMinute,
        ExpiresAt = key.ExpiresAt,
        LastUsedAt = key.LastUsedAt,
        CreatedAt = key.CreatedAt,
        RevokedAt = key.RevokedAt,
    };
}

/// <summary>Scopes as lists of their names.</summary>
internal static class ScopeNames
{
    public static KeyScopes ToScope(ScopeName name) => name switch
    {
        ScopeName.Generate => KeyScopes.Generate,
        ScopeName.Read => KeyScopes.Read,
        _ => KeyScopes.Admin,
    };

    public static IReadOnlyList<ScopeName> Of(KeyScopes scopes) => [.. Enum.GetValues<ScopeName>().Where(name => scopes.HasFlag(ToScope(name)))];
}
