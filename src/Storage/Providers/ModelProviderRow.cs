using DonatelloAI.Contracts;

namespace DonatelloAI.Storage.Providers;

/// <summary>A model of a provider, as the catalogue knows it.</summary>
public sealed class ModelProviderRow
{
    /// <summary>The catalogue entry.</summary>
    public Guid Id { get; set; }

    /// <summary>The provider, such as <c>openai</c>.</summary>
    public required string ProviderName { get; set; }

    /// <summary>The model; with the provider it is unique.</summary>
    public required string ModelName { get; set; }

    /// <summary>Name to show.</summary>
    public string? DisplayName { get; set; }

    /// <summary>False when switched off.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Base address of the provider's API.</summary>
    public required string ApiEndpoint { get; set; }

    /// <summary>Typical price of one image, for lists and comparison; money is held by price_versions.</summary>
    public required Money CostPerImageAud { get; set; }

    /// <summary>Availability promised by the vendor, 0 to 100.</summary>
    public double? SlaPercentage { get; set; }

    /// <summary>Longest wait for one call.</summary>
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>JSON: sizes, qualities, formats, edits, seeds, partials, most images, call kind.</summary>
    public string Capabilities { get; set; } = "{}";

    /// <summary>When the vendor opens the model.</summary>
    public DateTimeOffset? AvailableFrom { get; set; }

    /// <summary>When the vendor ends the model.</summary>
    public DateTimeOffset? ShutdownAt { get; set; }

    /// <summary>What to use instead, <c>provider/model</c>.</summary>
    public string? ReplacementModel { get; set; }

    /// <summary>When it was entered.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
