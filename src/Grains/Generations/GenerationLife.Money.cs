using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Generations;

/// <content>Ends: the ledger writes them in the commit that closes the money. All of it runs inside <see cref="_turn"/>.</content>
public sealed partial class GenerationLife
{
    /// <summary>Releases a hold and ends the generation without an image.</summary>
    private async Task<StepOutcome> End(Guid holdId, GenerationEnd end, string reason)
    {
        var full = await WithMessage(end);
        var reply = await Ask(budget => budget.Release(new Release { HoldId = holdId, Reason = reason, End = full, GenerationId = _id }));
        return await AfterClose(reply, holdId, full);
    }

    /// <summary>
    /// Settles an attempt and ends the generation. Where somebody else has taken the generation over meanwhile, the attempt's
    /// money is settled alone, if that attempt is still open: a late result is charged once and ends nothing.
    /// </summary>
    private async Task<StepOutcome> Settle(AttemptRecord attempt, ImageFacts facts, GenerationEnd? end)
    {
        if (end is not null && !IsRunning(attempt))
        {
            // Seen meanwhile: somebody else went on, so that the version known here is not this attempt's any more.
            if (StateOf(attempt) != AttemptState.Unknown)
            {
                return await KeepLate(attempt, facts);
            }

            end = null;
        }

        while (true)
        {
            var reply = await Ask(budget => budget.Settle(SettleOf(attempt, facts, end)));
            if (reply is BudgetAccepted { Replayed: false } or BudgetUnavailable)
            {
                return await AfterClose(reply, facts.HoldId, end);
            }

            await Load();
            var current = _record!.Attempts.FirstOrDefault(candidate => candidate.AttemptNo == attempt.AttemptNo);
            var isMine = _record is { HasEnded: false } && current is { State: AttemptState.Started } && current.Owner == _owner;
            var hasChanged = reply is BudgetRefused { Reason: BudgetRefusal.GenerationChanged };
            if (isMine && end is not null)
            {
                if (!hasChanged)
                {
                    return await AfterClose(reply, facts.HoldId, end);
                }

                if (_record.Version == end.ExpectedVersion)
                {
                    return StepOutcome.Superseded;
                }

                end = end with { ExpectedVersion = _record.Version };
            }
            else if (hasChanged && current?.State == AttemptState.Unknown)
            {
                end = null;
            }
            else
            {
                return await KeepLate(attempt, facts);
            }
        }
    }

    /// <summary>True while the generation stands by this attempt, as far as is known here.</summary>
    private bool IsRunning(AttemptRecord attempt) =>
        _record is { HasEnded: false, Attempts: [.., { State: AttemptState.Started or AttemptState.Succeeded } last] } && last.AttemptNo == attempt.AttemptNo;

    private AttemptState? StateOf(AttemptRecord attempt) =>
        _record!.Attempts.FirstOrDefault(known => known.AttemptNo == attempt.AttemptNo)?.State;

    /// <summary>
    /// Ends the generation while an attempt that may be charged keeps its money held. Money for an attempt that was never made
    /// is released by the same end.
    /// </summary>
    private async Task<StepOutcome> EndUnsettled(AttemptRecord attempt)
    {
        var end = EndAfter(attempt);
        return SpareHold() is { } spare
            ? await End(spare.Id, end, end.ErrorCode ?? "cancelled")
            : await EndWithoutMoney(await WithMessage(end));
    }

    private async Task<StepOutcome> EndWithoutMoney(GenerationEnd end)
    {
        var now = _services.Time.GetUtcNow();
        var write = await Persist(() => _services.Store.EndUnsettled(_id, end, now));
        if (write.Result == GenerationWriteResult.Done)
        {
            KeepEnd(end, write.Version, now);
        }

        // Whatever the database does not take of the end, it takes an end without words.
        return write.Result == GenerationWriteResult.Refused && end.ErrorMessageEncrypted is not null
            ? await EndWithoutMoney(end with { ErrorMessageEncrypted = null })
            : OutcomeOf(write);
    }

    private OpenHold? SpareHold() =>
        _record!.Holds.FirstOrDefault(hold => _record.Attempts.All(attempt => attempt.HoldId != hold.Id));

    /// <summary>An attempt that nobody could clear up in time is charged: from its image if one has turned up, else its ceiling.</summary>
    private async Task AssumeUnresolved()
    {
        var before = _services.Time.GetUtcNow() - _services.Options.AssumeAfter;
        foreach (var attempt in _record!.Attempts.Where(attempt => attempt.State == AttemptState.Unknown && attempt.StartedAt <= before))
        {
            var facts = (await ShelfOf(attempt).Find(_closing.Token))?.Facts ?? AssumedFacts(attempt);
            await InTurn(() => Settle(attempt, facts, end: null));
            await RemoveIfDeleted(attempt);
        }
    }

    private ImageFacts AssumedFacts(AttemptRecord attempt) => new()
    {
        AttemptNo = attempt.AttemptNo,
        HoldId = attempt.HoldId,
        Model = attempt.Model,
        RequestId = attempt.ProviderRequestId,
        ProviderCostMicros = (HoldOf(attempt)?.Amount ?? Money.Zero).Micros,
        CostSource = CostSource.Assumed,
        GenerationTimeMs = 0,
    };

    private async Task<StepOutcome> AfterClose(BudgetReply reply, Guid holdId, GenerationEnd? end)
    {
        switch (reply)
        {
            case BudgetAccepted { Replayed: false, Holds: [var hold, ..] } when end is not null:
                KeepEnd(end, end.ExpectedVersion + 1, hold.ClosedAt ?? _services.Time.GetUtcNow(), hold);
                return StepOutcome.Done;
            case BudgetAccepted:
                return await AfterReplay(end);
            case BudgetUnavailable unavailable:
                LogNotClosed(_id, holdId, unavailable.Message);
                return StepOutcome.Unavailable;
            case BudgetRefused { Reason: BudgetRefusal.GenerationChanged }:
                return StepOutcome.Superseded;
            case BudgetRefused refused:
                return await AfterRefusal(refused, holdId, end);
            default:
                throw new InvalidOperationException($"A ledger answered with {reply.GetType().Name}.");
        }
    }

    /// <summary>The hold was closed otherwise, by an operator perhaps: the work must end all the same, without money.</summary>
    private Task<StepOutcome> AfterRefusal(BudgetRefused refused, Guid holdId, GenerationEnd? end)
    {
        LogCloseRefused(_id, holdId, refused.Message);
        return AfterReplay(end);
    }

    /// <summary>The money was closed before. So was the work, if one commit did both; otherwise it ends now.</summary>
    private async Task<StepOutcome> AfterReplay(GenerationEnd? end)
    {
        var record = await Load();
        if (end is null || record is null or { HasEnded: true })
        {
            return StepOutcome.Done;
        }

        var again = end with { ExpectedVersion = record.Version };
        return end.Outcome != GenerationOutcome.Completed && SpareHold() is { } spare
            ? await End(spare.Id, again, end.ErrorCode ?? "cancelled")
            : await EndWithoutMoney(again);
    }

    /// <summary>Asks the ledger, again while it does not know: every verb may be repeated.</summary>
    private async Task<BudgetReply> Ask(Func<IDepartmentBudgetGrain, Task<BudgetReply>> verb)
    {
        var budget = _services.Peers.Budget(_record!.DepartmentId);
        for (var tries = 1; ; tries++)
        {
            var reply = await BudgetCalls.Safely(() => verb(budget));
            if (reply is not BudgetUnavailable || tries >= _services.Options.MaxWriteTries)
            {
                return reply;
            }

            await Pause(tries);
        }
    }

    private Settle SettleOf(AttemptRecord attempt, ImageFacts facts, GenerationEnd? end) => new()
    {
        HoldId = facts.HoldId,
        GenerationId = _id,
        AttemptNo = attempt.AttemptNo,
        ProviderCost = facts.ProviderCost,
        Source = facts.CostSource,
        ModelProvider = attempt.ModelProvider,
        ProviderRequestId = facts.RequestId,
        FactsJson = facts.WithoutTexts().ToJson(),
        ProviderAmount = facts.ProviderAmount,
        ProviderCurrency = facts.ProviderCurrency,
        End = end,
    };

    private GenerationEnd EndOf(GenerationOutcome outcome, string code) => new()
    {
        Outcome = outcome,
        ExpectedVersion = _record!.Version,
        ErrorCode = outcome == GenerationOutcome.Failed ? code : null,
        RetryCount = Math.Max(0, _record.Attempts.Count - 1),
    };

    /// <summary>The end that somebody asked for, and who: the record of it names them, not the owner.</summary>
    private GenerationEnd CalledOff(Guid? actorId) => EndOf(GenerationOutcome.Cancelled, "cancelled") with { ActorId = actorId };

    /// <summary>What an attempt that failed for good means for its generation: the wish to stop it counts more than the failure.</summary>
    private GenerationEnd EndAfter(AttemptRecord attempt)
    {
        var code = attempt.ErrorClass ?? "server_error";
        var isCancelled = _record!.CancelRequestedAt is not null && attempt.State is not AttemptState.Unknown;
        return isCancelled ? CalledOff(_record.CancelRequestedBy) : EndOf(GenerationOutcome.Failed, code);
    }

    private async Task<GenerationEnd> WithMessage(GenerationEnd end)
    {
        if (end.ErrorCode is not { } code)
        {
            return end;
        }

        var message = _failure ?? GenerationErrors.SentenceOf(code);
        return end with { ErrorMessageEncrypted = await SealIfPossible(SealedField.GenerationError, message) };
    }

    /// <summary>Null where the owner's key cannot be used: work and money end without words, too.</summary>
    private async Task<string?> SealIfPossible(SealedField field, string text)
    {
        try
        {
            return await _services.Sealer.Seal(_record!.UserId, _record.OrganizationId, field, _id, ProviderTexts.Encodable(text));
        }
        catch (PersonalKeyException unusable)
        {
            LogNotSealed(unusable, _id);
            return null;
        }
    }

    private void KeepEnd(GenerationEnd end, long version, DateTimeOffset at, HoldView? closed = null)
    {
        var record = _record!;
        Keep(record with
        {
            Status = end.Outcome.ToStatus(),
            Version = version,
            CompletedAt = at,
            ImageName = end.ImageUrl,
            ThumbnailName = end.ThumbnailUrl,
            GenerationTimeMs = end.GenerationTimeMs,
            ErrorCode = end.ErrorCode,
            ErrorMessageEncrypted = end.ErrorMessageEncrypted,
            IsNsfw = end.IsNsfw,
            RetryCount = end.RetryCount,
            ParametersEncrypted = end.ModelParametersEncrypted ?? record.ParametersEncrypted,
            ContentSafety = end.ContentSafetyScore,
            PostProcessingStepsJson = end.PostProcessingStepsJson,
            Cost = record.Cost + (closed?.Charged ?? Money.Zero),
            Holds = closed is null ? record.Holds : [.. record.Holds.Where(hold => hold.Id != closed.Id)],
        });
        _services.Instruments.Ended(end.Outcome, end.ErrorCode, at - record.CreatedAt);
    }
}
