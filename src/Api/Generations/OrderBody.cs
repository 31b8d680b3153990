using System.Text.Json;

namespace DonatelloAI.Api.Generations;

/// <summary>An order: one picture, or several of the same.</summary>
internal sealed record OrderBody
{
    /// <summary>What is to be seen, 1 to 32,000 characters.</summary>
    public required string Prompt { get; init; }

    /// <summary><c>provider/model</c>, a bare name where that is unambiguous, or <c>auto</c>; preferences decide without it.</summary>
    public string? Model { get; init; }

    /// <summary>Width x height such as <c>1024x1024</c>, or <c>auto</c>.</summary>
    public string? Size { get; init; }

    /// <summary>Quality in the model's words, or <c>auto</c>.</summary>
    public string? Quality { get; init; }

    /// <summary>Style in your words, at most 100 characters.</summary>
    public string? Style { get; init; }

    /// <summary>What is not to be seen.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>Seed, 0 to 4,294,967,295; several images take it and the numbers after it.</summary>
    public long? Seed { get; init; }

    /// <summary>File format: <c>png</c>, <c>jpeg</c>, <c>webp</c> or what else a model has.</summary>
    public string? OutputFormat { get; init; }

    /// <summary><c>transparent</c>, for models whose capabilities say so, as png or webp; <c>opaque</c>; or <c>auto</c>.</summary>
    public string? Background { get; init; }

    /// <summary>
    /// 0 to 3 pictures of how far the image is, shown in the generation's events while it is painted and paid for like parts of it; none from models
    /// whose capabilities have none, and none where images are checked before they are shown.
    /// </summary>
    public int? PartialImages { get; init; }

    /// <summary>Images, 1 to 10; they are accepted together or not at all.</summary>
    public int? N { get; init; }

    /// <summary>The department that shall pay; your own without it.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Your own fields, a JSON object of at most 4,096 bytes.</summary>
    public JsonElement? Metadata { get; init; }
}
