using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Storage.Generations;

/// <summary>Rows as the grains know them.</summary>
internal static class GenerationRecords
{
    public static GenerationRecord ToRecord(GenerationRow row, GenerationMetadataRow? metadata, List<FoundHold> holds) => new()
    {
        Id = row.Id,
        OrganizationId = row.OrganizationId,
        DepartmentId = row.DepartmentId,
        UserId = row.UserId,
        ApiKeyId = row.ApiKeyId,
        GroupId = row.GroupId,
        BatchId = row.BatchId,
        ModelProvider = row.ModelProvider,
        ModelName = row.ModelName,
        PromptEncrypted = row.PromptEncrypted,
        Status = row.Status,
        Version = row.Version,
        ImageName = row.ImageUrl,
        ThumbnailName = row.ThumbnailUrl,
        Cost = row.CostAud,
        Holds = holds.ConvertAll(hold => new OpenHold(hold.Id, hold.Remaining, hold.FxRate, hold.PriceVersion)),
        GenerationTimeMs = row.GenerationTimeMs,
        ErrorCode = row.ErrorCode,
        ErrorMessageEncrypted = row.ErrorMessage,
        IsNsfw = row.IsNsfw,
        RequestHash = row.RequestHash,
        MetadataJson = row.Metadata,
        ParametersEncrypted = metadata?.ModelParameters is { } parameters ? SealedJson.Read(parameters) : null,
        SelectedModelReason = metadata?.SelectedModelReason,
        FallbackModel = metadata?.FallbackModel,
        RetryCount = metadata?.RetryCount ?? 0,
        PromptLanguage = metadata?.PromptLanguage,
        PromptComplexityScore = metadata?.PromptComplexityScore,
        ContentSafety = metadata?.ContentSafetyScore,
        PostProcessingStepsJson = metadata?.PostProcessingSteps,
        CreatedAt = row.CreatedAt,
        CompletedAt = row.CompletedAt,
        CancelRequestedAt = row.CancelRequestedAt,
        CancelRequestedBy = row.CancelRequestedBy,
        DeletedAt = row.DeletedAt,
    };

    public static AttemptRecord ToRecord(FoundAttempt found) => new()
    {
        Id = found.Attempt.Id,
        AttemptNo = found.Attempt.AttemptNo,
        HoldId = found.Attempt.HoldId,
        ModelProvider = found.Attempt.ModelProvider,
        ModelName = found.Attempt.ModelName,
        CallKind = found.Attempt.CallKind,
        State = found.Attempt.State,
        Owner = found.Attempt.Owner,
        LeaseUntil = found.Attempt.LeaseUntil,
        LeaseExpired = found.LeaseExpired,
        StartedAt = found.Attempt.StartedAt,
        ProviderJobId = found.Attempt.ProviderJobId,
        JobStateJson = JobFacts.StateIn(found.Attempt.Facts),
        PollAfter = JobFacts.PollAfterIn(found.Attempt.Facts),
        ProviderRequestId = found.Attempt.ProviderRequestId,
        FactsJson = JobFacts.IsOfJob(found.Attempt.Facts) ? null : found.Attempt.Facts,
        Billed = found.Attempt.Billed,
        ErrorClass = found.Attempt.ErrorClass,
    };
}
