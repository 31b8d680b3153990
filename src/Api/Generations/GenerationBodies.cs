using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Provenance;

namespace DonatelloAI.Api.Generations;

/// <summary>A generation: one picture that was ordered, from its acceptance on.</summary>
internal sealed record GenerationObject
{
    /// <summary>The generation.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required GenerationStatus Status { get; init; }

    /// <summary>The request for several images it belongs to.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>The batch it belongs to.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>Provider of the model that makes or made it: the first choice, or the runner-up once that took over.</summary>
    public required string ModelProvider { get; init; }

    /// <summary>Name of that model.</summary>
    public required string ModelName { get; init; }

    /// <summary>What is to be seen; absent when the person's data were erased.</summary>
    public string? Prompt { get; init; }

    /// <summary>The prompt as the vendor rewrote it, at most 1,500 bytes of it; absent where it told of none.</summary>
    public string? RevisedPrompt { get; init; }

    /// <summary>The explicit size.</summary>
    public required string Size { get; init; }

    /// <summary>The explicit quality; absent where the model has none.</summary>
    public string? Quality { get; init; }

    /// <summary>The style asked for.</summary>
    public string? Style { get; init; }

    /// <summary>What is not to be seen.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>The seed; absent where the model takes none.</summary>
    public long? Seed { get; init; }

    /// <summary>The file format.</summary>
    public required string OutputFormat { get; init; }

    /// <summary><c>transparent</c> or <c>opaque</c>; absent where nothing was asked for, and for a model that has opaque ones only.</summary>
    public string? Background { get; init; }

    /// <summary>A link to the image that needs no credential and ends within the hour; only while completed.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>The same for the small version.</summary>
    public string? ThumbnailUrl { get; init; }

    /// <summary>What the department was charged.</summary>
    public required Money CostAud { get; init; }

    /// <summary>What is still held for it.</summary>
    public required Money HeldAud { get; init; }

    /// <summary>Milliseconds of the attempt that ended it.</summary>
    public int? GenerationTimeMs { get; init; }

    /// <summary>True when it was marked as not safe for work.</summary>
    public required bool IsNsfw { get; init; }

    /// <summary>Why it failed.</summary>
    public GenerationErrorAnswer? Error { get; init; }

    /// <summary>How it was routed.</summary>
    public required RoutingAnswer Routing { get; init; }

    /// <summary>The verdict about prompt and image in short, such as passed violence=low, flagged sexual=medium or unchecked; a vendor's own word may follow.</summary>
    public string? ContentSafety { get; init; }

    /// <summary>Where the image comes from; absent while there is none.</summary>
    public ProvenanceAnswer? Provenance { get; init; }

    /// <summary>Its owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The department that pays.</summary>
    public required Guid DepartmentId { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Your own fields.</summary>
    public JsonElement? Metadata { get; init; }

    public static GenerationObject Of(GenerationView view, ImageLinks links) => new()
    {
        Id = view.Id,
        Status = view.Status,
        GroupId = view.GroupId,
        BatchId = view.BatchId,
        ModelProvider = view.ModelProvider,
        ModelName = view.ModelName,
        Prompt = view.Prompt,
        RevisedPrompt = view.RevisedPrompt,
        Size = view.Size,
        Quality = view.Quality,
        Style = view.Style,
        NegativePrompt = view.NegativePrompt,
        Seed = view.Seed,
        OutputFormat = view.OutputFormat,
        Background = view.Background,
        ImageUrl = links.To(view, view.ImageName),
        ThumbnailUrl = links.To(view, view.ThumbnailName),
        CostAud = view.Cost,
        HeldAud = view.Held,
        GenerationTimeMs = view.GenerationTimeMs,
        IsNsfw = view.IsNsfw,
        Error = view.Error is { } error ? new GenerationErrorAnswer(error.Code, error.Message, error.Retriable) : null,
        Routing = RoutingAnswer.Of(view.Routing),
        ContentSafety = view.ContentSafety,
        Provenance = view.Provenance is { } provenance ? ProvenanceAnswer.Of(provenance) : null,
        UserId = view.UserId,
        DepartmentId = view.DepartmentId,
        CreatedAt = view.CreatedAt,
        CompletedAt = view.CompletedAt,
        Metadata = view.MetadataJson is { } json ? JsonElement.Parse(json) : null,
    };
}

/// <summary>Where an image comes from, and how its own bytes say so.</summary>
/// <param name="DigitalSourceType">How it came into being: an address of IPTC's vocabulary of digital sources.</param>
/// <param name="HasXmp">True when the bytes say so in XMP, with generator, generation and date.</param>
/// <param name="HasManifest">True when a C2PA manifest came with the image; then the bytes are as they came.</param>
/// <param name="Sha256">SHA-256 of the bytes, lower-case hex.</param>
internal sealed record ProvenanceAnswer(string DigitalSourceType, bool HasXmp, bool HasManifest, string? Sha256)
{
    public static ProvenanceAnswer Of(ImageProvenance provenance) =>
        new(provenance.DigitalSourceType, provenance.HasXmp, provenance.HasManifest, provenance.Sha256);
}

/// <summary>Why a generation failed.</summary>
/// <param name="Code">What went wrong, in snake_case.</param>
/// <param name="Message">One sentence; absent when the person's data were erased.</param>
/// <param name="Retriable">True when a new request with the same order may succeed.</param>
internal sealed record GenerationErrorAnswer(string Code, string? Message, bool Retriable);

/// <summary>How a generation was routed.</summary>
internal sealed record RoutingAnswer
{
    /// <summary>Why the model was chosen.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The runner-up, <c>provider/model</c>, which takes over where the first choice cannot: once it has, it is the generation's model. Absent
    /// where the model was named: who names a model gets that one.
    /// </summary>
    public string? FallbackModel { get; init; }

    /// <summary>Attempts beyond the first, the runner-up's included.</summary>
    public required int RetryCount { get; init; }

    /// <summary>Language of the prompt as a BCP 47 tag; absent where nobody can tell.</summary>
    public string? PromptLanguage { get; init; }

    /// <summary>Complexity of the prompt, 0 to 1.</summary>
    public double? PromptComplexityScore { get; init; }

    /// <summary>The retired model that was named or preferred, <c>provider/model</c>; the answer's model takes its place.</summary>
    public string? ReplacedModel { get; init; }

    /// <summary>When that was retired.</summary>
    public DateTimeOffset? ReplacedModelRetiredAt { get; init; }

    public static RoutingAnswer Of(GenerationRouting routing) => new()
    {
        Reason = routing.Reason,
        FallbackModel = routing.FallbackModel,
        RetryCount = routing.RetryCount,
        PromptLanguage = routing.PromptLanguage,
        PromptComplexityScore = routing.PromptComplexityScore,
        ReplacedModel = routing.ReplacedModel,
        ReplacedModelRetiredAt = routing.ReplacedModelRetiredAt,
    };
}

/// <summary>What an order would cost, and who would make it.</summary>
internal sealed record EstimateAnswer
{
    /// <summary>The model that would be called, <c>provider/model</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Why it would be chosen.</summary>
    public required string Reason { get; init; }

    /// <summary>The runner-up, <c>provider/model</c>.</summary>
    public string? FallbackModel { get; init; }

    /// <summary>The most that all images together may cost: what a submission would hold.</summary>
    public required Money CeilingAud { get; init; }

    /// <summary>Left in the department's budget now.</summary>
    public Money? LeftAud { get; init; }

    /// <summary>The department that would pay.</summary>
    public required Guid DepartmentId { get; init; }

    /// <summary>The explicit size.</summary>
    public required string Size { get; init; }

    /// <summary>The explicit quality; absent where the model has none.</summary>
    public string? Quality { get; init; }

    /// <summary>The file format.</summary>
    public required string OutputFormat { get; init; }

    /// <summary><c>transparent</c> or <c>opaque</c>; absent where nothing was asked for, and for a model that has opaque ones only.</summary>
    public string? Background { get; init; }

    /// <summary>Language of the prompt as a BCP 47 tag; absent where nobody can tell.</summary>
    public string? PromptLanguage { get; init; }

    /// <summary>Complexity of the prompt, 0 to 1.</summary>
    public double? PromptComplexityScore { get; init; }

    /// <summary>The retired model that was named or preferred, <c>provider/model</c>; <see cref="Model"/> takes its place.</summary>
    public string? ReplacedModel { get; init; }

    /// <summary>When that was retired.</summary>
    public DateTimeOffset? ReplacedModelRetiredAt { get; init; }

    public static EstimateAnswer Of(Estimate estimate) => new()
    {
        Model = estimate.Model,
        Reason = estimate.Reason,
        FallbackModel = estimate.FallbackModel,
        CeilingAud = estimate.Ceiling,
        LeftAud = estimate.Left,
        DepartmentId = estimate.DepartmentId,
        Size = estimate.Size,
        Quality = estimate.Quality,
        OutputFormat = estimate.OutputFormat,
        Background = estimate.Background,
        PromptLanguage = estimate.Routing.PromptLanguage,
        PromptComplexityScore = estimate.Routing.PromptComplexityScore,
        ReplacedModel = estimate.Routing.ReplacedModel,
        ReplacedModelRetiredAt = estimate.Routing.ReplacedModelRetiredAt,
    };
}
