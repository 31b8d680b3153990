using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <content>One provider call under its lease, and what follows its answer.</content>
public sealed partial class GenerationLife
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMinutes(5);

    // Between questions that a vendor refuses without saying when to come back.
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UnknownPace = TimeSpan.FromSeconds(2);

    // Cancelled when somebody calls the generation off while a provider works.
    private readonly CancellationTokenSource _stop = new();

    private void StopCall() => _stop.Cancel();

    private async Task<bool> Work(IImageProvider provider, OfferedModel model, AttemptRecord attempt, Slot? slot)
    {
        if (_record!.CancelRequestedAt is not null)
        {
            StopCall();
        }

        using var worked = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        var lease = KeepLease(attempt, slot, worked.Token);
        try
        {
            var answer = await CallTraced(provider, model, attempt);
            var elapsed = _services.Time.GetUtcNow() - attempt.StartedAt;
            Report(answer, model, elapsed, slot);
            return answer switch
            {
                ProviderDone done => await Finish(attempt, model, done, elapsed, slot),
                ProviderRefused refused => await Conclude(attempt, model, refused, elapsed),
                _ => throw new InvalidOperationException($"An adapter ended a call with {answer.GetType().Name}."),
            };
        }
        finally
        {
            await worked.CancelAsync();
            await lease;
        }
    }

    /// <summary>
    /// Tells what the call said of its provider. The slot of an image is given back once that is stored: while the store is slow, what waits
    /// are rows, and not more and more images in memory.
    /// </summary>
    private void Report(ProviderAnswer answer, OfferedModel model, TimeSpan elapsed, Slot? slot)
    {
        var refused = answer as ProviderRefused;
        _services.Instruments.Called(model, answer, elapsed);
        slot?.Report(HealthOf(refused), refused?.RetryAfter);
        if (answer is not ProviderDone)
        {
            _news.Forget();
            slot?.Return();
        }
    }

    private static CallHealth HealthOf(ProviderRefused? refused) => refused?.Error switch
    {
        null or ProviderError.InvalidRequest or ProviderError.ContentBlockedInput or ProviderError.ContentBlockedOutput => CallHealth.Good,
        ProviderError.RateLimited => CallHealth.Throttled,
        ProviderError.Cancelled => CallHealth.Unknown,
        _ => CallHealth.Bad,
    };

    private async Task<ProviderAnswer> CallTraced(IImageProvider provider, OfferedModel model, AttemptRecord attempt)
    {
        using var span = ProviderSpan.Begin(model, attempt);
        var answer = await Call(provider, model, attempt);
        ProviderSpan.Tell(span, answer);
        return answer;
    }

    /// <summary>Calls the provider; whatever happens becomes an answer, but for a closing process.</summary>
    private async Task<ProviderAnswer> Call(IImageProvider provider, OfferedModel model, AttemptRecord attempt)
    {
        using var timeout = new CancellationTokenSource(model.Timeout, _services.Time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token);
        try
        {
            _news.Forget();
            return await UntilAnswered(provider, CallOf(model, attempt) with { PartialImages = await PartialsOf(model) }, attempt, patience.Token);
        }
        catch (OperationCanceledException) when (!_closing.IsCancellationRequested)
        {
            return _stop.IsCancellationRequested && attempt.CallKind == CallKind.Repeatable
                ? Refused(ProviderError.Cancelled, BilledState.No, "The call was called off.")
                : Refused(ProviderError.OutcomeUnknown, BilledState.Unknown, $"The provider did not answer within {model.Timeout.TotalSeconds:0} s.");
        }
        catch (Exception defect) when (defect is not OperationCanceledException and not DonatelloAI.Contracts.StorageUnavailableException)
        {
            LogAdapterDefect(defect, _id, model.Name);
            return Refused(ProviderError.OutcomeUnknown, BilledState.Unknown, "The call failed in a way that tells nothing about its outcome.");
        }
    }

    /// <summary>A call until its answer; what listens to its job is called off with it, and nobody waits for that.</summary>
    private async Task<ProviderAnswer> UntilAnswered(IImageProvider provider, ProviderCall call, AttemptRecord attempt, CancellationToken patience)
    {
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(patience);
        try
        {
            return await AskUntilAnswered(provider, call, attempt, answered.Token, patience);
        }
        finally
        {
            await answered.CancelAsync();
        }
    }

    /// <summary>A job is asked for at its vendor's pace, also by whoever takes it over: others may have asked a moment ago.</summary>
    private async Task<ProviderAnswer> AskUntilAnswered(
        IImageProvider provider, ProviderCall call, AttemptRecord attempt, CancellationToken answered, CancellationToken patience)
    {
        var job = KnownJob(attempt);
        var answer = job is null ? await Start(provider, call, attempt, patience) : new ProviderWorking(job);
        var (refusals, isHeard) = (0, false);
        while (JobOf(answer, job) is { } working)
        {
            if (working.Id != job?.Id)
            {
                await Persist(() => _services.Store.KeepJob(_id, attempt.AttemptNo, _owner, working));
            }

            job = working;
            if (_stop.IsCancellationRequested && await provider.Cancel(call, job, patience))
            {
                return Refused(ProviderError.Cancelled, BilledState.No, "The job was called off.");
            }

            if (!isHeard)
            {
                isHeard = true;
                Listen(provider, call, job, answered).Ignore();
            }

            refusals = answer is ProviderRefused ? refusals + 1 : 0;
            await Pause(PauseBeforeNext(job, answer as ProviderRefused, refusals), isDoubt: refusals > 0, patience);
            _news.Looked();
            answer = await provider.Poll(call, job, patience);
        }

        return answer;
    }

    /// <summary>Hears what a vendor tells of its job unasked; whatever becomes of that, the job is asked for.</summary>
    private async Task Listen(IImageProvider provider, ProviderCall call, ProviderJob job, CancellationToken answered)
    {
        try
        {
            await provider.Listen(call, job, answered);
        }
        catch (OperationCanceledException) when (answered.IsCancellationRequested)
        {
            // The job has its answer.
        }
        catch (Exception defect)
        {
            LogDeaf(defect, _id, call.Model.Name);
        }
    }

    /// <summary>Waits for the next question, or until the vendor says by itself that the job has ended. A refused question waits all of its time.</summary>
    private async Task Pause(TimeSpan pause, bool isDoubt, CancellationToken patience)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience);
        var pausing = Task.Delay(pause, _services.Time, over.Token);
        await (isDoubt ? pausing : Task.WhenAny(pausing, _news.Look));
        await over.CancelAsync();
        patience.ThrowIfCancellationRequested();
    }

    private static ProviderJob? KnownJob(AttemptRecord attempt) =>
        attempt.ProviderJobId is { } id ? new ProviderJob(id, attempt.PollAfter ?? UnknownPace, attempt.JobStateJson) : null;

    /// <summary>
    /// The job to ask for again; null once there is an answer. A question that failed says nothing about the job, which was
    /// paid for: it is asked again until the call's time is over.
    /// </summary>
    private static ProviderJob? JobOf(ProviderAnswer answer, ProviderJob? asked) => answer switch
    {
        ProviderWorking working => working.Job,
        ProviderRefused { Billed: BilledState.Unknown } refused when asked is not null && RetryRule.IsPassing(refused.Error) => asked,
        _ => null,
    };

    /// <summary>
    /// How long to wait before the next question: the vendor's pace, and after a refused question what it asks for, else each time twice as long.
    /// </summary>
    private static TimeSpan PauseBeforeNext(ProviderJob job, ProviderRefused? refused, int refusals)
    {
        var pace = TimeSpan.FromTicks(Math.Clamp(job.PollAfter.Ticks, ShortestPoll.Ticks, LongestPoll.Ticks));
        if (refused is null)
        {
            return pace;
        }

        var doubt = pace * Math.Pow(2, Math.Min(refusals, 10));
        var wish = refused.RetryAfter ?? (doubt < LongestDoubt ? doubt : LongestDoubt);
        return wish < pace ? pace : wish < LongestPoll ? wish : LongestPoll;
    }

    /// <summary>A free call may be dropped at once when somebody calls it off; a paid one is waited for.</summary>
    private async Task<ProviderAnswer> Start(IImageProvider provider, ProviderCall call, AttemptRecord attempt, CancellationToken patience)
    {
        if (attempt.CallKind != CallKind.Repeatable)
        {
            return await provider.Start(call, patience);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience, _stop.Token);
        return await provider.Start(call, either.Token);
    }

    private ProviderCall CallOf(OfferedModel model, AttemptRecord attempt)
    {
        var facts = OrderFacts.Parse(_record!.MetadataJson);
        return new ProviderCall
        {
            Model = model,
            GenerationId = _id,
            AttemptNo = attempt.AttemptNo,
            Prompt = _order!.Prompt!,
            NegativePrompt = _order.Words?.NegativePrompt,
            Style = _order.Words?.Style,
            Size = ImageSize.TryParse(facts.Size, out var size) ? size : model.Capabilities.DefaultSize,
            Quality = facts.Quality,
            OutputFormat = facts.OutputFormat,
            Background = facts.Background,
            Seed = facts.Seed,
            Listener = _news,
        };
    }

    /// <summary>
    /// Renews the lease while the attempt is worked on. Losing it stops nothing: the call is paid for, and the version decides
    /// whose answer counts.
    /// </summary>
    private async Task KeepLease(AttemptRecord attempt, Slot? slot, CancellationToken worked)
    {
        using var timer = new PeriodicTimer(_services.Options.Lease / 3, _services.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(worked))
            {
                slot?.Keep();
                var write = await _services.Store.Renew(_id, attempt.AttemptNo, _owner, _services.Options.Lease);
                if (write.Result == GenerationWriteResult.Superseded)
                {
                    _isLeaseLost = true;
                    LogLeaseLost(_id, attempt.AttemptNo);
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The attempt is through.
        }
    }

    private static ProviderRefused Refused(ProviderError error, BilledState billed, string message) =>
        new() { Error = error, Billed = billed, Message = message };
}
