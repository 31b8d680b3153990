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
        var revised = ProviderTexts.RevisedPrompt(done.RevisedPrompt);
        var (image, provenance) = Mark(done, attempt);
        var facts = FactsOf(attempt, model, done.Usage, elapsed) with
        {
            Provenance = provenance,
            RequestId = ProviderTexts.RequestId(done.RequestId),
            Seed = done.Seed,
            IsNsfw = done.IsNsfw,
            Safety = ProviderTexts.Safety(done.Safety),
            RevisedPromptEncrypted = revised is null ? null : await SealIfPossible(SealedField.RevisedPrompt, revised),
        };
        if (await IsUnwanted())
        {
            return await InTurn(() => Settle(attempt, facts, end: null));
        }

        _order = _order!.With(revised);
        var pictures = ShelfOf(attempt);
        var picture = await pictures.Store(image, done.ContentType, facts, _closing.Token);
        slot?.Return();
        switch (picture)
        {
            case { } stored:
                await pictures.Describe(stored, _record!, _order!, _closing.Token);
                return await Deliver(attempt, stored, pictures);
            case null when attempt.CallKind == CallKind.Repeatable:
                return await Conclude(attempt, model, Refused(ProviderError.InvalidAnswer, BilledState.No, GenerationErrors.SentenceOf("image_not_stored")), elapsed, isOurs: true);
            default:
                return await Charge(attempt, facts, "image_not_stored");
        }
    }

    /// <summary>Settles an image that is stored and ends its generation as completed.</summary>
    private async Task<bool> Complete(AttemptRecord attempt, StoredPicture stored, PictureShelf pictures, SafetyVerdict verdict)
    {
        var words = _order is { Words: { RevisedPrompt: not null } known } ? await SealIfPossible(SealedField.ModelParameters, known.ToJson()) : null;
        var goesOn = await InTurn(() => Settle(attempt, stored.FactsInFull, new GenerationEnd
        {
            Outcome = GenerationOutcome.Completed,
            ExpectedVersion = _record!.Version,
            ImageUrl = pictures.Image.ToString(),
            ThumbnailUrl = _services.Pictures.CanShrink(stored.Bytes) ? pictures.Thumbnail.ToString() : null,
            GenerationTimeMs = stored.Facts.GenerationTimeMs,
            IsNsfw = stored.Facts.IsNsfw || verdict.IsNsfw,
            RetryCount = attempt.AttemptNo - 1,
            ContentSafetyScore = SafetyOf(verdict, stored.Facts),
            ModelParametersEncrypted = words,
            PostProcessingStepsJson = stored.Provenance is { } provenance ? ProcessingSteps.Of(provenance) : null,
        }));
        await RemoveIfDeleted(attempt);
        return goesOn;
    }

    private Task<bool> Charge(AttemptRecord attempt, ImageFacts facts, string code) =>
        InTurn(async () => await Settle(attempt, facts, await WithMessage(EndOf(GenerationOutcome.Failed, code))));

    /// <summary>Writes what follows a call without an image.</summary>
    /// <param name="attempt">The call.</param>
    /// <param name="model">Its model.</param>
    /// <param name="refused">The answer.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="isOurs">True where this installation failed and not the vendor: then time is no bound, and no other vendor is asked.</param>
    private async Task<bool> Conclude(AttemptRecord attempt, OfferedModel model, ProviderRefused refused, TimeSpan elapsed, bool isOurs = false)
    {
        _failure = refused.Message;
        var runnerUp = isOurs ? null : await FindRunnerUp();
        var failed = FailedOf(attempt, model, refused) with { HasRunnerUp = runnerUp is not null, TimeLeft = isOurs ? null : TimeLeft() };
        return RetryRule.Decide(failed, _services.Options) switch
        {
            AfterFailure.Charge => await Charge(
                attempt,
                FactsOf(attempt, model, refused.Usage, elapsed) with { RequestId = ProviderTexts.RequestId(refused.RequestId) }, GenerationErrors.CodeOf(refused.Error)),
            AfterFailure.Retry => await Write(attempt, refused, AttemptState.Failed, requeue: true) && await QueueAfter(attempt, refused),
            AfterFailure.TopUpAndRetry => await TopUpAndRetry(attempt, refused),
            AfterFailure.FallBack => await Write(attempt, refused, MaySettle(attempt, refused) ? AttemptState.Unknown : AttemptState.Failed, requeue: true, runnerUp),
            AfterFailure.KeepHeld => await Write(attempt, refused, AttemptState.Unknown, requeue: false),
            _ => await Write(attempt, refused, StateOf(refused.Error), requeue: false),
        };
    }

    private FailedAttempt FailedOf(AttemptRecord attempt, OfferedModel model, ProviderRefused refused) => new()
    {
        Answer = refused,
        Kind = attempt.CallKind,
        Attempts = attempt.AttemptNo,
        AttemptsOfModel = AttemptsOf(attempt.Model),
        UnknownAttempts = _record!.Attempts.Count(static earlier => earlier.State == AttemptState.Unknown) + (MaySettle(attempt, refused) ? 1 : 0),
        MaxRetries = model.MaxRetries,
        IsCalledOff = _record.CancelRequestedAt is not null,
    };

    private static bool MaySettle(AttemptRecord attempt, ProviderRefused refused) => RetryRule.MayBeCharged(refused, attempt.CallKind);

    private int AttemptsOf(string model) => _record!.Attempts.Count(attempt => attempt.Model == model);

    /// <summary>What is left of the time in which a vendor's failures are met with another call; it begins with the first one.</summary>
    private TimeSpan TimeLeft() =>
        _record!.Attempts[0].StartedAt + TimeSpan.FromSeconds(_services.Options.MaxRetrySeconds) - _services.Time.GetUtcNow();

    /// <summary>The attempt may be charged, so another one needs money of its own; without it the generation ends here.</summary>
    private async Task<bool> TopUpAndRetry(AttemptRecord attempt, ProviderRefused refused)
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

    private async Task<bool> Write(
        AttemptRecord attempt, ProviderRefused refused, AttemptState state, bool requeue, RunnerUp? runnerUp = null, string? errorClass = null)
    {
        var conclusion = new AttemptConclusion
        {
            GenerationId = _id,
            AttemptNo = attempt.AttemptNo,
            State = state,
            Billed = state == AttemptState.Unknown ? BilledState.Unknown : BilledState.No,
            ErrorClass = errorClass ?? GenerationErrors.CodeOf(refused.Error),
            ErrorDetailEncrypted = await SealIfPossible(SealedField.AttemptError, refused.Message),
            ProviderRequestId = ProviderTexts.RequestId(refused.RequestId),
            Requeue = requeue,
            Elsewhere = runnerUp?.Change,
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
            _services.Instruments.Unknown(_record!.Attempts[^1].Model);
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

        var wait = RetryRule.Backoff(AttemptsOf(attempt.Model), refused.RetryAfter, Random.Shared.NextDouble());
        return Queue(_services.Time.GetUtcNow() + wait);
    }

    /// <summary>What the provider charges, at the price and rate pinned on the hold.</summary>
    private ImageFacts FactsOf(AttemptRecord attempt, OfferedModel model, ProviderUsage? usage, TimeSpan elapsed)
    {
        var cost = AttemptCost.Of(usage, model, HoldOf(attempt));
        return new ImageFacts
        {
            AttemptNo = attempt.AttemptNo,
            HoldId = attempt.HoldId,
            Model = model.Name,
            ProviderCostMicros = cost.Cost.Micros,
            CostSource = cost.Source,
            ProviderAmount = cost.ProviderAmount,
            ProviderCurrency = cost.ProviderCurrency,
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
        ModelProvider = conclusion.Elsewhere?.ModelProvider ?? record.ModelProvider,
        ModelName = conclusion.Elsewhere?.ModelName ?? record.ModelName,
        MetadataJson = conclusion.Elsewhere?.MetadataJson ?? record.MetadataJson,
        Attempts =
        [
            .. record.Attempts.SkipLast(1),
            record.Attempts[^1] with { State = conclusion.State, Billed = conclusion.Billed, ErrorClass = conclusion.ErrorClass },
        ],
    };
}
