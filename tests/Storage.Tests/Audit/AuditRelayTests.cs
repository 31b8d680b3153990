using DonatelloAI.Contracts;
using DonatelloAI.Grains.Audit;
using DonatelloAI.Storage.Audit;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace DonatelloAI.Storage.Tests.Audit;

/// <summary>The relay on real rows and a real log, with failures in between.</summary>
public abstract class AuditRelayTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    private static readonly OutboxSigner Signer = new(new byte[32]);
    private static readonly AuditInstruments Instruments = new(TimeProvider.System);

    private readonly Guid _organization = Guid.CreateVersion7();
    private readonly Guid _person = Guid.CreateVersion7();
    private long _second;

    private FaultyOutbox Outbox { get; set; } = null!;

    private FaultySink Sink { get; set; } = null!;

    private RelationalAuditSink Log { get; set; } = null!;

    private string Chain => AuditChain.OfPerson(_person);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Outbox = new FaultyOutbox(new OutboxStore(Database.Contexts, Signer, new CommitOptions()));
        Log = new RelationalAuditSink(Database.Contexts, new CommitOptions());
        Sink = new FaultySink(Log);
    }

    [EngineFact]
    public async Task Rows_OfAPerson_BecomeAChainInTheirOrderAndAreMarked()
    {
        var rows = await Add(5);

        Assert.Equal(RelayLook.Done, await NewRelay().Drain(default));

        await AssertShipped(rows);
        Assert.Equal(0, await Unshipped());
    }

    [EngineFact]
    public async Task Row_ThatCommitsLate_IsShippedWhenItIsThere()
    {
        var relay = NewRelay();
        var rows = await Add(3);
        await relay.Drain(default);

        var late = NewRow(Guid.CreateVersion7(), version: 1);
        late.CreatedAt = SampleRows.Moment.AddDays(-1);
        await Database.AddAsync(Signer.Seal(late));
        await relay.Drain(default);

        await AssertShipped([.. rows, late.Id]);
    }

    [EngineFact]
    public async Task Crash_BetweenAppendAndMark_ShipsNothingTwice()
    {
        var rows = await Add(AuditChain.MaxRun + 20);
        Outbox.FailingMarks = 1;

        Assert.Equal(RelayLook.Failed, await NewRelay().Drain(default));
        Assert.Equal(AuditChain.MaxRun, await Length());
        Assert.Equal(rows.Count, await Unshipped());
        rows = [.. rows, .. await Add(5)];
        Assert.Equal(RelayLook.Done, await NewRelay().Drain(default));

        await AssertShipped(rows);
    }

    [EngineFact]
    public async Task Crash_OfEveryRelayInTurn_ShipsNothingTwice()
    {
        var rows = new List<Guid>();
        for (var i = 0; i < 8; i++)
        {
            // Older than what was appended, so that it comes before it in the next batch.
            _second = -100 * i;
            rows = [.. await Add(30), .. rows];
            Outbox.FailAfterMarks = 1;
            await NewRelay(batch: 40).Drain(default);
        }

        Outbox.FailAfterMarks = int.MaxValue;
        await NewRelay(batch: 40).Drain(default);

        Assert.Equal(rows.Order(), (await Events()).Order());
        Assert.Null(AuditChain.FirstBroken(ChainHead.Before, await Lines()));
    }

    [EngineFact]
    public async Task Relays_TwoAtOnce_ForkNoChainAndShipNothingTwice()
    {
        var rows = await Add(400);
        AuditRelay[] relays = [NewRelay(batch: 50), NewRelay(batch: 70), NewRelay(batch: 30)];

        for (var i = 0; await Unshipped() > 0 && i < 50; i++)
        {
            await Task.WhenAll(relays.Select(relay => Task.Run(() => relay.Drain(default))));
        }

        Assert.Equal(rows.Order(), (await Events()).Order());
        Assert.Null(AuditChain.FirstBroken(ChainHead.Before, await Lines()));
    }

    [EngineFact]
    public async Task Relay_ThatWasOvertaken_ReadsTheEndAgain()
    {
        var stale = NewRelay();
        var rows = await Add(3);
        await stale.Drain(default);
        rows = [.. rows, .. await Add(3)];
        await NewRelay().Drain(default);
        rows = [.. rows, .. await Add(3)];

        Assert.Equal(RelayLook.Done, await stale.Drain(default));

        await AssertShipped(rows);
    }

    [EngineFact]
    public async Task Sink_ThatIsOut_LosesNothingAndIsCaughtUpInOrder()
    {
        var relay = NewRelay();
        var rows = await Add(3);
        Sink.IsOut = true;

        Assert.Equal(RelayLook.Failed, await relay.Drain(default));
        rows = [.. rows, .. await Add(3)];
        Assert.Equal(RelayLook.Failed, await relay.Drain(default));
        Assert.Equal((0, 6), (await Length(), await Unshipped()));
        Sink.IsOut = false;

        Assert.Equal(RelayLook.Done, await relay.Drain(default));
        await AssertShipped(rows);
    }

    [EngineFact]
    public async Task Sink_WhoseAnswerIsLost_GetsNoLineTwice()
    {
        var relay = NewRelay();
        var rows = await Add(3);
        Sink.LosesAnswer = true;

        Assert.Equal(RelayLook.Failed, await relay.Drain(default));
        Assert.Equal((3, 3), (await Length(), await Unshipped()));
        Sink.LosesAnswer = false;
        Assert.Equal(RelayLook.Done, await relay.Drain(default));

        await AssertShipped(rows);
    }

    [EngineFact]
    public async Task Sink_ThatTakesAPart_GetsTheRestNextTime()
    {
        var relay = NewRelay();
        var rows = await Add(10);
        Sink.Takes = 4;

        Assert.Equal(RelayLook.Failed, await relay.Drain(default));
        Assert.Equal((4, 6), (await Length(), await Unshipped()));
        Sink.Takes = null;
        Assert.Equal(RelayLook.Done, await relay.Drain(default));

        await AssertShipped(rows);
    }

    [EngineFact]
    public async Task Row_ThatWasAltered_IsReplacedByAnEventThatSaysSo()
    {
        var rows = await Add(3);
        await Database.ExecuteAsync("""UPDATE outbox SET payload = '["0.000001"]' WHERE subject_version = 1""");

        Assert.Equal(RelayLook.Done, await NewRelay().Drain(default));

        Assert.Equal([rows[0], rows[2]], await Events());
        await using var db = await Database.Contexts.CreateDbContextAsync();
        var told = await db.AuditEvents.SingleAsync(line => line.EventType == AuditMapping.AlteredEvent);
        Assert.Equal(($"{rows[1]}", _organization, "failure"), (told.ResourceId, told.OrganizationId, told.Status));
        Assert.StartsWith($"system:{_organization}:", told.UserId, StringComparison.Ordinal);
        Assert.DoesNotContain("0.000001", told.Metadata, StringComparison.Ordinal);
        Assert.Equal(0, await Unshipped());
    }

    [EngineFact]
    public async Task Row_MovedIntoAnotherShard_IsShippedOnceAllTheSame()
    {
        var rows = await Add(2);
        var other = (Shard + 1) % OutboxSigner.Shards;
        await Database.ExecuteAsync($"UPDATE outbox SET shard = {other} WHERE subject_version = 1");

        await NewRelay().Drain(default);
        await NewRelay(shard: other).Drain(default);

        Assert.Equal(rows.Order(), (await Events()).Order());
        Assert.Null(AuditChain.FirstBroken(ChainHead.Before, await Lines()));
    }

    [EngineFact]
    public async Task Subject_WhoseRowsHaveCrookedClocks_KeepsItsOrder()
    {
        var subject = Guid.CreateVersion7();
        var rows = Enumerable.Range(0, 6).Select(version => NewRow(subject, version)).ToList();
        foreach (var (row, second) in rows.Zip([5, 0, 4, 1, 3, 2]))
        {
            row.CreatedAt = SampleRows.Moment.AddSeconds(second);
        }

        await Database.AddAsync([.. rows.Select(Signer.Seal)]);

        // Each batch is cut where earlier versions come later by their clock.
        Assert.Equal(RelayLook.Done, await NewRelay(batch: 2).Drain(default));

        Assert.Equal(rows.Select(row => row.Id), await Events());
    }

    [EngineFact]
    public async Task Rows_TenThousandOfManyPeople_AreDrained()
    {
        var people = Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7()).ToList();
        var rows = Enumerable.Range(0, 10_000).Select(i => NewRow(Guid.CreateVersion7(), version: 1, people[i % people.Count])).ToList();
        await Database.AddAsync([.. rows.Select(Signer.Seal)]);

        foreach (var shard in rows.Select(row => row.Shard).Distinct())
        {
            Assert.Equal(RelayLook.Done, await NewRelay(shard: shard).Drain(default));
        }

        Assert.Equal(0, await Unshipped());
        foreach (var person in people)
        {
            var lines = (await Log.ReadTail(AuditChain.OfPerson(person), 1_000)).Reverse().ToList();
            Assert.Equal(rows.Where(row => row.UserId == person).Select(row => (Guid?)row.Id), lines.Select(line => line.Entry.EventId));
            Assert.Null(AuditChain.FirstBroken(ChainHead.Before, lines));
        }
    }

    [EngineFact]
    public async Task Relay_WhoseRivalIsAlwaysFaster_LeavesTheRestToTheNextLook()
    {
        var rows = await Add(30);
        var rival = new Rival(this, wins: int.MaxValue);
        Sink.Before = rival.Overtake;

        Assert.Equal(RelayLook.GaveWay, await NewRelay().Drain(default));

        Assert.Equal(AuditRelay.MaxConflicts, rival.Wins);
        Sink.Before = null;
        Assert.Equal(RelayLook.Done, await NewRelay().Drain(default));
        await AssertShipped(rows);
    }

    [EngineFact]
    public async Task Relay_WhoseRivalIsFasterNowAndThen_ShipsAllInOneLook()
    {
        var rows = await Add(30);
        var rival = new Rival(this, wins: AuditRelay.MaxConflicts - 1);
        Sink.Before = rival.Overtake;

        Assert.Equal(RelayLook.Done, await NewRelay().Drain(default));

        Assert.Equal(AuditRelay.MaxConflicts - 1, rival.Wins);
        await AssertShipped(rows);
    }

    private short Shard => Signer.Seal(NewRow(Guid.Empty, 0)).Shard;

    private AuditRelay NewRelay(int batch = 500, int? shard = null) => new(
        shard ?? Shard, Outbox, Sink, TimeProvider.System, new AuditOptions { BatchSize = batch }, Instruments, NullLogger<AuditRelay>.Instance);

    /// <summary>Adds rows of the person, a second apart.</summary>
    private async Task<List<Guid>> Add(int count)
    {
        var rows = Enumerable.Range(0, count).Select(version => Signer.Seal(NewRow(Guid.CreateVersion7(), version))).ToArray();
        await Database.AddAsync(rows.ToArray<object>());
        return [.. rows.Select(row => row.Id)];
    }

    private OutboxRow NewRow(Guid subject, long version, Guid? person = null) => new()
    {
        Id = Guid.CreateVersion7(),
        Shard = 0,
        OrganizationId = _organization,
        UserId = person ?? _person,
        SubjectType = "generation",
        SubjectId = subject,
        SubjectVersion = version,
        EventType = "generation.completed",
        Payload = """{"cost_aud":"0.080000"}""",
        CreatedAt = SampleRows.Moment.AddSeconds(_second++),
        Mac = [],
    };

    /// <summary>Ships the oldest row of the person as another relay would.</summary>
    private async Task AppendElsewhere()
    {
        var store = new OutboxStore(Database.Contexts, Signer, new CommitOptions());
        var oldest = (await store.Unshipped(Shard, 1))[0];
        var tail = await Log.ReadTail(Chain, 1);
        var head = tail.Count == 0 ? ChainHead.Before : ChainHead.Of(tail[0]);
        await Log.Append(AuditChain.Extend(head, [AuditMapping.Entry(oldest, TimeProvider.System.GetUtcNow())]));
        await store.MarkShipped([oldest.Id], TimeProvider.System.GetUtcNow());
    }

    private async Task AssertShipped(IReadOnlyList<Guid> rows)
    {
        Assert.Equal(rows, await Events());
        Assert.Null(AuditChain.FirstBroken(ChainHead.Before, await Lines()));
    }

    private async Task<List<AuditLine>> Lines() => [.. (await Log.ReadTail(Chain, 10_000)).Reverse()];

    private async Task<List<Guid>> Events() => (await Lines()).ConvertAll(line => line.Entry.EventId!.Value);

    private async Task<int> Length() => (await Lines()).Count;

    private async Task<int> Unshipped()
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        return await db.Outbox.CountAsync(row => row.AuditShippedAt == null);
    }

    /// <summary>An outbox whose marks fail as if the process had died before them.</summary>
    private sealed class FaultyOutbox(IOutboxStore store) : IOutboxStore
    {
        public int FailingMarks { get; set; }

        /// <summary>Marks that go well before all later ones fail.</summary>
        public int FailAfterMarks { get; set; } = int.MaxValue;

        public Task<IReadOnlyList<OutboxEvent>> Unshipped(int shard, int limit) => store.Unshipped(shard, limit);

        public Task<int> RemoveAcknowledged(int shard, DateTimeOffset before, int limit) => store.RemoveAcknowledged(shard, before, limit);

        public Task MarkShipped(IReadOnlyList<Guid> events, DateTimeOffset at)
        {
            if (FailingMarks-- > 0 || FailAfterMarks-- <= 0)
            {
                throw new StorageUnavailableException("The plug was pulled.");
            }

            return store.MarkShipped(events, at);
        }
    }

    /// <summary>Another relay of the shard, which appends an event of its own just before the first relay's append.</summary>
    private sealed class Rival(AuditRelayTests test, int wins)
    {
        public int Wins { get; private set; }

        public async Task Overtake()
        {
            if (Wins < wins)
            {
                Wins++;
                await test.AppendElsewhere();
            }
        }
    }

    /// <summary>A sink that is out, loses its answer, or takes a part.</summary>
    private sealed class FaultySink(IAuditSink sink) : IAuditSink
    {
        public bool IsOut { get; set; }

        public bool LosesAnswer { get; set; }

        public int? Takes { get; set; }

        /// <summary>What happens before an append reaches the log; null for nothing.</summary>
        public Func<Task>? Before { get; set; }

        public Task<IReadOnlyList<AuditLine>> ReadTail(string chain, int limit) =>
            IsOut ? throw new StorageUnavailableException("The sink is out.") : sink.ReadTail(chain, limit);

        public async Task<AuditAppend> Append(IReadOnlyList<AuditLine> lines)
        {
            if (IsOut)
            {
                return new AuditAppend(AuditAppendResult.Unavailable, 0);
            }

            await (Before?.Invoke() ?? Task.CompletedTask);
            var answer = await sink.Append([.. lines.Take(Takes ?? lines.Count)]);
            return LosesAnswer || Takes < lines.Count ? new AuditAppend(AuditAppendResult.Unavailable, LosesAnswer ? 0 : answer.Durable) : answer;
        }
    }
}

public sealed class SqliteAuditRelayTests() : AuditRelayTests(null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresAuditRelayTests(PostgresFixture postgres) : AuditRelayTests(postgres);
