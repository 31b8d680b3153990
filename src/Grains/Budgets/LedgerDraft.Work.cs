using System.Runtime.InteropServices;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <content>The verbs that hold money: Reserve, TopUp, Draw.</content>
public sealed partial class LedgerDraft
{
    /// <summary>No sum goes above this, so that no sum leaves 64 bits: 9 × 10^12 AUD.</summary>
    private const long MaxSumMicros = 9_000_000_000_000 * Money.MicrosPerAud;

    private Decision Decide(Reserve request)
    {
        if (LedgerRules.Check(request) is { } rule)
        {
            return Refuse(rule.Reason, rule.Message, rule.Asked);
        }

        if (request.OrganizationId is { } organization && organization != _head.OrganizationId)
        {
            return Refuse(BudgetRefusal.DepartmentUnknown, Replies.DepartmentUnknown.Message);
        }

        if (KnowsAny(request.Lines))
        {
            return AnswerKnown(request);
        }

        var total = TotalOf(request.Lines);
        if (RefuseFrozen(total) is { } frozen)
        {
            return frozen;
        }

        if (RefuseNewWork(request.UserId, request.ApiKeyId, total) is { } refused)
        {
            return refused;
        }

        var overrun = IsOverrun(total);
        var holds = new HoldView[request.Lines.Count];
        for (var i = 0; i < holds.Length; i++)
        {
            holds[i] = Open(EntryKind.Reserve, HoldOf(request, request.Lines[i]), request.Lines[i], overrun).ToView();
        }

        return Accept(holds, overrun);
    }

    private bool KnowsAny(IReadOnlyList<ReserveLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (FindHold(lines[i].HoldId) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static Money TotalOf(IReadOnlyList<ReserveLine> lines)
    {
        var total = Money.Zero;
        for (var i = 0; i < lines.Count; i++)
        {
            total += lines[i].Ceiling.Amount;
        }

        return total;
    }

    private Decision Decide(TopUp request)
    {
        if (LedgerRules.Check(request) is { } rule)
        {
            return Refuse(rule.Reason, rule.Message, rule.Asked);
        }

        if (FindHold(request.HoldId) is { } known)
        {
            return Replay([known.ToView()]);
        }

        if (FindHold(request.FirstHoldId) is not { } first)
        {
            return new HoldsNeed([request.HoldId, request.FirstHoldId]);
        }

        if (first.GenerationId != request.GenerationId || first.State != HoldState.Open)
        {
            return Refuse(BudgetRefusal.HoldMismatch, "first_hold_id must name an open hold of the same generation.", request.Ceiling.Amount);
        }

        if (RefuseNewWork(first.UserId, first.ApiKeyId, request.Ceiling.Amount) is { } refused)
        {
            return refused;
        }

        var overrun = IsOverrun(request.Ceiling.Amount);
        var payer = new Payer(Current.Period.Start, first.UserId, first.ApiKeyId);
        var hold = NewHold(request.HoldId, request.Ceiling, payer, generationId: request.GenerationId, attemptNo: request.AttemptNo);
        return Accept([Open(EntryKind.TopUp, hold, null, overrun).ToView()], overrun);
    }

    private Decision Decide(Draw request)
    {
        if (LedgerRules.Check(request) is { } rule)
        {
            return Refuse(rule.Reason, rule.Message, rule.Asked);
        }

        if (FindHold(request.Item.HoldId) is { } known)
        {
            return known.GenerationId == request.Item.Generation!.Id ? Replay([known.ToView()]) : RefuseIdInUse();
        }

        if (FindHold(request.BatchHoldId) is not { } batch)
        {
            return new HoldsNeed([request.Item.HoldId, request.BatchHoldId]);
        }

        if (batch.BatchId is null || batch.BatchId != request.Item.Generation!.BatchId || batch.State != HoldState.Open)
        {
            return Refuse(BudgetRefusal.HoldMismatch, "batch_hold_id must name the open hold of the item's batch.", request.Item.Ceiling.Amount);
        }

        return batch.Remaining < request.Item.Ceiling.Amount ? RefuseExhausted(batch, request) : DrawFrom(batch, request.Item);
    }

    private Decision DrawFrom(Hold batch, ReserveLine item)
    {
        var amount = item.Ceiling.Amount;
        Holds[batch.Id] = batch with { Remaining = batch.Remaining - amount };
        var period = Move(FindPeriod(batch.PeriodStart)!, batch, Money.Zero, -amount);
        var payer = new Payer(period.Period.Start, batch.UserId, batch.ApiKeyId);
        var hold = NewHold(item.HoldId, item.Ceiling, payer, generationId: item.Generation!.Id, parentHoldId: batch.Id);
        return Accept([Open(EntryKind.Draw, hold, item, overrun: false).ToView()]);
    }

    private BudgetRefused RefuseExhausted(Hold batch, Draw request) => Refuse(
        BudgetRefusal.BatchHoldExhausted,
        $"The batch has {batch.Remaining} AUD left of its hold and the item may cost {request.Item.Ceiling.Amount} AUD: end the item as refused.",
        request.Item.Ceiling.Amount);

    private BudgetRefused RefuseIdInUse() => Refuse(BudgetRefusal.IdInUse, "The id belongs to other work: repeat a request unchanged, or make new ids.");

    private Decision AnswerKnown(Reserve request)
    {
        var holds = new HoldView[request.Lines.Count];
        for (var i = 0; i < holds.Length; i++)
        {
            if (FindHold(request.Lines[i].HoldId) is not { } hold)
            {
                return new HoldsNeed([.. request.Lines.Select(line => line.HoldId)]);
            }

            if (!LedgerRules.PaysFor(hold, request.Lines[i]))
            {
                return RefuseIdInUse();
            }

            holds[i] = hold.ToView();
        }

        return Replay(holds);
    }

    /// <summary>Orders alone: what was accepted before may go on asking for its money, and waits for the end of the freeze elsewhere.</summary>
    private BudgetRefused? RefuseFrozen(Money amount) =>
        _head.IsOrganizationFrozen ? Refuse(BudgetRefusal.OrganizationFrozen, "The organisation is frozen: order again once whoever operates this installation has lifted that.", amount)
        : _head.IsFrozen ? Refuse(BudgetRefusal.DepartmentFrozen, "The department is frozen: order again once an administrator of the organisation has lifted that.", amount)
        : null;

    /// <summary>The bounds of new work: an active department, the limits of person and key, and the budget in hard mode.</summary>
    private BudgetRefused? RefuseNewWork(Guid userId, Guid? apiKeyId, Money amount)
    {
        if (!_head.IsActive)
        {
            return Refuse(BudgetRefusal.DepartmentInactive, "The department is deactivated: ask an administrator of the organisation.", amount);
        }

        if (Current.Committed.Micros > MaxSumMicros - amount.Micros)
        {
            return Refuse(BudgetRefusal.AmountOutOfRange, "The amount would take the period's sums out of range.", amount);
        }

        return RefuseByLimit(FindLimit(userId), amount)
            ?? (apiKeyId is { } key ? RefuseByLimit(FindLimit(key), amount) : null)
            ?? RefuseByBudget(amount);
    }

    private BudgetRefused? RefuseByLimit(LimitState? limit, Money amount) => limit is null || amount <= limit.Left
        ? null
        : new BudgetRefused
        {
            Reason = limit.Subject == LimitSubject.User ? BudgetRefusal.UserLimitExceeded : BudgetRefusal.ApiKeyLimitExceeded,
            Message = $"{amount} AUD asked, {limit.Left} AUD left of the {(limit.Subject == LimitSubject.User ? "person" : "key")}'s limit of {limit.Amount} AUD until {Current.Period.End:O}.",
            Asked = amount,
            Spent = limit.Spent,
            Held = limit.Held,
            Left = limit.Left,
            PeriodEnd = Current.Period.End,
        };

    private BudgetRefused? RefuseByBudget(Money amount) => _head.Mode != EnforcementMode.Hard || amount <= Current.Left
        ? null
        : Refuse(
            BudgetRefusal.InsufficientBudget,
            $"{amount} AUD asked, {Current.Left} AUD left of the department's {Current.Budget} AUD until {Current.Period.End:O} ({Current.Spent} spent, {Current.Held} held).",
            amount);

    private bool IsOverrun(Money amount) => amount > Current.Left;

    /// <summary>Opens a hold and inserts the work it pays for.</summary>
    private Hold Open(EntryKind kind, Hold hold, ReserveLine? line, bool overrun)
    {
        Holds[hold.Id] = hold;
        _opened.Add(hold.Id);
        var period = Move(FindPeriod(hold.PeriodStart)!, hold, Money.Zero, hold.Amount);
        var entry = Append(Entry(kind, period, hold.Amount, hold, overrun: overrun));
        Accept(line, hold, entry);
        if (overrun)
        {
            _events.Overrun(entry);
        }

        if (kind != EntryKind.Draw)
        {
            AlertThresholds(entry);
        }

        return hold;
    }

    private void Accept(ReserveLine? line, Hold hold, LedgerEntry entry)
    {
        if (line?.Generation is { } generation)
        {
            Changes.Generations.Add(new AcceptedGeneration(generation, hold.UserId, hold.ApiKeyId, _now));
            _events.GenerationAccepted(entry, hold);
        }

        if (line?.Batch is { } batch)
        {
            Changes.Batches.Add(new AcceptedBatch(batch, hold.UserId, hold.ApiKeyId, _now));
            _events.BatchAccepted(entry, hold, batch);
        }
    }

    private Hold HoldOf(Reserve request, ReserveLine line) =>
        NewHold(line.HoldId, line.Ceiling, new Payer(Current.Period.Start, request.UserId, request.ApiKeyId), line.Generation?.Id, line.Batch?.Id);

    private Hold NewHold(
        Guid id, PricedAmount ceiling, Payer payer, Guid? generationId = null, Guid? batchId = null, int attemptNo = 1, Guid? parentHoldId = null) => new()
    {
        Id = id,
        PeriodStart = payer.PeriodStart,
        GenerationId = generationId,
        BatchId = batchId,
        AttemptNo = attemptNo,
        ParentHoldId = parentHoldId,
        UserId = payer.UserId,
        ApiKeyId = payer.ApiKeyId,
        Amount = ceiling.Amount,
        Remaining = ceiling.Amount,
        FxRate = ceiling.FxRate,
        PriceVersion = ceiling.PriceVersion,
        CreatedAt = _now,
        ExpiresAt = _now + LedgerRules.HoldLifetime,
    };

    /// <summary>Whose money a hold takes, and of which period.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Payer(DateOnly PeriodStart, Guid UserId, Guid? ApiKeyId);
}
