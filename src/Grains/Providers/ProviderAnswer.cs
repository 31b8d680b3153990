namespace DonatelloAI.Grains.Providers;

/// <summary>What a vendor answered, in words that are the same for all of them.</summary>
public abstract record ProviderAnswer
{
    private protected ProviderAnswer()
    {
    }

    /// <summary>The vendor's id of the request; at most 255 ASCII characters.</summary>
    public string? RequestId { get; init; }
}

/// <summary>An image, checked to be one.</summary>
public sealed record ProviderDone : ProviderAnswer
{
    /// <summary>The bytes as they came.</summary>
    public required ReadOnlyMemory<byte> Image { get; init; }

    /// <summary>Media type found in the bytes, such as <c>image/png</c>.</summary>
    public required string ContentType { get; init; }

    /// <summary>What the vendor says it counted; null where it says nothing, and the price list decides.</summary>
    public ProviderUsage? Usage { get; init; }

    /// <summary>The seed that was used, where the vendor tells.</summary>
    public long? Seed { get; init; }

    /// <summary>True when the vendor marked the image as not safe for work.</summary>
    public bool IsNsfw { get; init; }

    /// <summary>The vendor's safety verdict in short, at most 50 characters.</summary>
    public string? Safety { get; init; }

    /// <summary>The prompt as the vendor rewrote it, where it tells; in clear, and must reach no log.</summary>
    public string? RevisedPrompt { get; init; }
}

/// <summary>The vendor works; ask again.</summary>
public sealed record ProviderWorking(ProviderJob Job) : ProviderAnswer;

/// <summary>No image.</summary>
public sealed record ProviderRefused : ProviderAnswer
{
    /// <summary>Why, by class.</summary>
    public required ProviderError Error { get; init; }

    /// <summary>Whether the vendor charges for it.</summary>
    public required Generations.BilledState Billed { get; init; }

    /// <summary>One sentence for the owner; may quote the vendor, so it is sealed and never logged.</summary>
    public required string Message { get; init; }

    /// <summary>When to come back, where the vendor says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the vendor counted although there is no image.</summary>
    public ProviderUsage? Usage { get; init; }
}

/// <summary>Classes of refusals and failures; the class decides what happens next.</summary>
public enum ProviderError
{
    /// <summary>The vendor does not take the request as it is; repeating it is no use.</summary>
    InvalidRequest = 0,

    /// <summary>The prompt was refused.</summary>
    ContentBlockedInput = 1,

    /// <summary>An image was made and withheld.</summary>
    ContentBlockedOutput = 2,

    /// <summary>Too many calls; come back later.</summary>
    RateLimited = 3,

    /// <summary>The account's money or quota is used up; an operator must act.</summary>
    QuotaExhausted = 4,

    /// <summary>The key is wrong, expired or not allowed to.</summary>
    Authentication = 5,

    /// <summary>The model is gone.</summary>
    ModelRetired = 6,

    /// <summary>The vendor cannot be reached; it has not begun.</summary>
    Unreachable = 7,

    /// <summary>The vendor fails or is overloaded, and says so.</summary>
    ServerError = 8,

    /// <summary>No answer in time, or the answer broke off: nobody knows what the vendor did.</summary>
    OutcomeUnknown = 9,

    /// <summary>The answer is no image: a page, wrong bytes, too large, or from an address that must not be asked.</summary>
    InvalidAnswer = 10,

    /// <summary>The vendor called it off.</summary>
    Cancelled = 11,
}
