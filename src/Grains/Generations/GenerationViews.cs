using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Provenance;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Generations;

/// <summary>Records as callers are shown them.</summary>
internal static class GenerationViews
{
    /// <summary>Codes after which a new request with the same order may succeed.</summary>
    private static readonly HashSet<string> Retriable = new(StringComparer.Ordinal)
    {
        "rate_limited", "unreachable", "server_error", "outcome_unknown", "invalid_answer", "model_unavailable", "image_not_stored", "quota_exhausted",
        "content_check_unavailable",
    };

    public static async ValueTask<GenerationView> Of(GenerationRecord record, OrderInClear order, IPersonalSealer sealer) =>
        Of(record, order, await ErrorOf(record, sealer));

    public static GenerationView Of(GenerationRecord record, OrderInClear order, GenerationError? error)
    {
        var facts = OrderFacts.Parse(record.MetadataJson);
        return new GenerationView
        {
            Id = record.Id,
            OrganizationId = record.OrganizationId,
            DepartmentId = record.DepartmentId,
            UserId = record.UserId,
            GroupId = record.GroupId,
            BatchId = record.BatchId,
            Status = record.Status,
            Version = record.Version,
            ModelProvider = record.ModelProvider,
            ModelName = record.ModelName,
            Prompt = order.Prompt,
            NegativePrompt = order.Words?.NegativePrompt,
            RevisedPrompt = order.Words?.RevisedPrompt,
            Size = facts.Size,
            Quality = facts.Quality,
            Style = order.Words?.Style,
            Seed = facts.Seed,
            OutputFormat = facts.OutputFormat,
            Background = facts.Background,
            ImageName = record.ImageName,
            ThumbnailName = record.ThumbnailName,
            Cost = record.Cost,
            Held = record.Held,
            GenerationTimeMs = record.GenerationTimeMs,
            IsNsfw = record.IsNsfw,
            Error = error,
            Routing = RoutingOf(record, facts),
            ContentSafety = record.ContentSafety,
            Provenance = ProcessingSteps.Provenance(record.PostProcessingStepsJson),
            CreatedAt = record.CreatedAt,
            CompletedAt = record.CompletedAt,
            CancelRequestedAt = record.CancelRequestedAt,
            DeletedAt = record.DeletedAt,
            MetadataJson = order.Words?.Metadata?.GetRawText(),
        };
    }

    private static GenerationRouting RoutingOf(GenerationRecord record, OrderFacts facts) => new()
    {
        Reason = record.SelectedModelReason,
        FallbackModel = record.FallbackModel,
        RetryCount = record.RetryCount,
        PromptLanguage = record.PromptLanguage,
        PromptComplexityScore = record.PromptComplexityScore,
        ReplacedModel = facts.ReplacedModel,
        ReplacedModelRetiredAt = facts.ReplacedModelRetiredAt,
    };

    private static async ValueTask<GenerationError?> ErrorOf(GenerationRecord record, IPersonalSealer sealer)
    {
        if (record.ErrorCode is not { } code || record.Status != GenerationStatus.Failed)
        {
            return null;
        }

        var message = record.ErrorMessageEncrypted is { } text
            ? (await sealer.Open(record.UserId, SealedField.GenerationError, record.Id, text)).Text
            : null;
        return new GenerationError(code, message, Retriable.Contains(code));
    }
}
