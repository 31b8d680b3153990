using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Generations;

/// <content>
/// Answers that come when their attempt is not this driver's any more: what they cost is settled once if nobody decided it, and what they
/// say is kept either way. They end nothing.
/// </content>
public sealed partial class GenerationLife
{
    // Set by whoever keeps the lease: somebody else may have gone on since.
    private volatile bool _isLeaseLost;

    /// <summary>True once its driver has heard that somebody else may have gone on.</summary>
    internal bool HasLostItsLease => _isLeaseLost;

    /// <summary>
    /// Keeps what is known now with an attempt that sweep or operator closed before: vendor's id, facts, and in the event what the vendor
    /// charges. The money stays as it was decided; the difference is the organisation's, and an administrator can correct it with a reason.
    /// </summary>
    private async Task<StepOutcome> KeepLate(AttemptRecord attempt, ImageFacts facts)
    {
        if (facts.CostSource == CostSource.Assumed)
        {
            // Nobody's answer: somebody else closed it first, and knew more.
            return StepOutcome.Done;
        }

        while (_record!.Attempts.FirstOrDefault(known => known.AttemptNo == attempt.AttemptNo) is { State: AttemptState.Settled or AttemptState.Released } closed)
        {
            if (closed.FactsJson is { } known && ImageFacts.Parse(known).ToJson() == facts.WithoutTexts().ToJson())
            {
                return StepOutcome.Done;
            }

            var write = await Persist(() => _services.Store.KeepLate(LateOf(closed, facts), _record.Version));
            if (write.Result == GenerationWriteResult.Done)
            {
                LogLateAnswerKept(_id, closed.AttemptNo, closed.State);
                await Load();
                return StepOutcome.Done;
            }

            if (OutcomeOf(write) == StepOutcome.Unavailable)
            {
                return StepOutcome.Unavailable;
            }

            await Load();
        }

        LogLateAnswerDropped(_id, attempt.AttemptNo);
        return StepOutcome.Superseded;
    }

    private LateAnswer LateOf(AttemptRecord closed, ImageFacts facts) => new()
    {
        GenerationId = _id,
        AttemptNo = closed.AttemptNo,
        State = closed.State,
        ProviderCost = facts.ProviderCost,
        ProviderRequestId = facts.RequestId ?? closed.ProviderRequestId,
        FactsJson = facts.WithoutTexts().ToJson(),
        At = _services.Time.GetUtcNow(),
    };

    /// <summary>True when the image would come into a generation that was deleted while its maker was taken for dead: it is not stored at all.</summary>
    private async Task<bool> IsUnwanted()
    {
        if (!_isLeaseLost)
        {
            return false;
        }

        try
        {
            // Looked at and not taken over: whose answer counts is decided by the version that this driver knows.
            return await _services.Store.Find(_id) is { DeletedAt: not null };
        }
        catch (StorageUnavailableException)
        {
            // What was paid for is kept; who deletes the generation finds it.
            return false;
        }
    }

    /// <summary>
    /// Settles what a deleted generation's files say of attempts with an unknown outcome, so that no file has to stay for what it says.
    /// </summary>
    /// <returns>False when the ledger does not take it.</returns>
    private async Task<bool> SettleFromFiles(GenerationRecord record)
    {
        foreach (var attempt in record.Attempts.Where(static attempt => attempt.State == AttemptState.Unknown))
        {
            var picture = await ShelfOf(attempt).Find(_closing.Token);
            if (picture is not null && await Settle(attempt, picture.Facts, end: null) == StepOutcome.Unavailable)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A late image of a deleted generation has said what it cost, and goes.</summary>
    private async Task RemoveIfDeleted(AttemptRecord attempt)
    {
        if (_record is not { DeletedAt: not null } record)
        {
            return;
        }

        try
        {
            await PictureRemoval.Remove(_services.Images, record with { Attempts = [.. record.Attempts.Where(known => known.AttemptNo == attempt.AttemptNo)] });
        }
        catch (Exception outage) when (outage is not OperationCanceledException)
        {
            LogNotRemoved(outage, _id);
        }
    }

    private PictureShelf ShelfOf(AttemptRecord attempt) => new(_services, _record!.OrganizationId, _id, attempt.AttemptNo);
}
