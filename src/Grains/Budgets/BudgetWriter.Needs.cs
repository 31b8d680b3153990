using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Grains.Budgets;

/// <content>Operations about rows that are not in memory: closed holds, past periods, ids that exist already.</content>
public sealed partial class BudgetWriter
{
    /// <summary>
    /// Reads what an operation needs, and answers it where the rows alone do. Otherwise it is decided again: nothing is
    /// committed in between, so what was read still holds. A hold that is open in the database but not in memory shows a
    /// stale ledger; that is loaded again.
    /// </summary>
    /// <returns>True when the operation is answered.</returns>
    private async Task<bool> Satisfy(Pending pending)
    {
        if (++pending.Readings > _options.MaxReloads)
        {
            Answer(pending, Replies.StorageUnavailable);
            return true;
        }

        var answer = pending.Decision.Need switch
        {
            HoldsNeed need => AnswerFromHolds(pending.Operation, await _store.FindHolds(_departmentId, need.HoldIds)),
            PeriodNeed need => await LearnPeriod(need, (BudgetChange)pending.Operation),
            UsageNeed need => await LearnUsage(need),
            _ => throw new InvalidOperationException("A decision is an answer or a need."),
        };
        if (answer is null)
        {
            if (pending.Decision.Need is HoldsNeed)
            {
                Keep(null);
            }

            return false;
        }

        Answer(pending, answer);
        return true;
    }

    /// <summary>
    /// True when a refusal may stand against an operation that was accepted before: the ledger forgets closed holds and
    /// applied changes, and a repeated operation is answered with its first answer, not with today's.
    /// </summary>
    private static bool IsDoubtful(BudgetReply reply) => reply is BudgetRefused
    {
        Reason: not (BudgetRefusal.InvalidRequest or BudgetRefusal.HoldUnknown or BudgetRefusal.IdInUse)
    };

    /// <summary>
    /// Looks up, in one query for all, whether refused operations were accepted before; what their own commit has just
    /// added came after them.
    /// </summary>
    private async Task AnswerDoubtful(List<Pending> doubtful, LedgerDraft draft)
    {
        var ids = doubtful.SelectMany(pending => HoldsOpenedBy(pending.Operation)).Where(id => !draft.HasOpened(id)).ToList();
        var found = ids.Count == 0 ? [] : (await _store.FindHolds(_departmentId, ids)).ToDictionary(hold => hold.Id);
        foreach (var pending in doubtful)
        {
            var replay = pending.Operation is BudgetChange change && !draft.HasApplied(change.OperationId)
                ? await ReplayChange(change)
                : ReplayOpened(pending.Operation, found);
            Answer(pending, replay ?? pending.Decision.Reply!);
        }
    }

    private static IEnumerable<Guid> HoldsOpenedBy(BudgetOperation operation) => operation switch
    {
        Reserve reserve => reserve.Lines.Select(line => line.HoldId),
        TopUp topUp => [topUp.HoldId],
        Draw draw => [draw.Item.HoldId],
        _ => [],
    };

    private BudgetAccepted? ReplayOpened(BudgetOperation operation, Dictionary<Guid, Hold> found)
    {
        var holds = HoldsOpenedBy(operation).Select(id => found.GetValueOrDefault(id)).ToList();
        return holds.Count > 0 && holds.TrueForAll(hold => hold is not null) && IsSame(operation, holds!) ? Replay([.. holds!]) : null;
    }

    private static bool IsSame(BudgetOperation operation, List<Hold> holds) => operation switch
    {
        Reserve reserve => reserve.Lines.Zip(holds).All(pair => LedgerRules.PaysFor(pair.Second, pair.First)),
        TopUp topUp => holds[0].GenerationId == topUp.GenerationId,
        Draw draw => LedgerRules.PaysFor(holds[0], draw.Item),
        _ => false,
    };

    private async Task<BudgetAccepted?> ReplayChange(BudgetChange change) => await _store.WasApplied(_departmentId, change.OperationId)
        ? new BudgetAccepted { Left = _ledger!.Current.Left, Replayed = true }
        : null;

    private async Task<BudgetReply?> LearnPeriod(PeriodNeed need, BudgetChange change)
    {
        if (await _store.FindPeriod(_departmentId, need.PeriodStart) is not { } period)
        {
            return await ReplayChange(change) ?? (BudgetReply)Replies.PeriodUnknown(need.PeriodStart);
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
        Reserve => ReplayOpened(operation, found.ToDictionary(hold => hold.Id)) ?? (BudgetReply)Replies.IdInUse,
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
        _ => await ReplayOpened(operation) ?? (BudgetReply)Replies.RowRefused(outcome.Detail),
    };

    private async Task<BudgetReply> ExplainKey(BudgetOperation operation, CommitOutcome outcome) => operation switch
    {
        Settle => Replies.HoldMismatch("The attempt was settled before, from another hold."),
        BudgetChange change => await ReplayChange(change) ?? (BudgetReply)Replies.RowRefused(outcome.Detail),
        _ => await ReplayOpened(operation) ?? (BudgetReply)Replies.IdInUse,
    };

    private async Task<BudgetAccepted?> ReplayOpened(BudgetOperation operation)
    {
        var found = await _store.FindHolds(_departmentId, [.. HoldsOpenedBy(operation)]);
        return ReplayOpened(operation, found.ToDictionary(hold => hold.Id));
    }

    private BudgetAccepted Replay(params IReadOnlyList<Hold> holds) =>
        new() { Holds = [.. holds.Select(hold => hold.ToView())], Left = _ledger!.Current.Left, Replayed = true };
}
