using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts;

namespace DonatelloAI.Storage.Generations;

/// <summary>One image: asked for, made, kept.</summary>
public sealed class GenerationRow
{
    /// <summary>The generation.</summary>
    public Guid Id { get; set; }

    /// <summary>The department's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>Its owner.</summary>
    public required Guid UserId { get; set; }

    /// <summary>The department that pays.</summary>
    public required Guid DepartmentId { get; set; }

    /// <summary>The key it came with.</summary>
    public Guid? ApiKeyId { get; set; }

    /// <summary>The request for several images it belongs to.</summary>
    public Guid? GroupId { get; set; }

    /// <summary>The batch it belongs to.</summary>
    public Guid? BatchId { get; set; }

    /// <summary>Provider of the model, such as <c>openai</c>.</summary>
    public required string ModelProvider { get; set; }

    /// <summary>Name of the model.</summary>
    public required string ModelName { get; set; }

    /// <summary>The prompt, sealed under the owner's key.</summary>
    public required string PromptEncrypted { get; set; }

    /// <summary>Where it stands.</summary>
    public GenerationStatus Status { get; set; }

    /// <summary>Key of the image in the image store, not a public address.</summary>
    public string? ImageUrl { get; set; }

    /// <summary>Key of the thumbnail in the image store.</summary>
    public string? ThumbnailUrl { get; set; }

    /// <summary>What the department was charged for all its attempts.</summary>
    public Money CostAud { get; set; }

    /// <summary>Milliseconds of the attempt that ended it.</summary>
    public int? GenerationTimeMs { get; set; }

    /// <summary>Text of the error, sealed because it may quote the prompt.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>Code of the error.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>True when provider or checker marked the image as not safe for work.</summary>
    public bool IsNsfw { get; set; }

    /// <summary>True once its owner deleted it; the money records stay.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Hash of the request, to tell a replay from a reused key.</summary>
    public byte[]? RequestHash { get; set; }

    /// <summary>The fence between its writers.</summary>
    public long Version { get; set; }

    /// <summary>Where the image's bytes lie.</summary>
    public StorageTier StorageTier { get; set; }

    /// <summary>When its image left the hot tier; hidden from lists unless asked.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>When a cancel was asked for while processing.</summary>
    public DateTimeOffset? CancelRequestedAt { get; set; }

    /// <summary>Who asked for it: the actor of the end that it leads to.</summary>
    public Guid? CancelRequestedBy { get; set; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>When it was deleted.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>JSON: resolution, quality, style, seed, output_format, user_ip, the caller's own fields; no prompt text.</summary>
    public string Metadata { get; set; } = "{}";
}
