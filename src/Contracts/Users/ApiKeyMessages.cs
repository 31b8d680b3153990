namespace DonatelloAI.Contracts.Users;

/// <summary>A key to make.</summary>
[GenerateSerializer, Immutable, Alias("donatello.CreateApiKey")]
public sealed record CreateApiKey
{
    /// <summary>Most keys of one person that are in force.</summary>
    public const int MaxKeys = 100;

    /// <summary>Longest name, in characters.</summary>
    public const int MaxNameLength = 255;

    /// <summary>Highest rate, in requests a minute.</summary>
    public const int MaxRatePerMinute = 1_000_000;

    /// <summary>The key's id, made by the front end or derived from an idempotency key: a repeated request names the same key.</summary>
    [Id(0)] public required Guid KeyId { get; init; }

    /// <summary>Who asks: the owner.</summary>
    [Id(1)] public required Caller Caller { get; init; }

    /// <summary>The owner's name for it, 1 to <see cref="MaxNameLength"/> characters.</summary>
    [Id(2)] public required string Name { get; init; }

    /// <summary>What it shall allow: at least one scope, and none that the asking credential or the owner's role does not have.</summary>
    [Id(3)] public required KeyScopes Scopes { get; init; }

    /// <summary>When it ends by itself, in the future; null for never.</summary>
    [Id(4)] public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What it may spend in a period of its owner's department, zero or more; null for no limit of its own.</summary>
    [Id(5)] public Money? SpendLimit { get; init; }

    /// <summary>Requests a minute, 1 to <see cref="MaxRatePerMinute"/>; null for the default.</summary>
    [Id(6)] public int? RateLimitPerMinute { get; init; }
}

/// <summary>A key as its owner sees it, without the secret.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ApiKeyView")]
public sealed record ApiKeyView
{
    /// <summary>The key.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The owner's name for it.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>First characters of the key, to recognise it.</summary>
    [Id(2)] public required string Prefix { get; init; }

    /// <summary>What it allows, beside its owner's role.</summary>
    [Id(3)] public required KeyScopes Scopes { get; init; }

    /// <summary>What it may spend in a period; null for no limit of its own.</summary>
    [Id(4)] public Money? SpendLimit { get; init; }

    /// <summary>Requests a minute; null for the default.</summary>
    [Id(5)] public int? RateLimitPerMinute { get; init; }

    /// <summary>When it ends by itself; null for never.</summary>
    [Id(6)] public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Last use, to the hour; null for none.</summary>
    [Id(7)] public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was made.</summary>
    [Id(8)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was revoked; null while it is in force.</summary>
    [Id(9)] public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>The last row of a page: rows after it are older, or as old with a lower id.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ApiKeyCursor")]
public sealed record ApiKeyCursor([property: Id(0)] DateTimeOffset CreatedAt, [property: Id(1)] Guid Id);

/// <summary>A page of keys.</summary>
/// <param name="Keys">The rows, newest first.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
[GenerateSerializer, Immutable, Alias("donatello.ApiKeyPage")]
public sealed record ApiKeyPage(
    [property: Id(0)] IReadOnlyList<ApiKeyView> Keys,
    [property: Id(1)] ApiKeyCursor? Next);

/// <summary>The answer to a change of a person's keys.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ApiKeyReply")]
public abstract record ApiKeyReply;

/// <summary>Durable: the key is as asked.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ApiKeyAccepted")]
public sealed record ApiKeyAccepted : ApiKeyReply
{
    /// <summary>The key.</summary>
    [Id(0)] public required ApiKeyView Key { get; init; }

    /// <summary>The whole key, the one time that it can be told; null for a replay and for a revocation.</summary>
    [Id(1)] public string? SecretText { get; init; }

    /// <summary>True when the same change had been made before.</summary>
    [Id(2)] public bool Replayed { get; init; }

    /// <summary>Names the key and leaves the secret out.</summary>
    public override string ToString() => $"{nameof(ApiKeyAccepted)} {Key.Id}";
}

/// <summary>Refused; nothing changed.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ApiKeyRefused")]
public sealed record ApiKeyRefused : ApiKeyReply
{
    /// <summary>Why.</summary>
    [Id(0)] public required ApiKeyRefusal Reason { get; init; }

    /// <summary>One sentence with field, reason and remedy.</summary>
    [Id(1)] public required string Message { get; init; }

    /// <summary>The field at fault, in snake_case; null where none is.</summary>
    [Id(2)] public string? Field { get; init; }

    /// <summary>The ledger's reason, where it refused the spend limit.</summary>
    [Id(3)] public Budgets.BudgetRefused? Budget { get; init; }
}

/// <summary>Not made, or made with an outcome nobody knows yet; repeating with the same id is safe.</summary>
/// <param name="Message">One sentence for the caller.</param>
[GenerateSerializer, Immutable, Alias("donatello.ApiKeyUnavailable")]
public sealed record ApiKeyUnavailable([property: Id(0)] string Message) : ApiKeyReply;

/// <summary>The named reasons for which a change of keys is refused.</summary>
[GenerateSerializer, Alias("donatello.ApiKeyRefusal")]
public enum ApiKeyRefusal
{
    /// <summary>A field is not valid; it is named.</summary>
    InvalidRequest = 0,

    /// <summary>A scope is asked for that the caller does not have.</summary>
    ScopeNotAllowed = 1,

    /// <summary>The person has as many keys as one may have.</summary>
    TooManyKeys = 2,

    /// <summary>A spend limit is asked for and the person belongs to no department whose ledger could keep it.</summary>
    DepartmentMissing = 3,

    /// <summary>The ledger refused the spend limit; its own reason says more.</summary>
    Budget = 4,

    /// <summary>The idempotency key was used with another body.</summary>
    IdempotencyKeyReused = 5,

    /// <summary>The person has no such key.</summary>
    NotFound = 6,
}
