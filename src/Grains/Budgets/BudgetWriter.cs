using System.Diagnostics;
using System.Threading.Channels;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Budgets;

/// <summary>
/// The group commit of one department: operations queue, one loop takes all that wait, lets the ledger decide them in order,
/// writes the accepted ones in one transaction, and answers. The only owner of the department's <see cref="BudgetLedger"/>.
/// </summary>
/// <remarks>
/// A ledger whose commit has a lost outcome, or that lost the fence, is dropped and loaded again before the next decision;
/// the fence makes that as safe as a new activation, and the queue survives it.
/// </remarks>
public sealed partial class BudgetWriter
{
    private readonly Guid _departmentId;
    private readonly IBudgetStore _store;
    private readonly TimeProvider _time;
    private readonly BudgetOptions _options;
    private readonly BudgetInstruments _instruments;
    private readonly ILogger _logger;
    private readonly Channel<Pending> _queue;
    private readonly Task _loop;
    private BudgetLedger? _ledger;
    private volatile CommittedBudget? _committed;
    private volatile bool _stopping;

    /// <summary>
    /// Starts the loop on the thread pool: a commit that comes back is followed by the next one at once, instead of waiting
    /// on a grain's scheduler behind every call that the last one has answered.
    /// </summary>
    public BudgetWriter(
        Guid departmentId,
        IBudgetStore store,
        TimeProvider time,
        BudgetOptions options,
        BudgetInstruments instruments,
        ILogger<BudgetWriter> logger)
    {
        _departmentId = departmentId;
        _store = store;
        _time = time;
        _options = options;
        _instruments = instruments;
        _logger = logger;
        _queue = Channel.CreateBounded<Pending>(options.QueueLength);
        _loop = Start();
    }

    /// <summary>The loop works for everybody, so it must not carry the trace of whoever came first.</summary>
    private Task Start()
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(Run);
        }
    }

    /// <summary>Queues an operation; the answer is durable unless it says otherwise.</summary>
    public Task<BudgetReply> Submit(BudgetOperation operation)
    {
        var pending = new Pending(operation);
        if (!_queue.Writer.TryWrite(pending))
        {
            var reply = _stopping ? Replies.Stopping : Replies.Overloaded;
            _instruments.Count(operation, reply);
            return Task.FromResult<BudgetReply>(reply);
        }

        _instruments.Queued();
        return pending.Answered;
    }

    /// <summary>The committed budget; null when the department has none.</summary>
    /// <exception cref="StorageUnavailableException">The ledger is not in memory and cannot be read.</exception>
    public async Task<BudgetView?> Read() => (_committed ?? (await Load())?.Committed)?.View(_time.GetUtcNow());

    /// <summary>Takes no more operations and answers the queued ones; what is left after a bound was not tried, and hears so.</summary>
    public async Task Stop()
    {
        _stopping = true;
        _queue.Writer.TryComplete();
        try
        {
            await _loop.WaitAsync(TimeSpan.FromSeconds(_options.DrainSeconds), _time);
        }
        catch (TimeoutException)
        {
            LogNotDrained(_departmentId, _options.DrainSeconds);
            while (_queue.Reader.TryRead(out var pending))
            {
                Answer(pending, Replies.Stopping);
            }
        }
    }

    private async Task Run()
    {
        var batch = new Pending[_options.CommitSize];
        while (await _queue.Reader.WaitToReadAsync())
        {
            var count = 0;
            while (count < batch.Length && _queue.Reader.TryRead(out var pending))
            {
                batch[count++] = pending;
            }

            await Answer(new ArraySegment<Pending>(batch, 0, count));
            Array.Clear(batch, 0, count);
        }
    }

    /// <summary>Answers a batch whatever happens: a caller never hangs on a broken assumption.</summary>
    private async Task Answer(ArraySegment<Pending> batch)
    {
        try
        {
            await Decide(batch);
        }
        catch (StorageUnavailableException unavailable)
        {
            Keep(null);
            LogUnavailable(unavailable, _departmentId);
            AnswerAll(batch, Replies.StorageUnavailable);
        }
        catch (Exception broken)
        {
            Keep(null);
            LogBroken(broken, _departmentId, batch.Count);
            foreach (var pending in batch)
            {
                Fail(pending, broken);
            }
        }
    }

    /// <summary>Decides operations in their order, in as few commits as that allows, and answers every one.</summary>
    private async Task Decide(ArraySegment<Pending> batch)
    {
        var (reloads, most) = (0, batch.Count);
        while (batch.Count > 0)
        {
            if (_ledger is null)
            {
                Keep(await Load());
            }

            if (_ledger is null)
            {
                AnswerAll(batch, Replies.DepartmentUnknown);
                return;
            }

            var draft = _ledger.Begin(_time.GetUtcNow());
            var (decided, broken) = DecideUntilNeed(draft, batch[..Math.Min(most, batch.Count)]);
            most = broken is null ? batch.Count : decided;
            if (decided == 0)
            {
                batch = broken is not null ? FailFirst(batch, broken) : await Satisfy(batch[0]) ? batch[1..] : batch;
                most = batch.Count;
                continue;
            }

            if (broken is not null)
            {
                continue;
            }

            var outcome = draft.HasChanges ? await Commit(draft, batch[..decided]) : await CheckFence(batch[..decided]);
            if (outcome.Result == CommitResult.FenceLost && ++reloads <= _options.MaxReloads)
            {
                Keep(null);
                continue;
            }

            await Conclude(batch[..decided], draft, outcome);
            batch = batch[decided..];
        }
    }

    /// <summary>
    /// Decides up to the first operation that needs rows which are not in memory, or that breaks an assumption; says how
    /// many. A draft in which an operation broke is worth nothing: those before it are decided again without it.
    /// </summary>
    private static (int Decided, Exception? Broken) DecideUntilNeed(LedgerDraft draft, ArraySegment<Pending> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            try
            {
                batch[i].Decision = draft.Decide(batch[i].Operation, batch[i].TraceParent);
            }
            catch (Exception broken)
            {
                return (i, broken);
            }

            if (batch[i].Decision.Need is not null)
            {
                return (i, null);
            }
        }

        return (batch.Count, null);
    }

    /// <summary>Fails the one operation that broke an assumption; its neighbours have nothing to do with it.</summary>
    private ArraySegment<Pending> FailFirst(ArraySegment<Pending> batch, Exception broken)
    {
        LogBroken(broken, _departmentId, 1);
        Fail(batch[0], broken);
        return batch[1..];
    }

    private async Task Conclude(ArraySegment<Pending> batch, LedgerDraft draft, CommitOutcome outcome)
    {
        switch (outcome.Result)
        {
            case CommitResult.Committed:
                _ledger!.Apply(draft);
                Keep(_ledger);
                await AnswerDecided(batch, draft);
                break;
            case CommitResult.FenceLost:
                Keep(null);
                LogContended(_departmentId, _options.MaxReloads);
                AnswerAll(batch, Replies.StorageUnavailable);
                break;
            case CommitResult.Unavailable:
                LogNotCommitted(_departmentId, outcome.Detail);
                AnswerAll(batch, Replies.StorageUnavailable);
                break;
            case CommitResult.Unknown:
                Keep(null);
                LogOutcomeLost(_departmentId, outcome.Detail);
                AnswerAll(batch, Replies.OutcomeUnknown);
                break;
            default:
                await Split(batch, outcome);
                break;
        }
    }

    private async Task<CommitOutcome> Commit(LedgerDraft draft, ArraySegment<Pending> operations)
    {
        var started = _time.GetTimestamp();
        using var span = SharedSpan.Begin("budget commit", operations, static pending => pending.Trace);
        var outcome = await _store.Commit(draft.Seal());
        _instruments.Committed(outcome.Result, operations.Count, _time.GetElapsedTime(started));
        span?.Tell(outcome.Result.ToString(), operations.Count);
        return outcome;
    }

    /// <summary>
    /// Refusals without a commit pass no fence: without this look a ledger would go on refusing after its department was
    /// activated again, or its allotment raised, by somebody else.
    /// </summary>
    private async Task<CommitOutcome> CheckFence(ArraySegment<Pending> batch)
    {
        var isFresh = !batch.Any(pending => IsDoubtful(pending.Decision.Reply!)) || await _store.ReadVersion(_departmentId) == _ledger!.Head.Version;
        return isFresh ? CommitOutcome.Committed : new CommitOutcome(CommitResult.FenceLost);
    }

    /// <summary>Halves a batch until the row that the database refuses stands alone; everybody else commits.</summary>
    private async Task Split(ArraySegment<Pending> batch, CommitOutcome outcome)
    {
        if (batch.Count == 1)
        {
            Answer(batch[0], await Explain(batch[0].Operation, outcome));
            return;
        }

        var half = batch.Count / 2;
        await Decide(batch[..half]);
        await Decide(batch[half..]);
    }

    private async Task AnswerDecided(ArraySegment<Pending> batch, LedgerDraft draft)
    {
        List<Pending>? doubtful = null;
        foreach (var pending in batch)
        {
            var reply = pending.Decision.Reply!;
            if (IsDoubtful(reply))
            {
                (doubtful ??= []).Add(pending);
            }
            else
            {
                Answer(pending, reply);
            }
        }

        if (doubtful is not null)
        {
            await AnswerDoubtful(doubtful, draft);
        }
    }

    private void AnswerAll(ArraySegment<Pending> batch, BudgetReply reply)
    {
        foreach (var pending in batch)
        {
            Answer(pending, reply);
        }
    }

    private void Answer(Pending pending, BudgetReply reply)
    {
        if (pending.Answer(reply))
        {
            _instruments.Answered(pending.Operation, reply);
        }
    }

    private void Fail(Pending pending, Exception broken)
    {
        if (pending.Fail(broken))
        {
            _instruments.Failed();
        }
    }

    private async Task<BudgetLedger?> Load() => await _store.Load(_departmentId) is { } snapshot ? new BudgetLedger(snapshot) : null;

    /// <summary>Only the loop has the ledger; what readers see of it changes with each commit.</summary>
    private void Keep(BudgetLedger? ledger)
    {
        _ledger = ledger;
        _committed = ledger?.Committed;
    }

    /// <summary>An operation that waits for its answer.</summary>
    private sealed class Pending(BudgetOperation operation)
    {
        private readonly TaskCompletionSource<BudgetReply> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public BudgetOperation Operation { get; } = operation;

        public ActivityContext Trace { get; } = Tracing.Here;

        public string? TraceParent { get; } = RequestTrace.Current;

        public Decision Decision { get; set; }

        public int Readings { get; set; }

        public Task<BudgetReply> Answered => _answer.Task;

        public bool Answer(BudgetReply reply) => _answer.TrySetResult(reply);

        public bool Fail(Exception broken) => _answer.TrySetException(broken);
    }
}
