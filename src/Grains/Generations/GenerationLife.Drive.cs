using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <content>The driver: from what is durable to the next thing that has to happen, until nothing has to.</content>
public sealed partial class GenerationLife
{
    /// <summary>Steps of one run; a life that needs more is turning in circles, which the sweep then looks at again.</summary>
    private const int MaxSteps = 50;

    private static readonly TimeSpan SetUpAgain = TimeSpan.FromSeconds(30);

    private async Task Run(Slot? slot, bool reload)
    {
        // The grain's call must return before anything long begins.
        await Task.Yield();
        try
        {
            if ((reload || _record is null) && await Load() is null)
            {
                return;
            }

            await FollowTraced(slot);
        }
        catch (StorageUnavailableException unavailable)
        {
            LogLeftToSweep(unavailable, _id);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            LogClosed(_id);
        }
        catch (Exception broken)
        {
            LogBroken(broken, _id);
        }
        finally
        {
            slot?.Return();
            Forget();
            _services.Drivers.End();
        }

        _rested?.Invoke();
    }

    /// <summary>Takes the steps, as part of the trace of the request that ordered the generation.</summary>
    private async Task FollowTraced(Slot? slot)
    {
        var trace = OrderFacts.Parse(_record!.MetadataJson).TraceParent;
        RequestTrace.Enter(trace);
        using var span = Tracing.Continue("drive generation", trace);
        span?.SetTag("donatello.generation.id", _id);
        await Follow(slot);
        await AssumeUnresolved();
    }

    /// <summary>Texts in clear stay in memory no longer than somebody works with them.</summary>
    private void Forget()
    {
        if (HasEnded)
        {
            _order = null;
            _failure = null;
        }
    }

    private async Task Follow(Slot? slot)
    {
        for (var steps = 0; steps < MaxSteps; steps++)
        {
            var step = GenerationCourse.Next(_record!, slot?.IsValid(_services.Time.GetUtcNow()) == true);
            if (!await Take(step, slot))
            {
                return;
            }
        }

        LogTurningInCircles(_id, MaxSteps);
    }

    /// <summary>Takes a step; true when the next one is to be looked for.</summary>
    private async Task<bool> Take(CourseStep step, Slot? slot) => step switch
    {
        CallStep call => await Attempt(call, slot!),
        RecoverStep recover => await Recover(recover.Attempt),
        CallOffStep callOff => await InTurn(() => End(callOff.HoldId, CalledOff(_record!.CancelRequestedBy), "cancelled")),
        FailStep fail => await InTurn(() => EndAs(fail.Attempt)),
        FailUnsettledStep fail => await InTurn(() => EndAs(fail.Attempt)),
        FundStep fund => await InTurn(() => Fund(fund)),
        QueueStep => await QueueOrFallBack(),
        _ => false,
    };

    private async Task<bool> Attempt(CallStep step, Slot slot)
    {
        var record = _record!;
        var models = await _services.Models.Get();
        var model = models.Find(record.Model);
        if (model?.Freeze is not null || models.Freezes.Holds(record.DepartmentId))
        {
            // It stays as it is; the schedulers find it once the freeze is lifted.
            return false;
        }

        if (model is not { IsActive: true } || _services.Providers.Find(record.ModelProvider) is not { } provider || provider.Missing(model) is not null)
        {
            return await FindRunnerUp() is { } runnerUp
                ? await FallBackUncalled(runnerUp, model?.QuotaPool, "model_unavailable")
                : await InTurn(() => End(step.HoldId, EndOf(GenerationOutcome.Failed, "model_unavailable"), "model_unavailable"));
        }

        if (slot.Pool != model.QuotaPool)
        {
            // Another account's: of a model that the generation has left, or before an operator moved the model.
            slot.Return();
            return await Queue(notBefore: null);
        }

        _order ??= await OrderInClear.Open(_services.Sealer, record);
        if (_order.Result == Users.OpenResult.UnknownKey)
        {
            LogKeyMissing(_id);
            return await Queue(_services.Time.GetUtcNow() + SetUpAgain);
        }

        if (_order.Prompt is null)
        {
            return await InTurn(() => End(step.HoldId, EndOf(GenerationOutcome.Failed, "prompt_unreadable"), "prompt_unreadable"));
        }

        if (await CheckPrompt(step, slot) is { } isDecided)
        {
            return isDecided;
        }

        var begun = await Begin(step, NewAttemptOf(step, model.ProviderName, model.ModelName, model.QuotaPool, model.Capabilities.CallKind), slot);
        return begun is null || await Work(provider, model, begun, slot);
    }

    /// <summary>Makes the attempt durable; null when somebody else got there first, or a cancel did.</summary>
    private async Task<AttemptRecord?> Begin(CallStep step, NewAttempt attempt, Slot? slot)
    {
        await _turn.WaitAsync();
        try
        {
            var record = _record!;
            if (GenerationCourse.Next(record, hasSlot: true) != step)
            {
                return null;
            }

            var write = await Persist(() => _services.Store.Begin(attempt, record.Version));
            if (write.Result == GenerationWriteResult.Done)
            {
                slot?.Use();
                Keep(record with
                {
                    Status = GenerationStatus.Processing,
                    Version = write.Version,
                    Attempts = [.. record.Attempts, Begun(attempt, write.LeaseUntil ?? attempt.StartedAt + attempt.Lease)],
                });
                return _record!.Attempts[^1];
            }

            if (write.Result == GenerationWriteResult.Refused)
            {
                // No call goes without its row, and none would ever be taken.
                LogNotWritten(_id, write.Detail);
                await End(step.HoldId, EndOf(GenerationOutcome.Failed, "model_unavailable"), "model_unavailable");
                return null;
            }

            await Load();
            if (_record!.Version == record.Version)
            {
                // Nobody else was faster, so it may be a freeze that this silo has not heard of.
                await _services.Models.Reload();
            }

            if (_record!.Attempts is [.., { State: AttemptState.Started } last] && last.AttemptNo == step.AttemptNo && last.Owner == _owner)
            {
                slot?.Use();
                return last;
            }

            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Asks the scheduler for a slot.</summary>
    private async Task<bool> Queue(DateTimeOffset? notBefore)
    {
        var record = _record!;
        var model = (await _services.Models.Get()).Find(record.Model);
        if (model is null)
        {
            return await InTurn(() => End(GenerationCourse.HoldOfNext(record), EndOf(GenerationOutcome.Failed, "model_unavailable"), "model_unavailable"));
        }

        var waiting = new WaitingGeneration(record.Id, record.DepartmentId, record.BatchId is not null, record.CreatedAt);
        _services.Peers.Pool(model.QuotaPool).Offer([waiting], notBefore).Ignore();
        return false;
    }

    private async Task<bool> InTurn(Func<Task<StepOutcome>> step)
    {
        await _turn.WaitAsync();
        try
        {
            switch (await step())
            {
                case StepOutcome.Done:
                    return true;
                case StepOutcome.Superseded:
                    await Load();
                    return true;
                default:
                    return false;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes again while the database takes nothing; an outcome that nobody knows is for the caller to read.</summary>
    private async Task<GenerationWrite> Persist(Func<Task<GenerationWrite>> write)
    {
        for (var tries = 1; ; tries++)
        {
            var result = await write();
            if (result.Result != GenerationWriteResult.Unavailable || tries >= _services.Options.MaxWriteTries)
            {
                return result;
            }

            LogNotWritten(_id, result.Detail);
            await Pause(tries);
        }
    }

    /// <summary>What a write means for its step; an outcome that nobody knows is read again like one that was superseded.</summary>
    private static StepOutcome OutcomeOf(GenerationWrite write) => write.Result switch
    {
        GenerationWriteResult.Done => StepOutcome.Done,
        GenerationWriteResult.Superseded or GenerationWriteResult.Unknown => StepOutcome.Superseded,
        _ => StepOutcome.Unavailable,
    };

    private Task Pause(int tries) =>
        Task.Delay(TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(tries, 6))), _services.Time, _closing.Token);

    private NewAttempt NewAttemptOf(CallStep step, string modelProvider, string modelName, string quotaPool, CallKind callKind) => new()
    {
        GenerationId = _id,
        OrganizationId = _record!.OrganizationId,
        DepartmentId = _record.DepartmentId,
        UserId = _record.UserId,
        AttemptNo = step.AttemptNo,
        HoldId = step.HoldId,
        ModelProvider = modelProvider,
        ModelName = modelName,
        QuotaPool = quotaPool,
        CallKind = callKind,
        Owner = _owner,
        Lease = _services.Options.Lease,
        StartedAt = _services.Time.GetUtcNow(),
    };

    private static AttemptRecord Begun(NewAttempt attempt, DateTimeOffset leaseUntil) => new()
    {
        Id = attempt.Id,
        AttemptNo = attempt.AttemptNo,
        HoldId = attempt.HoldId,
        ModelProvider = attempt.ModelProvider,
        ModelName = attempt.ModelName,
        CallKind = attempt.CallKind,
        State = AttemptState.Started,
        Owner = attempt.Owner,
        LeaseUntil = leaseUntil,
        LeaseExpired = false,
        StartedAt = attempt.StartedAt,
    };
}

/// <summary>How a step that writes came out.</summary>
internal enum StepOutcome
{
    /// <summary>Durable.</summary>
    Done = 0,

    /// <summary>Somebody else wrote the generation; read it again.</summary>
    Superseded = 1,

    /// <summary>The database does not take it; the sweep will come back to it.</summary>
    Unavailable = 2,
}
