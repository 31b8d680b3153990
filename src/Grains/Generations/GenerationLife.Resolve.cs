using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Generations;

/// <content>The operator's desk: somebody says what nobody could find out about an attempt.</content>
public sealed partial class GenerationLife
{
    /// <summary>Settles or releases an attempt whose outcome is unknown, once, under the operator's name and reason.</summary>
    public async Task<AttemptReply> Resolve(ResolveAttempt request)
    {
        await _turn.WaitAsync();
        try
        {
            return await ResolveInTurn(request);
        }
        catch (StorageUnavailableException unavailable)
        {
            return new AttemptUnavailable(unavailable.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<AttemptReply> ResolveInTurn(ResolveAttempt request)
    {
        var record = await Load();
        if (!request.Caller.IsSuperAdmin || record?.Attempts.FirstOrDefault(known => known.Id == request.AttemptId) is not { } attempt)
        {
            return new AttemptRefused(AttemptRefusal.NotFound, "There is no such attempt.");
        }

        if (attempt.State != AttemptState.Unknown)
        {
            return await AnswerClosed(request, isNew: false);
        }

        if (await FactsIn(attempt) is not { } found)
        {
            return new AttemptUnavailable("Whether an image of the attempt has turned up cannot be seen at the moment: send the request again.");
        }

        if (Refuse(request, attempt, found.Facts) is { } refusal)
        {
            return refusal;
        }

        var reply = await Ask(budget => Word(budget, request, attempt, found.Facts));
        if (reply is BudgetUnavailable unavailable)
        {
            return new AttemptUnavailable(unavailable.Message);
        }

        if (reply is BudgetRefused { Reason: not BudgetRefusal.HoldMismatch } refused)
        {
            return new AttemptRefused(AttemptRefusal.InvalidRequest, refused.Message);
        }

        await Load();
        await RemoveIfDeleted(attempt);
        return await AnswerClosed(request, isNew: true);
    }

    private Task<BudgetReply> Word(IDepartmentBudgetGrain budget, ResolveAttempt request, AttemptRecord attempt, ImageFacts? facts)
    {
        var operation = DerivedId.Resolution(attempt.Id);
        return request.Action == ResolveAction.Settle
            ? budget.Settle(SettleOf(attempt, ChargeOf(request, attempt, facts), end: null) with
            {
                ActorId = request.Caller.UserId,
                Reason = request.Reason,
                OperationId = operation,
            })
            : budget.Release(new Release
            {
                HoldId = attempt.HoldId,
                GenerationId = _id,
                Reason = request.Reason,
                ActorId = request.Caller.UserId,
                OperationId = operation,
            });
    }

    /// <summary>The invoice's amount where the operator names one, else what the image says that turned up, else the ceiling.</summary>
    private ImageFacts ChargeOf(ResolveAttempt request, AttemptRecord attempt, ImageFacts? facts)
    {
        var known = facts ?? AssumedFacts(attempt);
        return request.Amount is { } amount ? known with { ProviderCostMicros = amount.Micros, CostSource = CostSource.Provider } : known;
    }

    private AttemptRefused? Refuse(ResolveAttempt request, AttemptRecord attempt, ImageFacts? facts)
    {
        var ceiling = HoldOf(attempt)?.Amount ?? Money.Zero;
        return request switch
        {
            { Action: ResolveAction.Release } when facts is not null => new AttemptRefused(
                AttemptRefusal.ImageTurnedUp, "An image of this attempt has turned up, so the vendor made it: settle it; without amount_aud its own cost is charged.", "action"),
            { Action: ResolveAction.Release, Amount: not null } => Invalid("amount_aud", "amount_aud is for settle: a release charges nothing."),
            { Amount: { IsPositive: false } } => Invalid("amount_aud", "amount_aud must be above zero; release an attempt that was not charged."),
            { Amount: { } amount } when amount > ceiling => Invalid(
                "amount_aud", $"amount_aud must be at most the {ceiling} AUD that are held; settle those, and the rest is the organisation's."),
            _ => null,
        };
    }

    /// <summary>The facts of an image that turned up, if one did; null when the image store does not answer.</summary>
    private async Task<Turned?> FactsIn(AttemptRecord attempt)
    {
        try
        {
            return new Turned((await ShelfOf(attempt).Find(_closing.Token))?.Facts);
        }
        catch (Exception outage) when (outage is not OperationCanceledException)
        {
            LogImagesNotRead(outage, _id);
            return null;
        }
    }

    /// <summary>Answers by what is durable: whoever closed it, the ledger's entry says so.</summary>
    private async Task<AttemptReply> AnswerClosed(ResolveAttempt request, bool isNew)
    {
        if (await _services.Store.FindAttempt(request.AttemptId) is not { } attempt)
        {
            return new AttemptRefused(AttemptRefusal.NotFound, "There is no such attempt.");
        }

        var view = attempt.ToView(_services.Options.AssumeAfter);
        return attempt.Resolution?.IsOf(request) == true
            ? new AttemptResolved(view, Replayed: !isNew)
            : new AttemptRefused(AttemptRefusal.NotUnknown, $"The attempt is {view.Outcome.ToString().ToLowerInvariant()}: only one whose outcome is unknown can be resolved.");
    }

    private static AttemptRefused Invalid(string field, string message) => new(AttemptRefusal.InvalidRequest, message, field);

    /// <summary>What the image store says of an attempt.</summary>
    private sealed record Turned(ImageFacts? Facts);
}
