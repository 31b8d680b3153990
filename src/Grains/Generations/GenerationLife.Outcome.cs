using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Provenance;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Generations;

/// <content>What becomes of an attempt: its image is kept and settled, or its failure is.</content>
public sealed partial class GenerationLife
{
    // Words of the provider about the last failure, for the owner; lost with the process, and then a general sentence serves.
    private string? _failure;

    private async Task<bool> Finish(AttemptRecord attempt, OfferedModel model, ProviderDone done, TimeSpan elapsed, Slot? slot)
    {
        var (image, provenance) = Mark(done, attempt);
        var facts = FactsOf(attempt, model, done.Usage, elapsed) with
        {
            Provenance = provenance,
            RequestId = ProviderTexts.RequestId(done.RequestId),
            Seed = done.Seed,
            IsNsfw = done.IsNsfw,
            Safety = ProviderTexts.Safety(done.Safety),
        };
        var pictures = new PictureShelf(_services, _record!.OrganizationId, _id, attempt.AttemptNo);
        var picture = await pictures.Store(image, done.ContentType, facts, _closing.Token);
        slot?.Return();
        switch (picture)
        {
            case { } stored:
                await pictures.Describe(stored, _record!, _order!, _closing.Token);
                return await Deliver(attempt, stored, pictures);
            case null when attempt.CallKind == CallKind.Repeatable:
                return await Conclude(attempt, model, Refused(ProviderError.InvalidAnswer, BilledState.No, GenerationErrors.SentenceOf("image_not_stored")), elapsed);
            default:
                return await Charge(attempt, facts, "image_not_stored");
        }
    }

    /// <summary>Settles an image that is stored and ends its generation as completed.</summary>
    private Task<bool> Complete(AttemptRecord attempt, StoredPicture stored, PictureShelf pictures, SafetyVerdict verdict) => InTurn(() => Settle(attempt, stored.FactsInFull, new GenerationEnd
    {
        Outcome = GenerationOutcome.Completed,
        ExpectedVersion = _record!.Version,
        ImageUrl = pictures.Image.ToString(),
        ThumbnailUrl = _services.Pictures.CanShrink(stored.Bytes) ? pictures.Thumbnail.ToString() : null,
        GenerationTimeMs = stored.Facts.GenerationTimeMs,
        IsNsfw = stored.Facts.IsNsfw || verdict.IsNsfw,
        RetryCount = attempt.AttemptNo - 1,
        ContentSafetyScore = SafetyOf(verdict, stored.Facts),
        PostProcessingStepsJson = stored.Provenance is { } provenance ? ProcessingSteps.Of(provenance) : null,
    }));

    private Task<bool> Charge(AttemptRecord attempt, ImageFacts facts, string code) =>
        InTurn(async () => await Settle(attempt, facts, await WithMessage(EndOf(GenerationOutcome.Failed, code))));

    private async Task<bool> Conclude(AttemptRecord attempt, OfferedModel model, ProviderRefused refused, TimeSpan elapsed)
    {
        _failure = refused.Message;
        var after = RetryRule.Decide(
            refused,
            attempt.CallKind,
            attempt.AttemptNo,
            UnknownAttempts(refused, attempt),
            model.MaxRetries,
            _services.Options,
            _record!.CancelRequestedAt is not null);
        return after switch
        {
            AfterFailure.Charge => await Charge(
                attempt,
                FactsOf(attempt, model, refused.Usage, elapsed) with { RequestId = ProviderTexts.RequestId(refused.RequestId) }, GenerationErrors.CodeOf(refused.Error)),
            AfterFailure.Retry => await Write(attempt, refused, AttemptState.Failed, requeue: true) && await QueueAfter(attempt, refused),
            AfterFailure.TopUpAndRetry => await TopUpAndRetry(attempt, model, refused),
            AfterFailure.KeepHeld => await Write(attempt, refused, AttemptState.Unknown, requeue: false),
            _ => await Write(attempt, refused, StateOf(refused.Error), requeue: false),
        };
    }

    /// <summary>The attempt may be charged, so another one needs money of its own; without it the generation ends here.</summary>
    private async Task<bool> TopUpAndRetry(AttemptRecord attempt, OfferedModel model, ProviderRefused refused)
    {
        var reply = await Ask(budget => budget.TopUp(new TopUp
        {
            FirstHoldId = attempt.HoldId,
            GenerationId = _id,
            AttemptNo = attempt.AttemptNo + 1,
            Ceiling = CeilingOf(attempt),
        }));
        if (reply is BudgetUnavailable)
        {
            return false;
        }

        var fits = reply is BudgetAccepted;
        if (reply is BudgetAccepted { Holds: [var hold, ..] })
        {
            Learn(hold, CeilingOf(attempt));
        }

        return await Write(attempt, refused, AttemptState.Unknown, requeue: fits) && (!fits || await QueueAfter(attempt, refused));
    }

    private async Task<bool> Write(AttemptRecord attempt, ProviderRefused refused, AttemptState state, bool requeue)
    {
        var conclusion = new AttemptConclusion
        {
            GenerationId = _id,
            AttemptNo = attempt.AttemptNo,
            State = state,
            Billed = state == AttemptState.Unknown ? BilledState.Unknown : BilledState.No,
            ErrorClass = GenerationErrors.CodeOf(refused.Error),
            ErrorDetailEncrypted = await SealIfPossible(SealedField.AttemptError, refused.Message),
            ProviderRequestId = ProviderTexts.RequestId(refused.RequestId),
            Requeue = requeue,
            At = _services.Time.GetUtcNow(),
        };
        return await InTurn(() => Write(conclusion, attempt.Owner));
    }

    /// <summary>Writes again where a cancel, or an outcome that got lost, came in between: the answer is known nowhere else.</summary>
    private async Task<StepOutcome> Write(AttemptConclusion conclusion, string owner)
    {
        while (IsOpen(_record!, conclusion.AttemptNo, owner))
        {
            var record = _record!;
            var write = await Persist(() => _services.Store.Conclude(conclusion, record.Version));
            if (write.Result == GenerationWriteResult.Done)
            {
                Keep(Concluded(record, conclusion, write.Version));
                CountUnknown(conclusion);
                return StepOutcome.Done;
            }

            if (OutcomeOf(write) == StepOutcome.Unavailable)
            {
                return StepOutcome.Unavailable;
            }

            await Load();
        }

        return StepOutcome.Superseded;
    }

    private void CountUnknown(AttemptConclusion conclusion)
    {
        if (conclusion.State == AttemptState.Unknown)
        {
            _services.Instruments.Unknown($"{_record!.ModelProvider}/{_record.ModelName}");
        }
    }

    private static bool IsOpen(GenerationRecord record, int attemptNo, string owner) =>
        record is { HasEnded: false, Attempts: [.., { State: AttemptState.Started } last] } && last.AttemptNo == attemptNo && last.Owner == owner;

    /// <summary>A hold that the ledger has just opened at the price of another one.</summary>
    private void Learn(HoldView opened, PricedAmount ceiling)
    {
        var hold = new OpenHold(opened.Id, opened.Remaining, ceiling.FxRate, ceiling.PriceVersion);
        Keep(_record! with { Holds = [.. _record.Holds.Where(known => known.Id != hold.Id), hold] });
    }

    private Task<bool> QueueAfter(AttemptRecord attempt, ProviderRefused refused)
    {
        if (_record is not { Status: GenerationStatus.Pending, CancelRequestedAt: null })
        {
            return Task.FromResult(true);
        }

        var wait = RetryRule.Backoff(attempt.AttemptNo, refused.RetryAfter, Random.Shared.NextDouble());
        return Queue(_services.Time.GetUtcNow() + wait);
    }

    private int UnknownAttempts(ProviderRefused refused, AttemptRecord attempt) =>
        _record!.Attempts.Count(static earlier => earlier.State == AttemptState.Unknown) + (RetryRule.MayBeCharged(refused, attempt.CallKind) ? 1 : 0);

    /// <summary>What the provider charges, at the price and rate pinned on the hold.</summary>
    private ImageFacts FactsOf(AttemptRecord attempt, OfferedModel model, ProviderUsage? usage, TimeSpan elapsed)
    {
        var (cost, source) = AttemptCost.Of(usage, model, HoldOf(attempt));
        return new ImageFacts
        {
            AttemptNo = attempt.AttemptNo,
            HoldId = attempt.HoldId,
            Model = model.Name,
            ProviderCostMicros = cost.Micros,
            CostSource = source,
            Usage = usage,
            GenerationTimeMs = (int)Math.Min(elapsed.TotalMilliseconds, int.MaxValue),
        };
    }

    private OpenHold? HoldOf(AttemptRecord attempt) => _record!.Holds.FirstOrDefault(hold => hold.Id == attempt.HoldId);

    private PricedAmount CeilingOf(AttemptRecord attempt) => HoldOf(attempt) is { } hold
        ? new PricedAmount(hold.Amount, hold.FxRate, hold.PriceVersion, IsFree: hold.Amount == Contracts.Money.Zero)
        : throw new InvalidOperationException($"Attempt {attempt.AttemptNo} of generation {_id} has no open hold.");

    private static AttemptState StateOf(ProviderError error) =>
        error is ProviderError.InvalidRequest or ProviderError.ContentBlockedInput or ProviderError.ContentBlockedOutput
            ? AttemptState.Refused
            : AttemptState.Failed;

    private static GenerationRecord Concluded(GenerationRecord record, AttemptConclusion conclusion, long version) => record with
    {
        Version = version,
        Status = conclusion.Requeue ? GenerationStatus.Pending : record.Status,
        Attempts =
        [
            .. record.Attempts.SkipLast(1),
            record.Attempts[^1] with { State = conclusion.State, Billed = conclusion.Billed, ErrorClass = conclusion.ErrorClass },
        ],
    };
}
