namespace DonatelloAI.Storage.Providers;

/// <summary>A currency's rate to AUD from a moment on.</summary>
public sealed class ExchangeRateRow
{
    /// <summary>The rate.</summary>
    public Guid Id { get; set; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; set; }

    /// <summary>AUD for one unit.</summary>
    public required decimal RateToAud { get; set; }

    /// <summary>In force from; older than seven days refuses.</summary>
    public required DateTimeOffset ValidFrom { get; set; }

    /// <summary>Where the rate was read.</summary>
    public required string Source { get; set; }

    /// <summary>The operator; null for a feed.</summary>
    public Guid? CreatedBy { get; set; }

    /// <summary>When it was entered.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
