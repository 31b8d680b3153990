using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// One generation from its submission to its end, without Orleans: what the grain is a shell of. Keeps the last committed state;
/// whatever is uncertain is read again. One thing at a time writes the generation: see <see cref="_turn"/>.
/// </summary>
public sealed partial class GenerationLife : IDisposable
{
    private readonly Guid _id;
    private readonly GenerationServices _services;
    private readonly string _owner;
    private readonly Action? _rested;
    private readonly ILogger _logger;

    // Held around every write that raises the version, so that a cancel and the driver never race within one activation.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _closing = new();

    private GenerationRecord? _record;
    private OrderInClear? _order;
    private Task _run = Task.CompletedTask;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Makes a life; nothing is read yet.</summary>
    /// <param name="id">The generation.</param>
    /// <param name="owner">Who drives it: process and activation, at most 200 ASCII characters, never used by another activation.</param>
    /// <param name="services">What it needs.</param>
    /// <param name="rested">Called after a driver came to rest.</param>
    public GenerationLife(Guid id, string owner, GenerationServices services, Action? rested = null)
    {
        _rested = rested;
        _id = id;
        _owner = owner;
        _services = services;
        _logger = services.Logger;
        _news = new CallNews(services.PartialRoom, services.Time);
    }

    /// <summary>True once the end is known.</summary>
    public bool HasEnded => _record is { HasEnded: true };

    /// <summary>True while a driver runs.</summary>
    public bool IsBusy => !_run.IsCompleted;

    /// <summary>The driver, done when it has come to rest; for whoever waits on that.</summary>
    internal Task Driver => _run;

    /// <summary>Routes, prices, holds and accepts; answers a repetition with what stands.</summary>
    public async Task<SubmitReply> Submit(SubmitGenerations request)
    {
        await _turn.WaitAsync();
        try
        {
            if (_record is null && request.RequestHash is not null)
            {
                await Load();
            }

            return _record is null ? await Accept(request) : await Replay(request);
        }
        catch (StorageUnavailableException unavailable)
        {
            return new SubmitUnavailable { Message = unavailable.Message };
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The generation once its version has passed <paramref name="seenVersion"/>, or after a while as it stands; null for none.</summary>
    public async Task<GenerationView?> Watch(long seenVersion, TimeSpan patience) =>
        await Until(() => _changed.Task, () => _record!.Version > seenVersion, patience) ? await View(_record!) : null;

    /// <summary>Calls the generation off.</summary>
    public async Task<GenerationReply> Cancel(Caller caller)
    {
        await _turn.WaitAsync();
        try
        {
            return await CancelInTurn(caller);
        }
        catch (StorageUnavailableException unavailable)
        {
            return new GenerationUnavailable(unavailable.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends it if it still waits, in nobody's name; what the database does not take now, the next sweep finds again.</summary>
    public async Task CallOff()
    {
        await _turn.WaitAsync();
        try
        {
            for (var steps = 0; steps < MaxSteps && await Load() is { Status: GenerationStatus.Pending } waiting; steps++)
            {
                if (await End(GenerationCourse.HoldOfNext(waiting), CalledOff(waiting.CancelRequestedBy), "cancelled") == StepOutcome.Unavailable)
                {
                    return;
                }
            }
        }
        catch (StorageUnavailableException unavailable)
        {
            LogLeftToSweep(unavailable, _id);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Hides an ended generation.</summary>
    public async Task<GenerationReply> Delete(Caller caller)
    {
        await _turn.WaitAsync();
        try
        {
            return await DeleteInTurn(caller);
        }
        catch (StorageUnavailableException unavailable)
        {
            return new GenerationUnavailable(unavailable.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Begins to drive on a grant; a grant while one is being used, or while the process ends, goes back unused.</summary>
    public void Drive(SlotGrant grant)
    {
        var slot = new Slot(grant, _services.Peers);
        if (IsBusy || !_services.Drivers.TryBegin())
        {
            slot.Return();
            return;
        }

        _run = Run(slot, reload: false);
    }

    /// <summary>Looks at what is durable and goes on from there, without a grant.</summary>
    public void Resume()
    {
        if (!IsBusy && _services.Drivers.TryBegin())
        {
            _run = Run(slot: null, reload: true);
        }
    }

    /// <summary>
    /// Waits a bounded time for the driver, unless its process has waited for all of them already; what is left is resumed by
    /// somebody else after the lease.
    /// </summary>
    public async Task Close()
    {
        var drain = _services.Drivers.IsClosed ? TimeSpan.Zero : TimeSpan.FromSeconds(_services.Options.DrainSeconds);
        await _run.WaitAsync(drain, _services.Time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _closing.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _news.Forget();
        _turn.Dispose();
        _stop.Dispose();
        _closing.Dispose();
    }

    private async Task<GenerationReply> CancelInTurn(Caller caller)
    {
        while (true)
        {
            var record = _record ?? await Load();
            if (record is null || !record.IsVisibleTo(caller))
            {
                return NotFound();
            }

            if (record is { Status: GenerationStatus.Cancelled, DeletedAt: null })
            {
                // Whoever lost the first answer asks again and is told the same.
                return new GenerationAnswer(await View(record));
            }

            if (record.HasEnded)
            {
                return new GenerationRefused(GenerationRefusal.AlreadyEnded, $"The generation has ended as {NameOf(record.Status)}: there is nothing to cancel.");
            }

            var outcome = record.Status == GenerationStatus.Pending
                ? await End(GenerationCourse.HoldOfNext(record), CalledOff(record.CancelRequestedBy ?? caller.UserId), "cancelled")
                : await AskToStop(caller, record);
            switch (outcome)
            {
                case StepOutcome.Done:
                    return new GenerationAnswer(await View(_record!));
                case StepOutcome.Unavailable:
                    return new GenerationUnavailable("The cancellation could not be stored: try again.");
            }

            await Load();
        }
    }

    private async Task<StepOutcome> AskToStop(Caller caller, GenerationRecord record)
    {
        if (record.CancelRequestedAt is not null)
        {
            StopCall();
            return StepOutcome.Done;
        }

        var now = _services.Time.GetUtcNow();
        var write = await Persist(() => _services.Store.RequestCancel(_id, record.Version, caller.UserId, now));
        if (write.Result != GenerationWriteResult.Done)
        {
            return OutcomeOf(write);
        }

        Keep(record with { CancelRequestedAt = now, CancelRequestedBy = caller.UserId, Version = write.Version });
        StopCall();
        return StepOutcome.Done;
    }

    private async Task<GenerationReply> DeleteInTurn(Caller caller)
    {
        while (true)
        {
            var record = await Load();
            if (record is null || !record.IsVisibleTo(caller))
            {
                return NotFound();
            }

            if (!record.HasEnded)
            {
                return new GenerationRefused(GenerationRefusal.NotEnded, "The generation has not ended: cancel it first, then delete it.");
            }

            if (record.DeletedAt is not null)
            {
                return await RemoveFiles(record);
            }

            var now = _services.Time.GetUtcNow();
            var write = await Persist(() => _services.Store.Delete(_id, record.Version, caller.UserId, now));
            if (write.Result == GenerationWriteResult.Done)
            {
                Keep(record with { DeletedAt = now, Version = write.Version });
                return await RemoveFiles(_record!);
            }

            if (OutcomeOf(write) != StepOutcome.Superseded)
            {
                return new GenerationUnavailable("The deletion could not be stored: try again.");
            }
        }
    }

    /// <summary>Links that were given out open files and ask nobody, so a deletion is done when the files are gone.</summary>
    private async Task<GenerationReply> RemoveFiles(GenerationRecord record)
    {
        try
        {
            if (!await SettleFromFiles(record))
            {
                return new GenerationUnavailable("The generation is deleted, and what an attempt cost could not be settled yet: send the request again.");
            }

            await PictureRemoval.Remove(_services.Images, _record!);
            return new GenerationAnswer(await View(_record!));
        }
        catch (Exception outage) when (outage is not OperationCanceledException)
        {
            LogNotRemoved(outage, _id);
            return new GenerationUnavailable("The generation is deleted, but its files could not be removed: send the request again.");
        }
    }

    private async Task<GenerationRecord?> Load()
    {
        if (await _services.Store.Find(_id) is { } found)
        {
            Keep(found);
        }

        return _record;
    }

    /// <summary>Takes a state over as the committed one and tells those who watch.</summary>
    private void Keep(GenerationRecord record)
    {
        var isNews = _record is null || record.Version != _record.Version;
        _record = record;
        if (isNews)
        {
            var signal = _changed;
            _changed = NewSignal();
            signal.TrySetResult();
        }
    }

    private async Task<GenerationView> View(GenerationRecord record)
    {
        var order = _order ?? await OrderInClear.Open(_services.Sealer, record);
        return await GenerationViews.Of(record, order, _services.Sealer);
    }

    private static GenerationRefused NotFound() => new(GenerationRefusal.NotFound, "There is no such generation.");

    private static string NameOf(GenerationStatus status) => status switch
    {
        GenerationStatus.Completed => "completed",
        GenerationStatus.Failed => "failed",
        _ => "cancelled",
    };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
