using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Tests.Budgets;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Generations;

/// <summary>Writes that share a transaction, and what each hears of it, on every engine.</summary>
public abstract class GenerationGroupTests(PostgresFixture? postgres) : BudgetStoreTestBase(postgres)
{
    private static readonly OutboxSigner Signer = new(new byte[32]);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<BudgetLine> _lines = [];
    private GatedWriter _writer = null!;
    private GenerationPlans _plans = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        using var db = Database.Contexts.CreateDbContext();
        _plans = new GenerationPlans(new GenerationShapes(db.Model, db.Engine));
        _writer = new GatedWriter(CommitWriters.For(db.Engine, new CommitOptions()));
        _lines.AddRange(Enumerable.Range(0, 21).Select(_ => NewLine(0.1m)));
        var ledger = NewWriter();
        var replies = await Task.WhenAll(_lines.Select(line => ledger.Submit(line.ToReserve(UserId))));
        Assert.All(replies, reply => Assert.IsType<BudgetAccepted>(reply));
    }

    [EngineFact]
    public async Task Writes_ThatComeWhileOneIsUnderWay_ShareOneTransaction()
    {
        var replies = await WriteBehindTheFirst(NewQueue(), _lines.Select(line => Begin(line, 0)));

        Assert.All(replies, reply => Assert.Equal((CommitResult.Committed, 1L), (reply.Outcome.Result, Assert.Single(reply.Answers).Version)));
        Assert.Equal([1, 20], _writer.Groups);
        await AssertVersions(_ => 1);
    }

    [EngineFact]
    public async Task Writes_BeyondAGroup_GoIntoTheNext()
    {
        await WriteBehindTheFirst(NewQueue(new CommitOptions { Lanes = 1, GroupSize = 8 }), _lines.Select(line => Begin(line, 0)));

        Assert.Equal([1, 8, 8, 4], _writer.Groups);
        await AssertVersions(_ => 1);
    }

    [EngineFact]
    public async Task Writes_OfWhichSomeAreSupersededOrRefused_HearEachItsOwn()
    {
        var replies = await WriteBehindTheFirst(NewQueue(), _lines.Select((line, i) => i switch
        {
            3 => Begin(line, expectedVersion: 7),
            9 => Begin(line, 0, owner: new string('x', 201)),
            11 => Begin(line, 0, owner: "a\0b"),
            15 => _plans.Renew(line.GenerationId, 1, "nobody", TimeSpan.FromMinutes(1)),
            _ => Begin(line, 0),
        }));

        Assert.All(replies, (reply, i) => Assert.Equal(Expected(i), reply.Outcome.Result));
        await AssertVersions(i => Expected(i) == CommitResult.Committed ? 1 : 0);

        static CommitResult Expected(int member) => member switch
        {
            3 or 15 => CommitResult.FenceLost,
            9 or 11 => CommitResult.RowRefused,
            _ => CommitResult.Committed,
        };
    }

    [EngineFact]
    public async Task Writes_OfOneGenerationTwice_AreDoneByOne()
    {
        var replies = await WriteBehindTheFirst(NewQueue(), [Begin(_lines[0], 0), Begin(_lines[1], 0), Begin(_lines[1], 0), Begin(_lines[2], 0)]);

        Assert.Equal(
            [CommitResult.Committed, CommitResult.Committed, CommitResult.FenceLost, CommitResult.Committed],
            replies.Select(reply => reply.Outcome.Result));
    }

    [EngineFact]
    public async Task Writes_OfSeveralKinds_ReadEachItsOwnAnswer()
    {
        var queue = NewQueue();
        _writer.Open();
        await Task.WhenAll(_lines.Take(10).Select(line => queue.Write(line.GenerationId, Begin(line, 0))));

        var replies = await WriteBehindTheFirst(queue, _lines.Select((line, i) => i < 10 ? _plans.Renew(line.GenerationId, 1, "me", TimeSpan.FromMinutes(i + 1)) : Begin(line, 0)));

        Assert.All(replies, reply => Assert.Equal(CommitResult.Committed, reply.Outcome.Result));
        await using var db = await Database.Contexts.CreateDbContextAsync();
        var leases = await db.GenerationAttempts.ToDictionaryAsync(attempt => attempt.GenerationId, attempt => attempt.LeaseUntil);
        Assert.Equal(_lines.Select(line => leases[line.GenerationId]), replies.Select(reply => Assert.Single(reply.Answers).Moment));
    }

    [EngineFact]
    public async Task Writes_WhoseOutcomeIsLost_AreUnknownToAllAndNotRepeated()
    {
        _writer.LoseNext = 2;

        var replies = await WriteBehindTheFirst(NewQueue(), _lines.Select(line => Begin(line, 0)));

        Assert.Equal(CommitResult.Committed, replies[0].Outcome.Result);
        Assert.All(replies.Skip(1), reply => Assert.Equal(CommitResult.Unknown, reply.Outcome.Result));
        Assert.Equal([1, 20], _writer.Groups);
        await AssertVersions(_ => 1);
    }

    [EngineFact]
    public async Task Writes_BeyondTheQueue_AreTurnedAwayAndWriteNothing()
    {
        var replies = await WriteBehindTheFirst(NewQueue(new CommitOptions { Lanes = 1, QueueLength = 5 }), _lines.Take(8).Select(line => Begin(line, 0)));

        Assert.Equal(2, replies.Count(reply => reply.Outcome.Result == CommitResult.Unavailable));
        await AssertVersions(i => i < 6 ? 1 : 0);
    }

    [EngineFact]
    public async Task Writes_AfterOneThatBrokeAnAssumption_AreWrittenStill()
    {
        var queue = NewQueue();
        _writer.BreakNext = 2;
        var first = queue.Write(_lines[0].GenerationId, Begin(_lines[0], 0));
        await _writer.Entered.WaitAsync(Patience);
        var broken = queue.Write(_lines[1].GenerationId, Begin(_lines[1], 0));
        _writer.Open();

        await Assert.ThrowsAsync<InvalidOperationException>(() => broken.WaitAsync(Patience));
        Assert.Equal(CommitResult.Committed, (await first).Outcome.Result);
        Assert.Equal(CommitResult.Committed, (await queue.Write(_lines[1].GenerationId, Begin(_lines[1], 0)).WaitAsync(Patience)).Outcome.Result);
    }

    /// <summary>Holds the first commit until all others wait, so that who travels together does not depend on time.</summary>
    private async Task<CommitReply[]> WriteBehindTheFirst(WriteQueue queue, IEnumerable<CommitPlan> plans)
    {
        _writer.Close();
        var all = plans.ToList();
        var first = queue.Write(Guid.Empty, all[0]);
        await _writer.Entered.WaitAsync(Patience);
        var others = all.Skip(1).Select(plan => queue.Write(Guid.Empty, plan)).ToList();
        _writer.Open();
        return await Task.WhenAll(others.Prepend(first)).WaitAsync(Patience);
    }

    private WriteQueue NewQueue(CommitOptions? options = null) => new("commits of the test", Database.Contexts, _writer, Database.Engine, options ?? new CommitOptions { Lanes = 1 });

    private CommitPlan Begin(BudgetLine line, long expectedVersion, string owner = "me")
    {
        var attempt = new NewAttempt
        {
            GenerationId = line.GenerationId,
            OrganizationId = OrganizationId,
            DepartmentId = DepartmentId,
            UserId = UserId,
            AttemptNo = 1,
            HoldId = line.HoldId,
            ModelProvider = "local",
            ModelName = "canvas",
            QuotaPool = "local:main",
            CallKind = CallKind.Repeatable,
            Owner = owner,
            Lease = TimeSpan.FromMinutes(5),
            StartedAt = SampleRows.Moment,
        };
        var events = new GenerationEvents(Signer, line.GenerationId, new GenerationOwner(OrganizationId, DepartmentId, UserId), expectedVersion + 1, SampleRows.Moment);
        return _plans.Begin(attempt, expectedVersion, events.Started(attempt));
    }

    /// <summary>Versions, attempts and events agree: each write is there whole or not at all.</summary>
    private async Task AssertVersions(Func<int, long> expected)
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        var versions = await db.Generations.ToDictionaryAsync(row => row.Id, row => row.Version);
        Assert.Equal(_lines.Select((_, i) => expected(i)), _lines.Select(line => versions[line.GenerationId]));
        Assert.Equal(versions.Values.Sum(), await db.GenerationAttempts.CountAsync());
        Assert.Equal(versions.Values.Sum(), await db.Outbox.CountAsync(row => row.EventType == "generation.started"));
    }

    /// <summary>A real writer whose first commit waits at a gate, and which can lose an outcome or break.</summary>
    private sealed class GatedWriter(ICommitWriter writer) : ICommitWriter
    {
        private TaskCompletionSource _gate = NewGate();
        private TaskCompletionSource _entered = NewGate();

        /// <summary>Rows of the first step of each commit since the gate was closed.</summary>
        public List<int> Groups { get; } = [];

        /// <summary>The commit, counted from 1, whose outcome is lost after it was written.</summary>
        public int LoseNext { get; set; }

        /// <summary>The commit, counted from 1, that throws.</summary>
        public int BreakNext { get; set; }

        public Task Entered => _entered.Task;

        public void Close()
        {
            (_gate, _entered) = (NewGate(), NewGate());
            Groups.Clear();
        }

        public void Open() => _gate.TrySetResult();

        public async Task<CommitReply> Write(DonatelloContext context, CommitPlan plan)
        {
            Groups.Add(plan.Steps[0].Count);
            _entered.TrySetResult();
            await _gate.Task;
            if (Groups.Count == BreakNext)
            {
                throw new InvalidOperationException("Broken on purpose.");
            }

            var reply = await writer.Write(context, plan);
            return Groups.Count == LoseNext ? new CommitReply(CommitResult.Unknown) : reply;
        }

        private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

public sealed class SqliteGenerationGroupTests() : GenerationGroupTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresGenerationGroupTests(PostgresFixture postgres) : GenerationGroupTests(postgres);
