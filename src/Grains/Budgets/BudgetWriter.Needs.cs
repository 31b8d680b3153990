using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <content>Operations about rows that are not in memory: closed holds, past periods, ids that exist already.</content>
public sealed partial class BudgetWriter
{
    /// <summary>
    /// Reads what an operation needs and decides it again, alone: nothing is committed in between, so what was read still
    /// holds. An operation that needs rows again found its ledger stale; then that is loaded again, a bounded number of times.
    /// </summary>
    private async Task Satisfy(Pending pending)
    {
        var answer = pending.Decision.Need switch
        {
            HoldsNeed need => AnswerFromHolds(pending.Operation, await _store.FindHolds(_departmentId, need.HoldIds)),
            PeriodNeed need => await LearnPeriod(need),
            UsageNeed need => await LearnUsage(need),
            _ => throw new InvalidOperationException("A decision is an answer or a need."),
        };

        if (answer is not null)
        {
            Answer(pending, answer);
            return;
        }

        if (++pending.Readings > _options.MaxReloads)
        {
            Answer(pending, Replies.StorageUnavailable);
            return;
        }

        if (pending.Readings > 1)
        {
            _ledger = null;
        }

        await Decide([pending]);
    }

    private async Task<BudgetReply?> LearnPeriod(PeriodNeed need)
    {
        if (await _store.FindPeriod(_departmentId, need.PeriodStart) is not { } period)
        {
            return Replies.PeriodUnknown(need.PeriodStart);
        }

        _ledger!.Learn(period);
        return null;
    }

    private async Task<BudgetReply?> LearnUsage(UsageNeed need)
    {
        _ledger!.Learn(need, await _store.SpentBy(_departmentId, need));
        return null;
    }

    /// <summary>Answers from holds that are not open in memory; null when one is open after all and has to be decided again.</summary>
    private BudgetReply? AnswerFromHolds(BudgetOperation operation, IReadOnlyList<Hold> found) => operation switch
    {
        Settle settle => AnswerClosing(settle.HoldId, found, hold => LedgerRules.AnswerClosed(settle, hold)),
        Release release => AnswerClosing(release.HoldId, found, hold => LedgerRules.AnswerClosed(release, hold)),
        TopUp topUp => AnswerOpening(topUp.HoldId, topUp.FirstHoldId, topUp.GenerationId, found),
        Draw draw => AnswerOpening(draw.Item.HoldId, draw.BatchHoldId, draw.Item.Generation!.Id, found),
        _ => throw new InvalidOperationException($"{operation.GetType().Name} needs no holds."),
    };

    private BudgetReply? AnswerClosing(Guid holdId, IReadOnlyList<Hold> found, Func<Hold, ClosedHold?> answer)
    {
        if (found.FirstOrDefault(hold => hold.Id == holdId) is not { } hold)
        {
            return Replies.HoldUnknown(holdId);
        }

        return answer(hold) switch
        {
            null => null,
            { IsMismatch: true } mismatch => Replies.HoldMismatch(mismatch.Message),
            _ => Replay(hold),
        };
    }

    private BudgetReply? AnswerOpening(Guid holdId, Guid sourceId, Guid generationId, IReadOnlyList<Hold> found)
    {
        if (found.FirstOrDefault(hold => hold.Id == holdId) is { } known)
        {
            return known.GenerationId == generationId ? Replay(known) : Replies.IdInUse;
        }

        return found.FirstOrDefault(hold => hold.Id == sourceId) switch
        {
            null => Replies.HoldUnknown(sourceId),
            { State: HoldState.Open } => null,
            { } closed => Replies.HoldMismatch($"The hold was closed at {closed.ClosedAt:O}: nothing can be drawn from it or added to it."),
        };
    }

    /// <summary>Says why the database refused the one operation that a batch was split down to.</summary>
    private async Task<BudgetReply> Explain(BudgetOperation operation, CommitOutcome outcome) => outcome.Result switch
    {
        CommitResult.GenerationChanged => Replies.GenerationChanged,
        CommitResult.KeyExists => await ExplainKey(operation, outcome),
        _ => Replies.RowRefused(outcome.Detail),
    };

    private async Task<BudgetReply> ExplainKey(BudgetOperation operation, CommitOutcome outcome)
    {
        switch (operation)
        {
            case Reserve reserve:
                return await ReplayLines(reserve.Lines);
            case Draw draw:
                return await ReplayLines([draw.Item]);
            case BudgetChange change when await _store.WasApplied(_departmentId, change.OperationId):
                return new BudgetAccepted { Left = _ledger!.Current.Left, Replayed = true };
            case Settle:
                return Replies.HoldMismatch("The attempt was settled before, from another hold.");
            default:
                return Replies.RowRefused(outcome.Detail);
        }
    }

    private async Task<BudgetReply> ReplayLines(IReadOnlyList<ReserveLine> lines)
    {
        var found = (await _store.FindHolds(_departmentId, [.. lines.Select(line => line.HoldId)])).ToDictionary(hold => hold.Id);
        var isSame = lines.All(line => found.TryGetValue(line.HoldId, out var hold) && LedgerRules.PaysFor(hold, line));
        return isSame ? Replay([.. lines.Select(line => found[line.HoldId])]) : Replies.IdInUse;
    }

    private BudgetAccepted Replay(params IReadOnlyList<Hold> holds) =>
        new() { Holds = [.. holds.Select(hold => hold.ToView())], Left = _ledger!.Current.Left, Replayed = true };
}
