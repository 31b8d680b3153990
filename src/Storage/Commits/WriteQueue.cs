using System.Diagnostics;
using System.Threading.Channels;
using DonatelloAI.Grains;
using DonatelloAI.Grains.Budgets;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Commits;

/// <summary>
/// The group commit of small writes: those that arrive while one commit runs go together in the next, as one transaction. A lane
/// is a queue with one commit at a time; writes of one subject take one lane, in their order.
/// </summary>
internal sealed class WriteQueue
{
    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly ICommitWriter _writer;
    private readonly int _groupSize;
    private readonly string _name;
    private readonly Lane[] _lanes;

    /// <summary>Prepares the lanes; each runs only while something waits in it.</summary>
    /// <param name="name">What a commit is called in traces.</param>
    /// <param name="contexts">The database.</param>
    /// <param name="writer">The engine's writer.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="options">Lanes and lengths.</param>
    public WriteQueue(string name, IDbContextFactory<DonatelloContext> contexts, ICommitWriter writer, StorageEngine engine, CommitOptions options)
    {
        _name = name;
        _contexts = contexts;
        _writer = writer;
        _groupSize = options.GroupSize;

        // SQLite has one writer, however many lanes lead to it.
        var lanes = engine == StorageEngine.Sqlite ? 1 : options.Lanes;
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new Lane(this, options.QueueLength))];
    }

    /// <summary>Writes a plan; the reply is its own, whoever travelled with it.</summary>
    public Task<CommitReply> Write(Guid subject, CommitPlan plan) => _lanes[(uint)subject.GetHashCode() % _lanes.Length].Add(plan);

    /// <summary>Answers a group whatever happens: a caller never hangs on a broken assumption.</summary>
    private async Task Answer(ArraySegment<Waiting> group)
    {
        try
        {
            await Commit(group);
        }
        catch (Exception broken)
        {
            foreach (var waiting in group)
            {
                waiting.Fail(broken);
            }
        }
    }

    private async Task Commit(ArraySegment<Waiting> group)
    {
        var reply = await WriteTogether(group);
        if (group.Count > 1 && IsOneMembersFault(reply.Outcome.Result))
        {
            await Split(group);
            return;
        }

        var read = 0;
        foreach (var waiting in group)
        {
            var own = reply.Answers.Skip(read).Take(waiting.Plan.Answers.Count).ToList();
            read += own.Count;
            waiting.Answer(new CommitReply(reply.Outcome, own));
        }
    }

    /// <summary>Halves a group until whoever stops it stands alone; everybody else commits.</summary>
    private async Task Split(ArraySegment<Waiting> group)
    {
        var half = group.Count / 2;
        await Answer(group[..half]);
        await Answer(group[half..]);
    }

    private async Task<CommitReply> WriteTogether(ArraySegment<Waiting> group)
    {
        using var span = SharedSpan.Begin(_name, group, static waiting => waiting.Trace);
        await using var context = await _contexts.CreateDbContextAsync();
        var reply = await _writer.Write(context, CommitPlan.Join([.. group.Select(waiting => waiting.Plan)]));
        span?.Tell(reply.Outcome.Result.ToString(), group.Count);
        return reply;
    }

    /// <summary>An outage and a lost outcome are everybody's; a row that was missed or refused is that of one, and nothing is written.</summary>
    private static bool IsOneMembersFault(CommitResult result) => result is not (CommitResult.Committed or CommitResult.Unavailable or CommitResult.Unknown);

    /// <summary>A queue of plans, and the one loop that empties it while it is not empty.</summary>
    private sealed class Lane(WriteQueue queue, int length)
    {
        private static readonly CommitReply Full = new(CommitResult.Unavailable, "Too many writes wait for the database.");

        private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(length);
        private int _isRunning;

        public Task<CommitReply> Add(CommitPlan plan)
        {
            var waiting = new Waiting(plan);
            if (!_waiting.Writer.TryWrite(waiting))
            {
                return Task.FromResult(Full);
            }

            Start();
            return waiting.Answered;
        }

        /// <summary>
        /// On the thread pool, so that a commit never waits for the scheduler of whoever asked for it; and for everybody, so without
        /// the trace of whoever came first.
        /// </summary>
        private void Start()
        {
            if (Interlocked.CompareExchange(ref _isRunning, 1, 0) == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static lane => _ = lane.Run(), this, preferLocal: false);
            }
        }

        private async Task Run()
        {
            var group = new List<Waiting>();
            while (Take(group) is { Count: > 0 } taken)
            {
                await queue.Answer(taken.ToArray());
            }

            Interlocked.Exchange(ref _isRunning, 0);

            // Whoever came between the last look and this line saw the loop running.
            if (_waiting.Reader.TryPeek(out _))
            {
                Start();
            }
        }

        private List<Waiting> Take(List<Waiting> group)
        {
            group.Clear();
            while (group.Count < queue._groupSize && _waiting.Reader.TryRead(out var waiting))
            {
                group.Add(waiting);
            }

            return group;
        }
    }

    /// <summary>A plan whose caller waits.</summary>
    private sealed class Waiting(CommitPlan plan)
    {
        private readonly TaskCompletionSource<CommitReply> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CommitPlan Plan { get; } = plan;

        public ActivityContext Trace { get; } = Tracing.Here;

        public Task<CommitReply> Answered => _answer.Task;

        public void Answer(CommitReply reply) => _answer.TrySetResult(reply);

        public void Fail(Exception broken) => _answer.TrySetException(broken);
    }
}
