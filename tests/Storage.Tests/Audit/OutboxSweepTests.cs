using DonatelloAI.Contracts;
using DonatelloAI.Grains.Audit;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Storage.Tests.Audit;

/// <summary>The outbox loses what every consumer has had for long enough, and nothing else.</summary>
public abstract class OutboxSweepTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    private const int Days = 7;
    private static readonly OutboxSigner Signer = new(new byte[32]);
    private static readonly AuditInstruments Instruments = new(TimeProvider.System);

    private readonly FakeTimeProvider _clock = new(SampleRows.Moment);
    private readonly Guid _organization = Guid.CreateVersion7();

    private OutboxStore Outbox { get; set; } = null!;

    private short Shard => Signer.Seal(NewRow()).Shard;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Outbox = new OutboxStore(Database.Contexts, Signer, new CommitOptions());
    }

    [EngineFact]
    public async Task Row_ShippedLongAgo_IsRemovedAndAYoungerOneIsKept()
    {
        var (old, young) = ((await Add(1))[0], (await Add(1))[0]);
        await Outbox.MarkShipped([old], _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Outbox.MarkShipped([young], _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromDays(Days) - TimeSpan.FromSeconds(1));

        Assert.True(await NewSweep().Sweep());

        Assert.Equal([young], await Rows());
    }

    [EngineFact]
    public async Task Row_ThatWasNeverShipped_IsKeptHoweverOldItIs()
    {
        var rows = await Add(2);
        await Outbox.MarkShipped([rows[0]], _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromDays(400));

        Assert.True(await NewSweep().Sweep());

        Assert.Equal([rows[1]], await Rows());
    }

    [EngineFact]
    public async Task Row_ThatWasShippedLate_IsKeptForItsDaysFromThen()
    {
        var rows = await Add(1);
        _clock.Advance(TimeSpan.FromDays(30));
        await Outbox.MarkShipped(rows, _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromDays(Days - 1));
        var sweep = NewSweep();

        await sweep.Sweep();
        Assert.Equal(rows, await Rows());
        _clock.Advance(TimeSpan.FromDays(2));
        await sweep.Sweep();

        Assert.Empty(await Rows());
    }

    [EngineFact]
    public async Task Rows_OfAnotherShard_AreLeftToItsRelay()
    {
        var rows = await AddShipped(3);
        var other = (Shard + 1) % OutboxSigner.Shards;

        await NewSweep(shard: other).Sweep();
        Assert.Equal(rows.Count, (await Rows()).Count);
        await NewSweep().Sweep();

        Assert.Empty(await Rows());
    }

    [EngineFact]
    public async Task Sweep_WithMoreThanABatch_TakesABatchATimeAndThenRests()
    {
        await AddShipped(OutboxSweep.BatchSize + 3);
        var sweep = NewSweep();

        await sweep.Sweep();
        Assert.Equal(3, (await Rows()).Count);
        await sweep.Sweep();
        Assert.Empty(await Rows());

        await AddShipped(1);
        await sweep.Sweep();
        Assert.Single(await Rows());
        _clock.Advance(OutboxSweep.Rest);
        await sweep.Sweep();
        Assert.Empty(await Rows());
    }

    [EngineFact]
    public async Task Sweeps_OfTwoActivations_RemoveWhatIsDueAndNothingElse()
    {
        await AddShipped(OutboxSweep.BatchSize + 50);
        var waiting = await Add(20);
        OutboxSweep[] sweeps = [NewSweep(), NewSweep()];

        // Where they meet, one of them may be turned away and comes again.
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(sweeps.Select(sweep => Task.Run(sweep.Sweep)));
        }

        Assert.Equal(waiting.Order(), (await Rows()).Order());
    }

    [EngineFact]
    public async Task Removal_OfARowWithoutItsMark_LeavesItWhereItIs()
    {
        var rows = await Add(2);
        await Outbox.MarkShipped([rows[0]], _clock.GetUtcNow());
        await using var db = await Database.Contexts.CreateDbContextAsync();
        var plan = OutboxStore.RemovalPlan(rows, new OutboxShapes(db.Model));

        var reply = await CommitWriters.For(db.Engine, new CommitOptions()).Write(db, plan);

        Assert.Equal(Grains.Budgets.CommitResult.Committed, reply.Outcome.Result);
        Assert.Equal([rows[1]], await Rows());
    }

    [Fact]
    public async Task Sweep_OfADatabaseThatIsOut_SaysThatAPauseIsDue()
    {
        var sweep = new OutboxSweep(0, new OutboxThatIsOut(), _clock, new AuditOptions(), Instruments, NullLogger<OutboxSweep>.Instance);

        Assert.False(await sweep.Sweep());
    }

    private OutboxSweep NewSweep(int? shard = null) =>
        new(shard ?? Shard, Outbox, _clock, new AuditOptions { KeepShippedDays = Days }, Instruments, NullLogger<OutboxSweep>.Instance);

    /// <summary>Rows that the audit took so long ago that they are due.</summary>
    private async Task<List<Guid>> AddShipped(int count)
    {
        var rows = await Add(count);
        await Outbox.MarkShipped(rows, _clock.GetUtcNow().AddDays(-Days - 1));
        return rows;
    }

    /// <summary>Rows that were written long before the clock's present.</summary>
    private async Task<List<Guid>> Add(int count)
    {
        var rows = Enumerable.Range(0, count).Select(_ => Signer.Seal(NewRow())).ToList();
        await Database.AddAsync([.. rows]);
        return rows.ConvertAll(row => row.Id);
    }

    private OutboxRow NewRow() => new()
    {
        Id = Guid.CreateVersion7(),
        Shard = 0,
        OrganizationId = _organization,
        SubjectType = "generation",
        SubjectId = Guid.CreateVersion7(),
        SubjectVersion = 1,
        EventType = "generation.completed",
        Payload = "{}",
        CreatedAt = SampleRows.Moment.AddDays(-Days - 2),
        Mac = [],
    };

    private async Task<List<Guid>> Rows()
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        return await db.Outbox.Select(row => row.Id).ToListAsync();
    }

    private sealed class OutboxThatIsOut : IOutboxStore
    {
        public Task<IReadOnlyList<OutboxEvent>> Unshipped(int shard, int limit) => throw Outage();

        public Task MarkShipped(IReadOnlyList<Guid> events, DateTimeOffset at) => throw Outage();

        public Task<int> RemoveAcknowledged(int shard, DateTimeOffset before, int limit) => throw Outage();

        private static StorageUnavailableException Outage() => new("The database is out.");
    }
}

public sealed class SqliteOutboxSweepTests() : OutboxSweepTests(null)
{
    [Fact]
    public async Task Query_OfTheSweep_IsServedByAnIndex()
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        var query = OutboxQueries.Acknowledged(db, 0, SampleRows.Moment, 1).ToQueryString();
        var statement = query[query.IndexOf("SELECT", StringComparison.Ordinal)..];
        await using var command = db.Database.GetDbConnection().CreateCommand();
        await db.Database.OpenConnectionAsync();
        command.CommandText = $"EXPLAIN QUERY PLAN {statement.Replace("@limit", "1", StringComparison.Ordinal).Replace("@shard", "0", StringComparison.Ordinal).Replace("@before", "0", StringComparison.Ordinal)}";

        await using var plan = await command.ExecuteReaderAsync();

        Assert.True(await plan.ReadAsync());
        Assert.Contains("USING INDEX idx_outbox_webhooks_unshipped (shard=? AND created_at<?)", plan.GetString(3), StringComparison.Ordinal);
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresOutboxSweepTests(PostgresFixture postgres) : OutboxSweepTests(postgres);
