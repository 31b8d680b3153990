namespace DonatelloAI.Storage.Providers;

/// <summary>How this installation uses a catalogue entry.</summary>
public sealed class ProviderConfigRow
{
    /// <summary>The row.</summary>
    public Guid Id { get; set; }

    /// <summary>The catalogue entry; one config each.</summary>
    public required Guid ProviderId { get; set; }

    /// <summary>Where the vendor's key lies; never the key. Null for a local model.</summary>
    public string? ApiKeyVaultRef { get; set; }

    /// <summary>Attempts beyond the first on one model.</summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>Calls a minute on the vendor's account; null for no limit.</summary>
    public int? RateLimitPerMinute { get; set; }

    /// <summary>The vendor account whose limits are shared; null for provider and key reference.</summary>
    public string? QuotaPool { get; set; }

    /// <summary>JSON: concurrency, breaker, allow-list of private targets, request defaults.</summary>
    public string Configuration { get; set; } = "{}";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
