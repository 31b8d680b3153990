using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Batches;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Generations;

namespace DonatelloAI.Storage.Budgets;

/// <summary>The ledger's values as rows. The partial rows of updates name the columns that they change.</summary>
internal static class BudgetRows
{
    public static HeadChange Head(LedgerChanges changes)
    {
        var head = changes.Head;
        var current = changes.Current;
        return new HeadChange(
            head.DepartmentId,
            head.MonthlyBudget,
            current.Spent,
            current.Held,
            current.Period.Start,
            current.Period.End,
            current.Period.Zone.Id,
            head.Mode,
            JsonSerializer.Serialize(head.Thresholds),
            head.LastResetAt,
            head.Version,
            head.Sequence,
            head.LastEntryAt,
            head.LastEntryAt);
    }

    public static BudgetEntryRow Entry(LedgerEntry entry, LedgerHead head) => new()
    {
        DepartmentId = head.DepartmentId,
        Sequence = entry.Sequence,
        OrganizationId = head.OrganizationId,
        PeriodStart = entry.PeriodStart,
        Kind = entry.Kind,
        HoldId = entry.HoldId,
        ParentHoldId = entry.ParentHoldId,
        GenerationId = entry.GenerationId,
        BatchId = entry.BatchId,
        AttemptNo = entry.AttemptNo,
        UserId = entry.UserId,
        ApiKeyId = entry.ApiKeyId,
        AmountAud = entry.Amount,
        SpentAfterAud = entry.SpentAfter,
        HeldAfterAud = entry.HeldAfter,
        BudgetAfterAud = entry.BudgetAfter,
        EnforcementMode = entry.Mode,
        Overrun = entry.Overrun,
        OperationId = entry.OperationId,
        ActorId = entry.ActorId,
        Reason = entry.Reason,
        Detail = entry.Detail,
        CreatedAt = entry.CreatedAt,
    };

    public static BudgetHoldRow Hold(Hold hold, LedgerHead head) => new()
    {
        Id = hold.Id,
        OrganizationId = head.OrganizationId,
        DepartmentId = head.DepartmentId,
        PeriodStart = hold.PeriodStart,
        GenerationId = hold.GenerationId,
        BatchId = hold.BatchId,
        AttemptNo = hold.AttemptNo,
        ParentHoldId = hold.ParentHoldId,
        UserId = hold.UserId,
        ApiKeyId = hold.ApiKeyId,
        AmountAud = hold.Amount,
        RemainingAud = hold.Remaining,
        ChargedAud = hold.Charged,
        ProviderCostAud = hold.ProviderCost,
        FxRate = hold.FxRate,
        PriceVersion = hold.PriceVersion,
        State = hold.State,
        CreatedAt = hold.CreatedAt,
        ClosedAt = hold.ClosedAt,
        ExpiresAt = hold.ExpiresAt,
    };

    public static HoldChange Change(Hold hold) =>
        new(hold.Id, hold.Remaining, hold.Charged, hold.ProviderCost, hold.State, hold.ClosedAt);

    public static BudgetPeriodRow Period(PeriodState period, LedgerHead head) => new()
    {
        DepartmentId = head.DepartmentId,
        PeriodStart = period.Period.Start,
        OrganizationId = head.OrganizationId,
        PeriodEnd = period.Period.End,
        TimeZone = period.Period.Zone.Id,
        BudgetAud = period.Budget,
        EnforcementMode = period.Mode,
        SpentAud = period.Spent,
        HeldAud = period.Held,
        AlertedPercent = period.AlertedPercent,
        OpenedAt = period.OpenedAt,
        UpdatedAt = head.LastEntryAt,
    };

    public static PeriodChange Change(PeriodState period, LedgerHead head) => new(
        head.DepartmentId, period.Period.Start, period.Budget, period.Mode, period.Spent, period.Held, period.AlertedPercent, head.LastEntryAt);

    public static BudgetLimitRow Limit(LimitState limit, LedgerHead head) => new()
    {
        DepartmentId = head.DepartmentId,
        SubjectId = limit.SubjectId,
        OrganizationId = head.OrganizationId,
        SubjectKind = limit.Subject,
        AmountAud = limit.Amount,
        PeriodStart = limit.PeriodStart,
        SpentAud = limit.Spent,
        CreatedAt = head.LastEntryAt,
        UpdatedAt = head.LastEntryAt,
    };

    public static LimitChange Change(LimitState limit, LedgerHead head) =>
        new(head.DepartmentId, limit.SubjectId, limit.Amount, limit.PeriodStart, limit.Spent, head.LastEntryAt);

    public static GenerationRow Generation(AcceptedGeneration accepted, LedgerHead head) => new()
    {
        Id = accepted.Draft.Id,
        OrganizationId = head.OrganizationId,
        DepartmentId = head.DepartmentId,
        UserId = accepted.UserId,
        ApiKeyId = accepted.ApiKeyId,
        GroupId = accepted.Draft.GroupId,
        BatchId = accepted.Draft.BatchId,
        ModelProvider = accepted.Draft.ModelProvider,
        ModelName = accepted.Draft.ModelName,
        PromptEncrypted = accepted.Draft.PromptEncrypted,
        Metadata = accepted.Draft.MetadataJson,
        RequestHash = accepted.Draft.RequestHash,
        CreatedAt = accepted.CreatedAt,
    };

    /// <summary>A generation has one metadata row, so the row takes its id.</summary>
    public static GenerationMetadataRow Metadata(AcceptedGeneration accepted, LedgerHead head) => new()
    {
        Id = accepted.Draft.Id,
        OrganizationId = head.OrganizationId,
        GenerationId = accepted.Draft.Id,
        PromptLanguage = accepted.Draft.PromptLanguage,
        PromptComplexityScore = accepted.Draft.PromptComplexityScore,
        SelectedModelReason = accepted.Draft.SelectedModelReason,
        FallbackModel = accepted.Draft.FallbackModel,
        ModelParameters = accepted.Draft.ModelParametersEncrypted is { } parameters ? SealedJson.Write(parameters) : null,
        CreatedAt = accepted.CreatedAt,
    };

    public static GenerationEnding Ending(EndedGeneration ended) => new(
        ended.GenerationId,
        ended.End.Outcome.ToStatus(),
        ended.End.ImageUrl,
        ended.End.ThumbnailUrl,
        ended.Cost,
        ended.End.GenerationTimeMs,
        ended.End.ErrorMessageEncrypted,
        ended.End.ErrorCode,
        ended.End.IsNsfw,
        ended.EndedAt,
        ended.End.ExpectedVersion + 1);

    public static MetadataEnding MetadataEnding(EndedGeneration ended) =>
        new(ended.GenerationId, ended.End.RetryCount, ended.End.ContentSafetyScore, ended.End.PostProcessingStepsJson);

    public static MetadataCompletion MetadataCompletion(EndedGeneration ended) => new(
        ended.GenerationId, ended.End.RetryCount, ended.End.ContentSafetyScore, SealedJson.Write(ended.End.ModelParametersEncrypted!));

    public static AttemptSettlement Settlement(SettledAttempt settled) => new(
        settled.GenerationId, settled.AttemptNo, AttemptState.Settled, BilledState.Yes, settled.EndedAt, settled.ProviderRequestId, settled.FactsJson);

    /// <summary>What an attempt knew of the provider's answer stays.</summary>
    public static AttemptCharge AttemptCharge(SettledAttempt settled) =>
        new(settled.GenerationId, settled.AttemptNo, AttemptState.Settled, BilledState.Yes, settled.EndedAt);

    public static AttemptRelease AttemptRelease(ReleasedAttempt released) =>
        new(released.GenerationId, released.HoldId, AttemptState.Released, BilledState.No, released.EndedAt);

    public static BatchRow Batch(AcceptedBatch accepted, LedgerHead head) => new()
    {
        Id = accepted.Draft.Id,
        OrganizationId = head.OrganizationId,
        DepartmentId = head.DepartmentId,
        UserId = accepted.UserId,
        ApiKeyId = accepted.ApiKeyId,
        Name = accepted.Draft.Name,
        ItemCount = accepted.Draft.ItemCount,
        RequestHash = accepted.Draft.RequestHash,
        CreatedAt = accepted.CreatedAt,
        UpdatedAt = accepted.CreatedAt,
    };

    public static CostEventRow Cost(CostRecord cost, LedgerHead head) => new()
    {
        Id = DerivedId.CostEvent(cost.Hold.Id),
        OrganizationId = head.OrganizationId,
        DepartmentId = head.DepartmentId,
        GenerationId = cost.Hold.GenerationId!.Value,
        AttemptNo = cost.AttemptNo,
        UserId = cost.Hold.UserId,
        ApiKeyId = cost.Hold.ApiKeyId,
        HoldId = cost.Hold.Id,
        PeriodStart = cost.Hold.PeriodStart,
        ModelProvider = cost.ModelProvider,
        EstimatedCostAud = cost.Hold.Amount,
        ActualCostAud = cost.Hold.Charged,
        ProviderCostAud = cost.Hold.ProviderCost.GetValueOrDefault(),
        CostSource = cost.Source,
        ProviderAmount = cost.ProviderAmount,
        ProviderCurrency = cost.ProviderCurrency,
        FxRate = cost.Hold.FxRate,
        CreatedAt = cost.Hold.ClosedAt!.Value,
        Metadata = $$"""{"billing_period":"{{cost.Hold.PeriodStart:yyyy-MM}}"}""",
    };

    public static OutboxRow Event(LedgerEvent happened, LedgerHead head, OutboxSigner signer) => signer.Seal(new OutboxRow
    {
        Id = happened.Id,
        Shard = 0,
        OrganizationId = head.OrganizationId,
        DepartmentId = head.DepartmentId,
        UserId = happened.UserId,
        SubjectType = happened.SubjectType,
        SubjectId = happened.SubjectId,
        SubjectVersion = happened.SubjectVersion,
        EventType = happened.EventType,
        Payload = happened.PayloadJson,
        TraceParent = happened.TraceParent,
        CreatedAt = happened.CreatedAt,
        Mac = [],
    });

    public static Hold ToHold(BudgetHoldRow row) => new()
    {
        Id = row.Id,
        PeriodStart = row.PeriodStart,
        GenerationId = row.GenerationId,
        BatchId = row.BatchId,
        AttemptNo = row.AttemptNo,
        ParentHoldId = row.ParentHoldId,
        UserId = row.UserId,
        ApiKeyId = row.ApiKeyId,
        Amount = row.AmountAud,
        Remaining = row.RemainingAud,
        Charged = row.ChargedAud,
        ProviderCost = row.ProviderCostAud,
        FxRate = row.FxRate,
        PriceVersion = row.PriceVersion,
        State = row.State,
        CreatedAt = row.CreatedAt,
        ClosedAt = row.ClosedAt,
        ExpiresAt = row.ExpiresAt,
    };

    public static PeriodState ToPeriod(BudgetPeriodRow row) => new()
    {
        Period = BudgetPeriod.Starting(row.PeriodStart, TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone)),
        Budget = row.BudgetAud,
        Mode = row.EnforcementMode,
        Spent = row.SpentAud,
        Held = row.HeldAud,
        AlertedPercent = row.AlertedPercent,
        OpenedAt = row.OpenedAt,
    };

    public static LimitState ToLimit(BudgetLimitRow row) => new()
    {
        SubjectId = row.SubjectId,
        Subject = row.SubjectKind,
        Amount = row.AmountAud,
        PeriodStart = row.PeriodStart,
        Spent = row.SpentAud,
    };

    public static LedgerCost ToCost(CostEventRow row) => new()
    {
        HoldId = row.HoldId,
        DepartmentId = row.DepartmentId,
        PeriodStart = row.PeriodStart,
        GenerationId = row.GenerationId,
        AttemptNo = row.AttemptNo,
        UserId = row.UserId,
        ApiKeyId = row.ApiKeyId,
        Estimated = row.EstimatedCostAud,
        Charged = row.ActualCostAud,
        ProviderCost = row.ProviderCostAud,
        FxRate = row.FxRate,
    };

    public static LedgerEntry ToEntry(BudgetEntryRow row) => new()
    {
        Sequence = row.Sequence,
        PeriodStart = row.PeriodStart,
        Kind = row.Kind,
        Amount = row.AmountAud,
        SpentAfter = row.SpentAfterAud,
        HeldAfter = row.HeldAfterAud,
        BudgetAfter = row.BudgetAfterAud,
        Mode = row.EnforcementMode,
        HoldId = row.HoldId,
        ParentHoldId = row.ParentHoldId,
        GenerationId = row.GenerationId,
        BatchId = row.BatchId,
        AttemptNo = row.AttemptNo,
        UserId = row.UserId,
        ApiKeyId = row.ApiKeyId,
        Overrun = row.Overrun,
        OperationId = row.OperationId,
        ActorId = row.ActorId,
        Reason = row.Reason,
        Detail = row.Detail,
        CreatedAt = row.CreatedAt,
    };
}

/// <summary>The department's row after a commit; the version is the fence.</summary>
internal sealed record HeadChange(
    Guid DepartmentId, Money MonthlyBudgetAud, Money CurrentSpendAud, Money CurrentHeldAud, DateOnly BudgetPeriodStart, DateOnly BudgetPeriodEnd,
    string TimeZone, EnforcementMode EnforcementMode, string Thresholds, DateTimeOffset? LastResetAt, long Version, long LastSequence,
    DateTimeOffset? LastEntryAt, DateTimeOffset UpdatedAt);

/// <summary>What changes of a hold.</summary>
internal sealed record HoldChange(Guid Id, Money RemainingAud, Money ChargedAud, Money? ProviderCostAud, HoldState State, DateTimeOffset? ClosedAt);

/// <summary>What changes of a period.</summary>
internal sealed record PeriodChange(
    Guid DepartmentId, DateOnly PeriodStart, Money BudgetAud, EnforcementMode EnforcementMode, Money SpentAud, Money HeldAud, int AlertedPercent,
    DateTimeOffset UpdatedAt);

/// <summary>What changes of a limit.</summary>
internal sealed record LimitChange(Guid DepartmentId, Guid SubjectId, Money AmountAud, DateOnly PeriodStart, Money SpentAud, DateTimeOffset UpdatedAt);

/// <summary>A limit to remove.</summary>
internal sealed record LimitRemoval(Guid DepartmentId, Guid SubjectId);

/// <summary>What a generation costs; written, it is added. No version: the sum rises beside whatever its other writers do.</summary>
internal sealed record GenerationCost(Guid Id, Money CostAud);

/// <summary>The end of a generation; its version must stand one below, and its cost is added.</summary>
internal sealed record GenerationEnding(
    Guid Id, GenerationStatus Status, string? ImageUrl, string? ThumbnailUrl, Money CostAud, int? GenerationTimeMs, string? ErrorMessage,
    string? ErrorCode, bool IsNsfw, DateTimeOffset? CompletedAt, long Version);

/// <summary>What the end of a generation changes of its metadata.</summary>
internal sealed record MetadataEnding(Guid GenerationId, int RetryCount, string? ContentSafetyScore, string? PostProcessingSteps);

/// <summary>What an end changes of its generation's metadata where the vendor added to the parameters.</summary>
internal sealed record MetadataCompletion(Guid GenerationId, int RetryCount, string? ContentSafetyScore, string? ModelParameters);

/// <summary>What a settlement that brings the provider's answer writes of its attempt.</summary>
internal sealed record AttemptSettlement(
    Guid GenerationId, int AttemptNo, AttemptState State, BilledState Billed, DateTimeOffset? EndedAt, string? ProviderRequestId, string? Facts);

/// <summary>What a settlement without an answer writes of its attempt.</summary>
internal sealed record AttemptCharge(Guid GenerationId, int AttemptNo, AttemptState State, BilledState Billed, DateTimeOffset? EndedAt);

/// <summary>What a release writes of the attempt that its hold pays for.</summary>
internal sealed record AttemptRelease(Guid GenerationId, Guid HoldId, AttemptState State, BilledState Billed, DateTimeOffset? EndedAt);
