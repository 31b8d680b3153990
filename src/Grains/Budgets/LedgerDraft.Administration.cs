using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <content>The administrators' verbs: SetBudget, SetLimit, Adjust.</content>
public sealed partial class LedgerDraft
{
    private Decision Decide(SetBudget request)
    {
        if (LedgerRules.Check(request) is { } rule)
        {
            return Refuse(rule.Reason, rule.Message, rule.Asked);
        }

        if (request.ExpectedTag is { } expected && expected != BudgetSettings.Tag(_head.MonthlyBudget, _head.Mode, _head.Thresholds))
        {
            return Refuse(BudgetRefusal.SettingsChanged, "The budget was changed since you read it: read it again.");
        }

        if (request.MonthlyBudget is { } wanted && wanted > _head.MonthlyBudget && _head.Allocated is { } allocated && wanted > allocated)
        {
            return Refuse(
                BudgetRefusal.AllocationExceeded,
                $"The organisation has allotted {allocated} AUD to the department; raise the allotment before a budget of {wanted} AUD.",
                wanted);
        }

        _head = _head with
        {
            MonthlyBudget = request.MonthlyBudget ?? _head.MonthlyBudget,
            Mode = request.Mode ?? _head.Mode,
            Thresholds = request.Thresholds ?? _head.Thresholds,
        };
        var period = _periods[_head.PeriodStart] = Current with { Budget = _head.MonthlyBudget, Mode = _head.Mode };
        var entry = Append(Entry(EntryKind.SetBudget, period, _head.MonthlyBudget, change: request) with { Detail = LedgerDetails.Of(_head.Thresholds) });
        _events.BudgetChanged(entry, _head);
        AlertThresholds(entry);
        return Accept();
    }

    private Decision Decide(SetLimit request)
    {
        if (LedgerRules.Check(request) is { } rule)
        {
            return Refuse(rule.Reason, rule.Message, rule.Asked);
        }

        var known = FindLimit(request.SubjectId);
        if (known is not null && known.Subject != request.Subject)
        {
            return RefuseIdInUse();
        }

        if (request.Amount is not { } amount)
        {
            return RemoveLimit(request);
        }

        if (known is null)
        {
            var need = new UsageNeed(request.SubjectId, request.Subject, _head.PeriodStart);
            if (_ledger.FindUsage(need) is not { } spent)
            {
                return need;
            }

            known = NewLimit(request, spent);
        }

        Limits[request.SubjectId] = known with { Amount = amount };
        return RecordLimit(request, amount);
    }

    private Decision Decide(Adjust request)
    {
        if (LedgerRules.Check(request) is { } rule)
        {
            return Refuse(rule.Reason, rule.Message, rule.Asked);
        }

        var start = request.PeriodStart ?? _head.PeriodStart;
        if (start > _head.PeriodStart)
        {
            return Refuse(BudgetRefusal.PeriodInFuture, $"period must not be after the current one, which began on {_head.PeriodStart:O}.", request.Amount);
        }

        if (FindPeriod(start) is not { } period)
        {
            return new PeriodNeed(start);
        }

        if (period.Spent.Micros < -request.Amount.Micros)
        {
            return Refuse(BudgetRefusal.AdjustmentBelowZero, $"{period.Spent} AUD are spent in the period: amount must not take away more.", request.Amount);
        }

        if (period.Committed.Micros > MaxSumMicros - request.Amount.Micros)
        {
            return Refuse(BudgetRefusal.AmountOutOfRange, "amount would take the period's sums out of range.", request.Amount);
        }

        var entry = Append(Entry(EntryKind.Adjust, Move(period, request.Amount, Money.Zero), request.Amount, change: request));
        _events.Adjusted(entry);
        AlertThresholds(entry);
        return Accept();
    }

    private BudgetAccepted RemoveLimit(SetLimit request)
    {
        Limits[request.SubjectId] = null;
        return RecordLimit(request, Money.Zero);
    }

    private BudgetAccepted RecordLimit(SetLimit request, Money amount)
    {
        var isUser = request.Subject == LimitSubject.User;
        var entry = Append(Entry(EntryKind.SetLimit, Current, amount, change: request) with
        {
            UserId = isUser ? request.SubjectId : null,
            ApiKeyId = isUser ? null : request.SubjectId,
        });
        _events.LimitChanged(entry, request);
        return Accept();
    }

    /// <summary>A new limit starts from what its subject has spent and holds already in the period.</summary>
    private LimitState NewLimit(SetLimit request, Money spent) => new()
    {
        SubjectId = request.SubjectId,
        Subject = request.Subject,
        Amount = Money.Zero,
        PeriodStart = _head.PeriodStart,
        Spent = spent + SpentInDraft(request),
        Held = HeldBy(request),
    };

    private Money SpentInDraft(SetLimit request) => Holds.Values
        .Where(hold => hold.State == HoldState.Settled && hold.PeriodStart == _head.PeriodStart && hold.IsPaidBy(request.SubjectId, request.Subject))
        .Aggregate(Money.Zero, (sum, hold) => sum + hold.Charged);

    private Money HeldBy(SetLimit request) => _ledger.Open.Where(hold => !Holds.ContainsKey(hold.Id)).Concat(Holds.Values)
        .Where(hold => hold.State == HoldState.Open && hold.PeriodStart == _head.PeriodStart && hold.IsPaidBy(request.SubjectId, request.Subject))
        .Aggregate(Money.Zero, (sum, hold) => sum + hold.Remaining);
}
