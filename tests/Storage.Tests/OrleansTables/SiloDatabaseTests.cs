using DonatelloAI.Silo.Clustering;
using DonatelloAI.Silo.Persistence;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;

namespace DonatelloAI.Storage.Tests.OrleansTables;

/// <summary>A silo keeps grain state and reminders in the database of the model.</summary>
public abstract class SiloDatabaseTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    private const string StateName = "tests.kept";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private IHost _host = null!;

    public static TheoryData<string> Keys => ["0191d7f2a1b24c3d8e4f5a6b7c8d9e0f", "2a", "7+part", "text-key"];

    private IGrainStorage Storage => _host.Services.GetRequiredService<IGrainStorage>();

    private IRemindedGrain Grain(Guid id) => _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IRemindedGrain>(id);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _host = await StartSilo();
    }

    public override async Task DisposeAsync()
    {
        await StopSilo();
        await base.DisposeAsync();
    }

    [EngineTheory]
    [MemberData(nameof(Keys))]
    public async Task State_WrittenTwice_IsReadBackByAnotherSilo(string key)
    {
        var id = GrainId.Create("kept", key);
        var state = new GrainState<List<string>>(["first"]);
        await Storage.WriteStateAsync(StateName, id, state);
        state.State = ["first", "second"];
        await Storage.WriteStateAsync(StateName, id, state);

        await StopSilo();
        _host = await StartSilo();

        var read = await Read(id);
        Assert.Equal(["first", "second"], read.State);
        Assert.Equal((true, "2", "2"), (read.RecordExists, read.ETag, state.ETag));
    }

    [EngineFact]
    public async Task State_NeverWritten_IsEmpty()
    {
        var read = await Read(GrainId.Create("kept", "nobody"));

        Assert.Empty(read.State!);
        Assert.Equal((false, null), (read.RecordExists, read.ETag));
    }

    [EngineFact]
    public async Task State_OfKeysThatDifferInTheExtensionOnly_IsKeptApart()
    {
        var bare = GrainId.Create(GrainType.Create("kept"), GrainIdKeyExtensions.CreateIntegerKey(7));
        var extended = GrainId.Create(GrainType.Create("kept"), GrainIdKeyExtensions.CreateIntegerKey(7, "part"));
        await Storage.WriteStateAsync(StateName, bare, new GrainState<List<string>>(["bare"]));
        await Storage.WriteStateAsync(StateName, extended, new GrainState<List<string>>(["extended"]));

        Assert.Equal(["bare"], (await Read(bare)).State);
        Assert.Equal(["extended"], (await Read(extended)).State);
    }

    [EngineFact]
    public async Task State_Cleared_LeavesNoRowAndCanBeWrittenAgain()
    {
        var id = GrainId.Create("kept", "cleared");
        var state = new GrainState<List<string>>(["x"]);
        await Storage.WriteStateAsync(StateName, id, state);

        await Storage.ClearStateAsync(StateName, id, state);

        Assert.False(state.RecordExists);
        Assert.Equal(["0"], await Count("OrleansStorage"));
        state.State = ["again"];
        await Storage.WriteStateAsync(StateName, id, state);
        Assert.Equal(["again"], (await Read(id)).State);
    }

    [EngineFact]
    public async Task Write_WithAStaleVersion_IsRefusedAndChangesNothing()
    {
        var id = GrainId.Create("kept", "contended");
        var winner = new GrainState<List<string>>(["a"]);
        await Storage.WriteStateAsync(StateName, id, winner);
        var loser = await Read(id);
        winner.State = ["b"];
        await Storage.WriteStateAsync(StateName, id, winner);

        loser.State = ["c"];
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, id, loser));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, id, loser));

        Assert.Equal(["b"], (await Read(id)).State);
    }

    [EngineFact]
    public async Task Write_AfterSomebodyElseCleared_IsRefused()
    {
        var id = GrainId.Create("kept", "gone");
        var state = new GrainState<List<string>>(["a"]);
        await Storage.WriteStateAsync(StateName, id, state);
        var other = await Read(id);
        await Storage.ClearStateAsync(StateName, id, other);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(StateName, id, state));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(StateName, id, state));

        Assert.Equal(["0"], await Count("OrleansStorage"));
    }

    [EngineFact]
    public async Task FirstWrite_ByManyAtOnce_IsAcceptedOnce()
    {
        var id = GrainId.Create("kept", "raced");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => TryFirstWrite(id, $"{i}")));

        Assert.Equal(1, outcomes.Count(accepted => accepted));
        Assert.Equal(["1"], await Count("OrleansStorage"));
    }

    [EngineFact]
    public async Task Reminder_Registered_IsListedAndTicks()
    {
        var id = Guid.CreateVersion7();
        await Grain(id).Ask("wake", Period);

        Assert.Equal(["wake"], await Grain(id).List());
        await UntilReminded(id, "wake");
    }

    [EngineFact]
    public async Task Reminder_AfterARestart_Ticks()
    {
        var id = Guid.CreateVersion7();
        await Grain(id).Ask("wake", Period);

        await StopSilo();
        _host = await StartSilo();

        await UntilReminded(id, "wake");
    }

    [EngineFact]
    public async Task Reminder_RegisteredAgainAndForgotten_LeavesNoRow()
    {
        var id = Guid.CreateVersion7();
        await Grain(id).Ask("wake", Period);
        await Grain(id).Ask("wake", TimeSpan.FromDays(40));
        Assert.Equal(["1"], await Count("OrleansRemindersTable"));

        await Grain(id).Forget("wake");

        Assert.Empty(await Grain(id).List());
        Assert.Equal(["0"], await Count("OrleansRemindersTable"));
    }

    [EngineFact]
    public async Task Reminders_OfARangeThatWraps_AreFoundAsInOneThatDoesNot()
    {
        var table = _host.Services.GetRequiredService<IReminderTable>();
        foreach (var i in Enumerable.Range(0, 20))
        {
            await table.UpsertRow(NewReminder($"r{i}"));
        }

        var middle = (await table.ReadRows(0x40000000, 0xC0000000)).Reminders;
        var rest = (await table.ReadRows(0xC0000000, 0x40000000)).Reminders;

        Assert.Equal(20, middle.Concat(rest).Select(reminder => reminder.GrainId).Distinct().Count());
        Assert.Equal(20, middle.Count + rest.Count);
        Assert.All(middle, reminder => Assert.InRange(reminder.GrainId.GetUniformHashCode(), 0x40000001u, 0xC0000000u));
    }

    [EngineFact]
    public async Task Reminder_RemovedWithAStaleVersion_Stays()
    {
        var table = _host.Services.GetRequiredService<IReminderTable>();
        var reminder = NewReminder("x");
        var first = await table.UpsertRow(reminder);
        var second = await table.UpsertRow(reminder);

        Assert.NotEqual(first, second);
        Assert.False(await table.RemoveRow(reminder.GrainId, reminder.ReminderName, first!));
        var row = await table.ReadRow(reminder.GrainId, reminder.ReminderName);
        Assert.Equal((second, reminder.StartAt, reminder.Period), (row!.ETag, row.StartAt, row.Period));
        Assert.True(await table.RemoveRow(reminder.GrainId, reminder.ReminderName, second!));
    }

    private static ReminderEntry NewReminder(string key) => new()
    {
        GrainId = GrainId.Create("kept", key),
        ReminderName = "wake",
        StartAt = new DateTime(2026, 11, 22, 10, 30, 0, 250, DateTimeKind.Utc),
        Period = TimeSpan.FromHours(1),
    };

    private async Task<bool> TryFirstWrite(GrainId id, string value)
    {
        try
        {
            await Storage.WriteStateAsync(StateName, id, new GrainState<List<string>>([value]));
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private async Task<GrainState<List<string>>> Read(GrainId id)
    {
        var state = new GrainState<List<string>>();
        await Storage.ReadStateAsync(StateName, id, state);
        return state;
    }

    private Task<List<string>> Count(string table) => Database.QueryAsync($"SELECT CAST(COUNT(*) AS varchar(20)) AS \"Value\" FROM {table}");

    private Task UntilReminded(Guid id, string name) => Eventually.True(
        () => _host.Services.GetRequiredService<Reminded>().Has($"{id}/{name}"), Deadline, $"reminder {name} comes");

    private async Task<IHost> StartSilo()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Reminded>();
        builder.UseOrleans(silo => silo
            .UseSingleSilo()
            .UseDonatelloDatabase(Database.Engine, Database.ConnectionString)
            .Configure<ReminderOptions>(reminders => reminders.MinimumReminderPeriod = Period));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private async Task StopSilo()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}

public sealed class SqliteSiloDatabaseTests() : SiloDatabaseTests(postgres: null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresSiloDatabaseTests(PostgresFixture postgres) : SiloDatabaseTests(postgres);

/// <summary>The same on a SQL Server that whoever runs the tests names.</summary>
[NeedsServer(SqlServerDatabases.Variable)]
public sealed class SqlServerSiloDatabaseTests() : SiloDatabaseTests(postgres: null)
{
    protected override Task<TestDatabase> MakeDatabaseAsync() => SqlServerDatabases.MakeAsync();
}
