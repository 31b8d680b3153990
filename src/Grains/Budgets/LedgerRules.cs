using System.Text;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Budgets;

/// <summary>What is checked of an operation before anything is looked up: a ladder of named refusals.</summary>
internal static class LedgerRules
{
    /// <summary>After this a sweep looks whether the work behind an open hold still lives; a day, like an unresolved attempt.</summary>
    public static readonly TimeSpan HoldLifetime = TimeSpan.FromHours(24);

    /// <summary>Longest reason that the ledger keeps, in characters.</summary>
    public const int MaxReasonLength = 255;

    /// <summary>Most attempts of one generation.</summary>
    public const int MaxAttempts = 100;

    /// <summary>Longest id of a provider's request that an attempt keeps, in characters.</summary>
    public const int MaxProviderRequestIdLength = 255;

    /// <summary>Most that one attempt costs in the provider's currency.</summary>
    public const decimal MaxProviderAmount = 1_000_000_000_000m;

    /// <summary>Most thresholds of one budget.</summary>
    public const int MaxThresholds = 10;

    /// <summary>Highest threshold, in percent of the budget.</summary>
    public const int MaxThresholdPercent = 1_000;

    public static Breach? Check(Reserve request) =>
        request.Lines.Count is < 1 or > Reserve.MaxLines ? Breach.Field($"lines must have 1 to {Reserve.MaxLines} entries.")
        : request.UserId == Guid.Empty ? Breach.Field("user_id must not be empty.")
        : HasDuplicates(request.Lines) ? Breach.Field("lines must not name the same hold twice.")
        : First(request.Lines, CheckLine);

    public static Breach? Check(TopUp request) =>
        request.AttemptNo is < 2 or > MaxAttempts ? Breach.Field($"attempt_no must be 2 to {MaxAttempts}: the first attempt is paid for by the Reserve.")
        : CheckCeiling(request.Ceiling);

    public static Breach? Check(Draw request) =>
        request.Item.Generation?.BatchId is null ? Breach.Field("item must bring a generation that names its batch.")
        : CheckLine(request.Item);

    public static Breach? Check(Settle request) =>
        request.AttemptNo is < 1 or > MaxAttempts ? Breach.Field($"attempt_no must be 1 to {MaxAttempts}.")
        : request.ProviderCost.IsNegative || !request.ProviderCost.IsInRange ? Breach.Amount("provider_cost", request.ProviderCost, "zero")
        : !Enum.IsDefined(request.Source) ? Breach.Field("source is not a cost source.")
        : request.ProviderRequestId?.Length > MaxProviderRequestIdLength
            ? Breach.Field($"provider_request_id must have at most {MaxProviderRequestIdLength} characters.")
        : request.FactsJson is { } facts && Encoding.UTF8.GetByteCount(facts) > ImageContent.MaxFactsBytes
            ? Breach.Field($"facts must have at most {ImageContent.MaxFactsBytes} bytes.")
        : request.ProviderAmount is < 0 or > MaxProviderAmount ? Breach.Field($"provider_amount must be zero to {MaxProviderAmount}.")
        : request.ProviderAmount is null != request.ProviderCurrency is null || request.ProviderCurrency is not (null or { Length: 3 })
            ? Breach.Field("provider_amount and provider_currency come together, and a currency has three letters.")
        : CheckEnd(request.End);

    public static Breach? Check(Release request) =>
        CheckReason(request.Reason, required: true)
        ?? (request.End is not null && request.GenerationId is null ? Breach.Field("generation_id is needed to end a generation.") : CheckEnd(request.End));

    public static Breach? Check(SetBudget request) =>
        request is { MonthlyBudget: null, Mode: null, Thresholds: null } ? Breach.Field("Name at least one of monthly_budget_aud, enforcement_mode, thresholds.")
        : request.MonthlyBudget is { } budget && (budget.IsNegative || !budget.IsInRange) ? Breach.Amount("monthly_budget_aud", budget, "zero")
        : request.Mode is { } mode && !Enum.IsDefined(mode) ? Breach.Field("enforcement_mode must be hard, soft or warn.")
        : request.Thresholds is { } thresholds && !AreThresholds(thresholds)
            ? Breach.Field($"thresholds must be at most {MaxThresholds} rising percentages from 1 to {MaxThresholdPercent}.")
        : CheckChange(request, reasonRequired: false);

    public static Breach? Check(SetLimit request) =>
        request.Amount is { } amount && (amount.IsNegative || !amount.IsInRange) ? Breach.Amount("amount", amount, "zero")
        : request.SubjectId == Guid.Empty ? Breach.Field("The id of the person or key must not be empty.")
        : !Enum.IsDefined(request.Subject) ? Breach.Field("A limit binds a user or an API key.")
        : CheckChange(request, reasonRequired: false);

    public static Breach? Check(Adjust request) =>
        request.Amount == Money.Zero || !request.Amount.IsInRange ? Breach.Amount("amount", request.Amount, "anything but zero")
        : request.PeriodStart is { Day: not 1 } ? Breach.Field("period must be a month.")
        : CheckChange(request, reasonRequired: true);

    /// <summary>True when a known hold is the one that a repeated line asks for.</summary>
    public static bool PaysFor(Hold hold, ReserveLine line) => hold.GenerationId == line.Generation?.Id && hold.BatchId == line.Batch?.Id;

    /// <summary>What a Settle finds: null to go on, else a replay or a mismatch.</summary>
    public static ClosedHold? AnswerClosed(Settle request, Hold hold) =>
        hold.GenerationId is null || hold.GenerationId != request.GenerationId ? new ClosedHold(true, "hold_id must name a hold of the same generation.")
        : hold.State == HoldState.Open ? null
        : hold.State == HoldState.Settled ? new ClosedHold(false, "")
        : new ClosedHold(true, $"The hold was released at {hold.ClosedAt:O}; an administrator can correct the period with a reason.");

    /// <summary>What a Release finds: null to go on, else a replay or a mismatch.</summary>
    public static ClosedHold? AnswerClosed(Release request, Hold hold) =>
        request.GenerationId is { } generation && hold.GenerationId != generation ? new ClosedHold(true, "hold_id must name a hold of the same generation.")
        : hold.State == HoldState.Open ? null
        : hold.State == HoldState.Released ? new ClosedHold(false, "")
        : new ClosedHold(true, $"The hold was settled with {hold.Charged} AUD at {hold.ClosedAt:O} and stays settled.");

    private static Breach? CheckLine(ReserveLine line) =>
        line.Generation is null == line.Batch is null ? Breach.Field("A line pays for a generation or a batch: one of them, not both.")
        : line.Generation is { } generation && line.HoldId != DerivedId.Hold(generation.Id, 1) ? Breach.Field("hold_id must be derived from the generation's id.")
        : line.Batch is { } batch && line.HoldId != DerivedId.BatchHold(batch.Id) ? Breach.Field("hold_id must be derived from the batch's id.")
        : CheckCeiling(line.Ceiling);

    private static Breach? CheckCeiling(PricedAmount ceiling) =>
        ceiling.Amount.IsNegative || !ceiling.Amount.IsInRange ? Breach.Amount("amount", ceiling.Amount, "above zero")
        : ceiling.Amount == Money.Zero && !ceiling.IsFree ? Breach.Amount("amount", ceiling.Amount, "above zero, unless the model is free by its price list")
        : ceiling.FxRate <= 0 ? Breach.Field("fx_rate must be above zero.")
        : ceiling.PriceVersion < 0 ? Breach.Field("price_version must not be negative.")
        : null;

    private static Breach? CheckEnd(GenerationEnd? end) =>
        end is { Outcome: GenerationOutcome.Completed, ImageUrl: null } ? Breach.Field("A completed generation needs its image_url.")
        : end is not null && !Enum.IsDefined(end.Outcome) ? Breach.Field("A generation ends completed, failed or cancelled.")
        : null;

    private static Breach? CheckChange(BudgetChange change, bool reasonRequired) =>
        change.OperationId == Guid.Empty ? Breach.Field("operation_id must not be empty.")
        : change.ActorId == Guid.Empty ? Breach.Field("actor_id must not be empty.")
        : CheckReason(change.Reason, reasonRequired);

    private static Breach? CheckReason(string? reason, bool required) =>
        required && string.IsNullOrWhiteSpace(reason) ? Breach.Field("reason must say why.")
        : reason?.Length > MaxReasonLength ? Breach.Field($"reason must have at most {MaxReasonLength} characters.")
        : null;

    private static bool AreThresholds(IReadOnlyList<int> thresholds) =>
        thresholds.Count <= MaxThresholds
        && thresholds.All(percent => percent is >= 1 and <= MaxThresholdPercent)
        && thresholds.Zip(thresholds.Skip(1)).All(pair => pair.First < pair.Second);

    private static bool HasDuplicates(IReadOnlyList<ReserveLine> lines) =>
        lines.Count > 1 && lines.DistinctBy(line => line.HoldId).Count() != lines.Count;

    private static Breach? First(IReadOnlyList<ReserveLine> lines, Func<ReserveLine, Breach?> check)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (check(lines[i]) is { } breach)
            {
                return breach;
            }
        }

        return null;
    }
}

/// <summary>A rule that an operation breaks.</summary>
internal sealed record Breach(BudgetRefusal Reason, string Message, Money Asked = default)
{
    public static Breach Field(string message) => new(BudgetRefusal.InvalidRequest, message);

    public static Breach Amount(string field, Money amount, string least) => new(
        BudgetRefusal.AmountOutOfRange,
        $"{field} is {amount} AUD; it must be {least} and at most {Money.FromMicros(Money.MaxAmountMicros)} AUD.",
        amount);
}

/// <summary>A hold that is closed, or not the caller's: a mismatch is refused, the rest is a replay.</summary>
internal sealed record ClosedHold(bool IsMismatch, string Message);
