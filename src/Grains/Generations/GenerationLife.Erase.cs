using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Generations;

/// <content>Taking what is its owner's out of a generation; what it cost stays.</content>
public sealed partial class GenerationLife
{
    /// <summary>Takes everything of its owner's out of it; not while a call is under way or nobody knows what one cost.</summary>
    public async Task<GenerationReply> Erase(Caller caller)
    {
        await _turn.WaitAsync();
        try
        {
            return await EraseInTurn(caller);
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

    private async Task<GenerationReply> EraseInTurn(Caller caller)
    {
        var called = await CancelInTurn(caller);
        if (called is GenerationUnavailable or GenerationRefused { Reason: GenerationRefusal.NotFound })
        {
            return called;
        }

        var deleted = await DeleteInTurn(caller);
        return deleted is GenerationAnswer ? await Empty(caller, _record!) : deleted;
    }

    /// <summary>
    /// Behind the version whose files were just removed: an attempt that is settled in between may have left another, and is looked at again.
    /// </summary>
    private async Task<GenerationReply> Empty(Caller caller, GenerationRecord record)
    {
        if (record.Attempts.Any(static attempt => attempt.State is AttemptState.Started or AttemptState.Unknown))
        {
            return new GenerationRefused(GenerationRefusal.NotEnded, "Nobody knows yet what an attempt cost, and its files say it: send the request again once it is settled.");
        }

        if (record.PromptEncrypted != SealedMark.Erased)
        {
            var write = await Persist(() => _services.Store.Erase(_id, record.Version, caller.UserId, _services.Time.GetUtcNow()));
            if (write.Result != GenerationWriteResult.Done)
            {
                return new GenerationUnavailable("The erasure could not be stored: send the request again.");
            }

            Keep(record with { PromptEncrypted = SealedMark.Erased, ErrorMessageEncrypted = null, ParametersEncrypted = null, Version = write.Version });
        }

        _order = null;
        return new GenerationAnswer(await View(_record!));
    }
}
