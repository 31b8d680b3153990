using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Generations;

/// <content>
/// Going to the runner-up: the row changes its model in the write that concludes the last attempt, then the money is held at the new
/// price, then it waits in the other account's queue. Whoever finds it in between goes on from there.
/// </content>
public sealed partial class GenerationLife
{
    /// <summary>The runner-up while it can still take over; null where there is none, or it was asked already.</summary>
    private async Task<RunnerUp?> FindRunnerUp() =>
        GenerationCourse.HasRunnerUp(_record!) ? await OfferOf(_record!.FallbackModel!) : null;

    /// <summary>What a model says to the order as it was accepted.</summary>
    private async Task<RunnerUp?> OfferOf(string model)
    {
        var record = _record!;
        _order ??= await OrderInClear.Open(_services.Sealer, record);
        return RunnerUp.Find(model, record, _order, await _services.Models.Get(), _services.Providers, _services.Time.GetUtcNow());
    }

    /// <summary>Waits for a slot, unless the account is closed for so long that the runner-up is asked instead.</summary>
    private async Task<bool> QueueOrFallBack()
    {
        var record = _record!;
        var models = await _services.Models.Get();
        var model = models.Find(record.Model);
        var closedFor = model is null ? TimeSpan.Zero : models.Status(model.QuotaPool)?.PausedUntil - _services.Time.GetUtcNow();
        var isLong = closedFor > TimeSpan.FromSeconds(_services.Options.FallbackAfterSeconds);
        return (model is null || isLong) && await FindRunnerUp() is { } runnerUp && models.IsPoolAvailable(runnerUp.Model.QuotaPool)
            ? await FallBackUncalled(runnerUp, model?.QuotaPool, isLong ? "unreachable" : "model_unavailable")
            : await Queue(notBefore: null);
    }

    /// <summary>
    /// Goes to the runner-up although nothing was called. The attempt's row says so all the same, since each attempt has one model; should the
    /// process end between its two writes, it is a free call that is made again.
    /// </summary>
    private async Task<bool> FallBackUncalled(RunnerUp runnerUp, string? pool, string errorClass)
    {
        var record = _record!;
        if (GenerationCourse.Next(record, hasSlot: true) is not CallStep step)
        {
            return true;
        }

        var uncalled = NewAttemptOf(step, record.ModelProvider, record.ModelName, pool ?? record.ModelProvider, CallKind.Repeatable);
        return await Begin(step, uncalled, slot: null) is not { } attempt
            || await Write(attempt, Refused(ProviderError.Unreachable, BilledState.No, GenerationErrors.SentenceOf(errorClass)), AttemptState.Failed, requeue: true, runnerUp, errorClass);
    }

    /// <summary>
    /// Holds what the runner-up costs. Where that does not fit, or it is gone meanwhile, the generation ends for the reason for which the
    /// first model was left.
    /// </summary>
    private async Task<StepOutcome> Fund(FundStep step)
    {
        if (GenerationCourse.Next(_record!, hasSlot: false) != step)
        {
            return StepOutcome.Done;
        }

        if ((await _services.Models.Get()).Find(_record!.Model)?.Freeze is not null)
        {
            // Its money can wait as it does; the account's scheduler finds it once the freeze is lifted.
            return StepOutcome.Unavailable;
        }

        var offer = await OfferOf(_record!.Model);
        if (_order!.Result == OpenResult.UnknownKey)
        {
            LogKeyMissing(_id);
            return StepOutcome.Unavailable;
        }

        if (offer is null)
        {
            return await EndAs(step.Last);
        }

        var reply = await Ask(budget => budget.TopUp(new TopUp
        {
            FirstHoldId = step.Last.HoldId,
            GenerationId = _id,
            AttemptNo = step.Last.AttemptNo + 1,
            Ceiling = offer.Ceiling,
            ReplacesFirst = step.ReplacesHold,
        }));
        return reply switch
        {
            BudgetUnavailable => StepOutcome.Unavailable,
            BudgetAccepted { Holds: [{ State: HoldState.Open } hold, ..] } => await AfterFunding(hold),
            BudgetRefused refused => await EndUnfunded(step, refused),
            _ => await EndAs(step.Last),
        };
    }

    private async Task<StepOutcome> AfterFunding(HoldView hold)
    {
        await Load();
        if (_record!.HasEnded)
        {
            // Somebody called it off meanwhile, and nothing is left that would need the money.
            await Ask(budget => budget.Release(new Release { HoldId = hold.Id, Reason = "ended", GenerationId = _id }));
            return StepOutcome.Done;
        }

        _services.Instruments.FellBack(_record.Model);
        return StepOutcome.Done;
    }

    private Task<StepOutcome> EndUnfunded(FundStep step, BudgetRefused refused)
    {
        LogNotFunded(_id, refused.Reason);
        return EndAs(step.Last);
    }

    /// <summary>Ends it as its last attempt left it.</summary>
    private Task<StepOutcome> EndAs(AttemptRecord last) => last.State is AttemptState.Unknown or AttemptState.Settled
        ? EndUnsettled(last)
        : End(last.HoldId, EndAfter(last), last.ErrorClass ?? "failed");
}
