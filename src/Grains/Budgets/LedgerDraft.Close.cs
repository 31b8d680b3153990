using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Budgets;

/// <content>The verbs that close a hold: Settle and Release.</content>
public sealed partial class LedgerDraft
{
    private Decision Decide(Settle request) => Close(
        request.HoldId, LedgerRules.Check(request), hold => LedgerRules.AnswerClosed(request, hold), hold => Charge(hold, request));

    private Decision Decide(Release request) => Close(
        request.HoldId, LedgerRules.Check(request), hold => LedgerRules.AnswerClosed(request, hold), hold => Free(hold, request));

    /// <summary>The ladder before a hold closes: a valid request, a known hold, and one that is open.</summary>
    private Decision Close(Guid holdId, Breach? breach, Func<Hold, ClosedHold?> answerClosed, Func<Hold, Decision> close)
    {
        if (breach is not null)
        {
            return Refuse(breach.Reason, breach.Message, breach.Asked);
        }

        if (FindHold(holdId) is not { } hold)
        {
            return new HoldsNeed([holdId]);
        }

        return answerClosed(hold) is not { } closed ? close(hold)
            : closed.IsMismatch ? Refuse(BudgetRefusal.HoldMismatch, closed.Message)
            : Replay([hold.ToView()]);
    }

    private BudgetAccepted Free(Hold hold, Release request)
    {
        var released = hold with { State = HoldState.Released, Remaining = Money.Zero, ClosedAt = _now };
        Holds[hold.Id] = released;
        ReleaseAttempt(hold);
        var period = Move(FindPeriod(hold.PeriodStart)!, hold, Money.Zero, -hold.Remaining);
        var entry = Append(Entry(EntryKind.Release, period, hold.Remaining, released) with { Reason = request.Reason, ActorId = request.End?.ActorId });
        End(request.GenerationId, request.End, released, entry);
        return Accept([released.ToView()]);
    }

    private Decision Charge(Hold hold, Settle request)
    {
        var charge = ChargeFor(hold, request.ProviderCost);
        var period = FindPeriod(hold.PeriodStart)!;
        if ((period.Committed - hold.Remaining).Micros > MaxSumMicros - charge.Micros)
        {
            return Refuse(BudgetRefusal.AmountOutOfRange, "provider_cost would take the period's sums out of range.", charge);
        }

        var overrun = charge > hold.Remaining && charge - hold.Remaining > period.Left;
        return Accept([Charge(hold, period, charge, request, overrun).ToView()], overrun);
    }

    /// <summary>In hard mode the organisation bears what the provider charged beyond the hold, not the department.</summary>
    private Money ChargeFor(Hold hold, Money providerCost) =>
        _head.Mode == EnforcementMode.Hard ? Money.Min(providerCost, hold.Remaining) : providerCost;

    private Hold Charge(Hold hold, PeriodState period, Money charge, Settle request, bool overrun)
    {
        var settled = hold with
        {
            State = HoldState.Settled,
            Remaining = Money.Zero,
            Charged = charge,
            ProviderCost = request.ProviderCost,
            ClosedAt = _now,
        };
        Holds[hold.Id] = settled;
        var moved = Move(period, hold, charge, -hold.Remaining);
        var entry = Append(Entry(EntryKind.Settle, moved, charge, settled) with { AttemptNo = request.AttemptNo, Overrun = overrun });
        Changes.Costs.Add(new CostRecord(
            settled, request.AttemptNo, request.ModelProvider, request.Source, request.ProviderAmount, request.ProviderCurrency));
        Changes.AttemptsSettled.Add(new SettledAttempt(request.GenerationId, request.AttemptNo, request.ProviderRequestId, request.FactsJson, _now));
        End(request.GenerationId, request.End, settled, entry);
        if (request.ProviderCost > hold.Remaining)
        {
            _events.CostAboveHold(entry, settled);
        }

        if (overrun)
        {
            _events.Overrun(entry);
        }

        AlertThresholds(entry);
        return settled;
    }

    /// <summary>Unbilled: what the hold would have paid for is closed with it.</summary>
    private void ReleaseAttempt(Hold hold)
    {
        if (hold.GenerationId is { } generationId)
        {
            Changes.AttemptsReleased.Add(new ReleasedAttempt(generationId, hold.Id, _now));
        }
    }

    private void End(Guid? generationId, GenerationEnd? end, Hold hold, LedgerEntry entry)
    {
        if (end is not null && generationId is { } id)
        {
            Changes.Ends.Add(new EndedGeneration(id, end, hold.Charged, _now));
            _events.GenerationEnded(entry, hold, id, end);
        }
        else
        {
            AddToGeneration(hold);
            _events.HoldClosed(entry, hold);
        }
    }

    /// <summary>A generation that goes on, or has ended before, costs more by this charge.</summary>
    private void AddToGeneration(Hold hold)
    {
        if (hold.GenerationId is { } id && hold.Charged.IsPositive)
        {
            Changes.GenerationCosts[id] = Changes.GenerationCosts.GetValueOrDefault(id) + hold.Charged;
        }
    }
}
