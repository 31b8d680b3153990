namespace DonatelloAI.Storage.Generations;

/// <summary>How a generation was routed and what was done to it; one row each, written when it is accepted.</summary>
public sealed class GenerationMetadataRow
{
    /// <summary>The row.</summary>
    public Guid Id { get; set; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The generation.</summary>
    public required Guid GenerationId { get; set; }

    /// <summary>BCP 47 tag of the prompt's language.</summary>
    public string? PromptLanguage { get; set; }

    /// <summary>0 to 1.</summary>
    public double? PromptComplexityScore { get; set; }

    /// <summary>Why the router chose the model.</summary>
    public string? SelectedModelReason { get; set; }

    /// <summary>The runner-up, <c>provider/model</c>.</summary>
    public string? FallbackModel { get; set; }

    /// <summary>Attempts beyond the first.</summary>
    public int RetryCount { get; set; }

    /// <summary>JSON of the parameters sent upstream; text of the caller lies in it as <c>{"sealed":"…"}</c>.</summary>
    public string? ModelParameters { get; set; }

    /// <summary>JSON array of what was done to the image's bytes, and what they say of where it comes from.</summary>
    public string? PostProcessingSteps { get; set; }

    /// <summary>Summary of the safety verdict.</summary>
    public string? ContentSafetyScore { get; set; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
