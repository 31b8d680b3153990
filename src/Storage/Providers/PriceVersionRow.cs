namespace DonatelloAI.Storage.Providers;

/// <summary>A model's price from a moment on. Never changed, only followed by the next version.</summary>
public sealed class PriceVersionRow
{
    /// <summary>The price.</summary>
    public Guid Id { get; set; }

    /// <summary>The catalogue entry.</summary>
    public required Guid ProviderId { get; set; }

    /// <summary>1 and up for each entry; pinned on holds.</summary>
    public required int Version { get; set; }

    /// <summary>ISO 4217 code of the components.</summary>
    public required string Currency { get; set; }

    /// <summary>JSON of what is charged: by size and quality, tokens, input images, partials, seconds.</summary>
    public required string Components { get; set; }

    /// <summary>In force from.</summary>
    public required DateTimeOffset ValidFrom { get; set; }

    /// <summary>In force until; null for open.</summary>
    public DateTimeOffset? ValidTo { get; set; }

    /// <summary>Where the price was read.</summary>
    public required string Source { get; set; }

    /// <summary>True after a provider charged above the ceiling; hard mode refuses it.</summary>
    public bool IsSuspended { get; set; }

    /// <summary>When it was entered.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
