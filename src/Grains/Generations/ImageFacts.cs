using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Provenance;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// What is known about an image that was paid for, stored in one step with its bytes: whoever finds it settles from it and
/// never calls again. Holds no text of the caller's in clear.
/// </summary>
public sealed record ImageFacts
{
    /// <summary>The attempt that made it.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>The hold that pays for it.</summary>
    public required Guid HoldId { get; init; }

    /// <summary><c>provider/model</c>.</summary>
    public required string Model { get; init; }

    /// <summary>What the provider charges, in micro-AUD.</summary>
    public required long ProviderCostMicros { get; init; }

    /// <summary>The same in the provider's own currency; null where nobody knows.</summary>
    public decimal? ProviderAmount { get; init; }

    /// <summary>That currency, ISO 4217; null where the amount is.</summary>
    public string? ProviderCurrency { get; init; }

    /// <summary>Where that comes from.</summary>
    public required CostSource CostSource { get; init; }

    /// <summary>What the provider says it counted.</summary>
    public ProviderUsage? Usage { get; init; }

    /// <summary>The provider's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>The seed that was used, where it is known.</summary>
    public long? Seed { get; init; }

    /// <summary>True when the provider marked the image as not safe for work.</summary>
    public bool IsNsfw { get; init; }

    /// <summary>The provider's safety verdict in short.</summary>
    public string? Safety { get; init; }

    /// <summary>Where it comes from; null for an image that was stored before images said so, and for none.</summary>
    public ImageProvenance? Provenance { get; init; }

    /// <summary>Milliseconds from the call to the answer.</summary>
    public required int GenerationTimeMs { get; init; }

    /// <summary>The prompt as the vendor rewrote it, sealed; on its way into the generation's own sealed texts.</summary>
    public string? RevisedPromptEncrypted { get; init; }

    /// <summary>What the provider charges.</summary>
    internal Money ProviderCost => Money.FromMicros(ProviderCostMicros);

    /// <summary>The facts for a row that is no place for texts, sealed or not.</summary>
    public ImageFacts WithoutTexts() => this with { RevisedPromptEncrypted = null };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static ImageFacts Parse(string json) => JsonSerializer.Deserialize(json, OrderJson.Default.ImageFacts)!;

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OrderJson.Default.ImageFacts);
}

/// <summary>The description stored beside an image, sealed as a whole because it quotes the order.</summary>
public sealed record ImageDescription
{
    /// <summary>The generation.</summary>
    public required Guid Id { get; init; }

    /// <summary>The model, <c>provider/model</c>.</summary>
    public required string Model { get; init; }

    /// <summary>What was to be seen.</summary>
    public required string Prompt { get; init; }

    /// <summary>What was not to be seen.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>The prompt as the vendor rewrote it.</summary>
    public string? RevisedPrompt { get; init; }

    /// <summary>The style.</summary>
    public string? Style { get; init; }

    /// <summary>The explicit size.</summary>
    public required string Size { get; init; }

    /// <summary>The explicit quality.</summary>
    public string? Quality { get; init; }

    /// <summary>The file format.</summary>
    public required string OutputFormat { get; init; }

    /// <summary><c>transparent</c> or <c>opaque</c> where that was asked for.</summary>
    public string? Background { get; init; }

    /// <summary>The seed.</summary>
    public long? Seed { get; init; }

    /// <summary>Number of bytes of the image.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the image, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Where it comes from, and how its bytes say so; null for one that was stored before images said so.</summary>
    public ImageProvenance? Provenance { get; init; }

    /// <summary>The attempt that made it.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>The provider's id of the request.</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>The caller's own fields.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OrderJson.Default.ImageDescription);
}
