using System.Collections.Concurrent;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Audit;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace DonatelloAI.Grains.Tests.Audit;

/// <summary>The relay's grain: what wakes it, and that it comes back.</summary>
public sealed class AuditRelayGrainTests : IAsyncLifetime
{
    private const int Shard = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Outbox _outbox = new();
    private readonly Log _log = new();
    private InProcessTestCluster _silos = null!;

    private IAuditRelayGrain Relay => _silos.Client.GetGrain<IAuditRelayGrain>(Shard);

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.UseInMemoryReminderService();
            silo.Services.AddSingleton<IOutboxStore>(_outbox);
            silo.Services.AddSingleton<IAuditSink>(_log);
            silo.Services.AddSingleton<AuditInstruments>();
            silo.Services.AddKeyedSingleton(DomainClock.Key, TimeProvider.System);
            silo.Services.AddOptions<AuditOptions>().Configure(static options => options.RelaySeconds = 1);
        });
        _silos = builder.Build();
        await _silos.DeployAsync();
    }

    public async Task DisposeAsync() => await _silos.DisposeAsync();

    [Fact]
    public async Task Timer_OnceTheRelayWasWoken_ShipsWhatComesLater()
    {
        await Relay.Wake();
        await Eventually.True(() => _outbox.Looks > 0, Deadline, "the relay looked");

        var late = _outbox.Add(Shard);

        await Eventually.True(() => _log.Has(late), Deadline, "an event that came later was shipped");
        await Eventually.True(() => _outbox.Sweeps > 0, Deadline, "the outbox was swept");
    }

    [Fact]
    public async Task Wake_OfOneShard_LeavesAnotherShardAlone()
    {
        var (mine, another) = (_outbox.Add(Shard), _outbox.Add(Shard + 1));

        await Relay.Wake();

        await Eventually.True(() => _log.Has(mine), Deadline, "the shard's event was shipped");
        Assert.False(_log.Has(another));
    }

    [Fact]
    public async Task Relay_WhoseOutboxWasOut_GoesOnByItself()
    {
        _outbox.FailingReads = 2;
        var waiting = _outbox.Add(Shard);

        await Relay.Wake();

        await Eventually.True(() => _log.Has(waiting), Deadline, "the event was shipped after the outage");
    }

    [Fact]
    public async Task Relay_WhoseRivalIsFaster_ShipsTheRestAtALaterLook()
    {
        _log.Conflicts = AuditRelay.MaxConflicts + 1;
        var waiting = _outbox.Add(Shard);

        await Relay.Wake();

        await Eventually.True(() => _log.Has(waiting), Deadline, "the event was shipped at another look");
        Assert.True(_outbox.Sweeps > 1, "It was shipped in the look that should have given way.");
    }

    [Fact]
    public async Task Reminder_AfterTheRelayIsGone_BringsItBack()
    {
        await Relay.Wake();
        await Eventually.True(() => _outbox.Looks > 0, Deadline, "the relay looked");
        var reminder = await Reminder();
        await Relay.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await Eventually.True(async () => await Activations() == 0, Deadline, "the relay's activation was gone");
        var waiting = _outbox.Add(Shard);

        await Relay.AsReference<IRemindable>().ReceiveReminder(reminder.ReminderName, default);

        await Eventually.True(() => _log.Has(waiting), Deadline, "the reminded relay shipped what waited");
    }

    private IServiceProvider Silo => _silos.Silos[0].ServiceProvider;

    /// <summary>The one reminder that the relay's grain has registered.</summary>
    private async Task<ReminderEntry> Reminder()
    {
        var table = Silo.GetRequiredService<IReminderTable>();
        ReminderTableData found = null!;
        await Eventually.True(async () => (found = await table.ReadRows(Relay.GetGrainId())).Reminders.Count > 0, Deadline, "a reminder was registered");
        var reminder = Assert.Single(found.Reminders);
        Assert.Equal(TimeSpan.FromMinutes(5), reminder.Period);
        return reminder;
    }

    private async Task<int> Activations() =>
        await Silo.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetActivationAddress(Relay) is null ? 0 : 1;

    /// <summary>An outbox in memory that counts what is asked of it.</summary>
    private sealed class Outbox : IOutboxStore
    {
        private readonly ConcurrentDictionary<Guid, (int Shard, OutboxEvent Event)> _rows = new();
        private int _looks;
        private int _sweeps;
        private int _failingReads;

        public int Looks => Volatile.Read(ref _looks);

        public int Sweeps => Volatile.Read(ref _sweeps);

        /// <summary>Reads that fail before the first one goes well.</summary>
        public int FailingReads
        {
            set => Volatile.Write(ref _failingReads, value);
        }

        public Guid Add(int shard)
        {
            var happened = new OutboxEvent
            {
                Id = Guid.CreateVersion7(),
                OrganizationId = Guid.CreateVersion7(),
                UserId = Guid.CreateVersion7(),
                SubjectType = "generation",
                SubjectId = Guid.CreateVersion7(),
                SubjectVersion = 1,
                EventType = "generation.completed",
                Payload = "{}",
                CreatedAt = TimeProvider.System.GetUtcNow(),
                IsAuthentic = true,
            };
            _rows[happened.Id] = (shard, happened);
            return happened.Id;
        }

        public Task<IReadOnlyList<OutboxEvent>> Unshipped(int shard, int limit)
        {
            Interlocked.Increment(ref _looks);
            return Interlocked.Decrement(ref _failingReads) >= 0
                ? throw new StorageUnavailableException("The database is out.")
                : Task.FromResult<IReadOnlyList<OutboxEvent>>([.. _rows.Values.Where(row => row.Shard == shard).Select(row => row.Event).Take(limit)]);
        }

        public Task MarkShipped(IReadOnlyList<Guid> events, DateTimeOffset at)
        {
            foreach (var id in events)
            {
                _rows.TryRemove(id, out _);
            }

            return Task.CompletedTask;
        }

        public Task<int> RemoveAcknowledged(int shard, DateTimeOffset before, int limit)
        {
            Interlocked.Increment(ref _sweeps);
            return Task.FromResult(limit);
        }
    }

    /// <summary>A log in memory; some of its first appends lose to a rival that is nowhere.</summary>
    private sealed class Log : IAuditSink
    {
        private readonly ConcurrentDictionary<Guid, AuditLine> _lines = new();
        private int _conflicts;

        public int Conflicts
        {
            set => Volatile.Write(ref _conflicts, value);
        }

        public bool Has(Guid happened) => _lines.ContainsKey(happened);

        public Task<IReadOnlyList<AuditLine>> ReadTail(string chain, int limit) => Task.FromResult<IReadOnlyList<AuditLine>>(
            [.. _lines.Values.Where(line => line.Entry.Chain == chain).OrderByDescending(line => line.Position).Take(limit)]);

        public Task<AuditAppend> Append(IReadOnlyList<AuditLine> lines)
        {
            if (Interlocked.Decrement(ref _conflicts) >= 0)
            {
                return Task.FromResult(new AuditAppend(AuditAppendResult.Conflict, 0));
            }

            foreach (var line in lines)
            {
                _lines[line.Entry.EventId!.Value] = line;
            }

            return Task.FromResult(new AuditAppend(AuditAppendResult.Done, lines.Count));
        }
    }
}
