using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Providers;

/// <summary>Adds an entry to the catalogue: a model of a provider.</summary>
[GenerateSerializer, Immutable, Alias("donatello.AddProvider")]
public sealed record AddProvider
{
    /// <summary>The caller's id of the new entry: a repeated addition is answered and makes nothing.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The operator.</summary>
    [Id(1)] public required Caller Caller { get; init; }

    /// <summary>The provider, 1 to 50 of <c>a-z 0-9 -</c>.</summary>
    [Id(2)] public required string ProviderName { get; init; }

    /// <summary>The model's name at the provider, 1 to 100 characters; with the provider it is unique.</summary>
    [Id(3)] public required string ModelName { get; init; }

    /// <summary>What else it is; address and capabilities must be given.</summary>
    [Id(4)] public required ProviderFields Fields { get; init; }
}

/// <summary>Changes an entry of the catalogue; absent fields stay as they are.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ChangeProvider")]
public sealed record ChangeProvider
{
    /// <summary>The entry.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The operator.</summary>
    [Id(1)] public required Caller Caller { get; init; }

    /// <summary>What to change.</summary>
    [Id(2)] public required ProviderFields Fields { get; init; }

    /// <summary>The <see cref="ProviderView.Tag"/> that the change was made on; null when it goes through whatever is there.</summary>
    [Id(3)] public string? ExpectedTag { get; init; }
}

/// <summary>What of an entry can be set; null for what is left alone.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ProviderFields")]
public sealed record ProviderFields
{
    /// <summary>Name for people, 1 to 100 characters.</summary>
    [Id(0)] public string? DisplayName { get; init; }

    /// <summary>False switches it off: new orders are refused, pending work ends as failed, running work ends.</summary>
    [Id(1)] public bool? IsActive { get; init; }

    /// <summary>Where it is called, 1 to 500 characters.</summary>
    [Id(2)] public string? ApiEndpoint { get; init; }

    /// <summary>What a typical image costs, for display and comparison; no hold is made of it.</summary>
    [Id(3)] public Money? CostPerImage { get; init; }

    /// <summary>Promised availability in percent, 0 to 100.</summary>
    [Id(4)] public double? SlaPercentage { get; init; }

    /// <summary>How long one call may take, 1 to 3,600 seconds.</summary>
    [Id(5)] public int? TimeoutSeconds { get; init; }

    /// <summary>All of its capabilities, the JSON object of the catalogue.</summary>
    [Id(6)] public string? CapabilitiesJson { get; init; }

    /// <summary>When its vendor opens it.</summary>
    [Id(7)] public DateTimeOffset? AvailableFrom { get; init; }

    /// <summary>When its vendor ends it.</summary>
    [Id(8)] public DateTimeOffset? ShutdownAt { get; init; }

    /// <summary>What takes over: another entry, <c>provider/model</c>.</summary>
    [Id(9)] public string? ReplacementModel { get; init; }

    /// <summary>Where the provider's key lies, 1 to 500 characters; never the key.</summary>
    [Id(10)] public string? KeyReference { get; init; }

    /// <summary>The account whose limits it shares, 1 to 200 ASCII characters.</summary>
    [Id(11)] public string? QuotaPool { get; init; }

    /// <summary>Attempts beyond the first, 0 to 10.</summary>
    [Id(12)] public int? MaxRetries { get; init; }

    /// <summary>Calls a minute on its account, 1 to 100,000.</summary>
    [Id(13)] public int? RateLimitPerMinute { get; init; }

    /// <summary>Calls at the same time on its account, 1 to 1,000.</summary>
    [Id(14)] public int? MaxConcurrency { get; init; }

    /// <summary>Most tokens of text and thinking that a call allows, as its price assumes.</summary>
    [Id(15)] public int? MaxOutputTextTokens { get; init; }

    /// <summary>A price, which becomes the entry's next version.</summary>
    [Id(16)] public NewPrice? Price { get; init; }

    /// <summary>Freezes the entry's account for this reason: no call begins, orders are refused, what waits goes on waiting.</summary>
    [Id(17)] public string? FreezeReason { get; init; }

    /// <summary>Names in snake_case of the fields that shall be empty; <c>freeze</c> lifts the freeze.</summary>
    [Id(18)] public IReadOnlyList<string> Cleared { get; init; } = [];
}

/// <summary>A price from a moment on. A change of a price is a new one; none is ever edited.</summary>
/// <param name="Currency">Currency of all amounts, ISO 4217.</param>
/// <param name="ComponentsJson">The amounts, the JSON array of the catalogue.</param>
/// <param name="ValidFrom">The first moment it holds; null for now.</param>
/// <param name="Source">Where the amounts come from, 1 to 255 characters.</param>
[GenerateSerializer, Immutable, Alias("donatello.NewPrice")]
public sealed record NewPrice(
    [property: Id(0)] string Currency,
    [property: Id(1)] string ComponentsJson,
    [property: Id(2)] DateTimeOffset? ValidFrom,
    [property: Id(3)] string Source);

/// <summary>Sets a currency's rate to AUD from a moment on; the same rate again is answered and sets nothing.</summary>
[GenerateSerializer, Immutable, Alias("donatello.SetExchangeRate")]
public sealed record SetExchangeRate
{
    /// <summary>The operator.</summary>
    [Id(0)] public required Caller Caller { get; init; }

    /// <summary>ISO 4217; not AUD.</summary>
    [Id(1)] public required string Currency { get; init; }

    /// <summary>AUD for one unit: above 0, at most 1,000,000, at most 8 decimals.</summary>
    [Id(2)] public required decimal RateToAud { get; init; }

    /// <summary>The first moment it holds, within the last seven days or later; null for now.</summary>
    [Id(3)] public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Who says so, 1 to 255 characters.</summary>
    [Id(4)] public required string Source { get; init; }
}

/// <summary>The answer to a change of the catalogue.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ProviderReply")]
public abstract record ProviderReply;

/// <summary>Durable: what was asked for is as asked, and every silo that answers knows.</summary>
/// <param name="Replayed">True when the same addition had been made before.</param>
[GenerateSerializer, Immutable, Alias("donatello.ProviderAccepted")]
public sealed record ProviderAccepted([property: Id(0)] bool Replayed = false) : ProviderReply;

/// <summary>Refused; nothing changed.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">One sentence with field, reason and remedy.</param>
/// <param name="Field">The field at fault, in snake_case; null where none is.</param>
[GenerateSerializer, Immutable, Alias("donatello.ProviderChangeRefused")]
public sealed record ProviderChangeRefused(
    [property: Id(0)] ProviderRefusal Reason,
    [property: Id(1)] string Message,
    [property: Id(2)] string? Field = null) : ProviderReply;

/// <summary>Not made, or made with an outcome nobody knows yet; repeating is safe.</summary>
/// <param name="Message">One sentence for the caller.</param>
[GenerateSerializer, Immutable, Alias("donatello.ProviderUnavailable")]
public sealed record ProviderUnavailable([property: Id(0)] string Message) : ProviderReply;

/// <summary>The named reasons for which a change of the catalogue is refused.</summary>
[GenerateSerializer, Alias("donatello.ProviderRefusal")]
public enum ProviderRefusal
{
    /// <summary>A field is not valid; it is named.</summary>
    InvalidRequest = 0,

    /// <summary>There is no such entry.</summary>
    NotFound = 1,

    /// <summary>The entry is no longer what the tag names.</summary>
    TagChanged = 2,

    /// <summary>There is an entry of this provider and model.</summary>
    ModelExists = 3,

    /// <summary>The idempotency key was used with another body.</summary>
    IdempotencyKeyReused = 4,

    /// <summary>The database refused a row.</summary>
    RowRefused = 5,

    /// <summary>The currency has another rate from the very moment.</summary>
    RateExists = 6,

    /// <summary>The account is frozen, and the entry cannot leave it.</summary>
    AccountFrozen = 7,

    /// <summary>The catalogue, or an entry's list of prices, is as long as it may be.</summary>
    TooMany = 8,
}
