using System.Collections.Concurrent;
using System.Reflection;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Routing;
using DonatelloAI.Grains.Providers.Scheduling;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace DonatelloAI.Grains.Tests.Providers;

public sealed class QuotaPoolGrainTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PendingRows _rows = PendingRows.Make();
    private readonly RecordedGrants _grants = new();
    private InProcessTestCluster _cluster = null!;

    private IGenerationStore Store => (IGenerationStore)(object)_rows;

    private IQuotaPoolGrain Pool => _cluster.Client.GetGrain<IQuotaPoolGrain>("painter");

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(Store);
            silo.Services.AddSingleton<IModelStore>(_rows.Models);
            silo.Services.AddSingleton<IGrantSink>(_grants);
            silo.Services.AddSingleton<ModelDirectory>();
            silo.Services.AddSingleton<PoolInstruments>();
            silo.Services.AddKeyedSingleton(DomainClock.Key, TimeProvider.System);
            silo.Services.AddOptions<ModelDirectoryOptions>();
            silo.Services.AddOptions<PoolOptions>().Configure(options => (options.TopUpSeconds, options.GrantSeconds) = (1, 1));
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Wake_WithRowsInTheDatabase_GrantsThemWithinTheConcurrency()
    {
        _rows.Add(3);
        await Pool.Wake();
        await Granted(2);
        Assert.Equal(2, (await Pool.Status()).Running);

        await Pool.Return(_grants.All[0].SlotId, new SlotOutcome(CallHealth.Good));
        await Granted(3);
        Assert.Equal(3, _grants.Generations.Distinct().Count());
    }

    [Fact]
    public async Task Activation_WhileTheDatabaseIsGone_GrantsWhenItIsBack()
    {
        _rows.IsGone = true;
        _rows.Add(1);
        await Pool.Wake();
        await Eventually.True(() => _rows.Refusals > 1, Patience, "the database was asked again");
        Assert.Empty(_grants.All);

        _rows.IsGone = false;
        await Granted(1);
    }

    [Fact]
    public async Task Activation_AfterAPredecessor_LoadsAgainBeforeItGrants()
    {
        _rows.Load = new PoolLoad([], [TimeProvider.System.GetUtcNow()]);
        _rows.Add(1);
        await Pool.Wake();
        await Granted(1);

        Assert.True(_rows.Loads >= 2, "what began while the grants of a predecessor ran out was read as well");
        Assert.Equal(2, (await Pool.Status()).StartedLastMinute);
    }

    private Task Granted(int count) => Eventually.True(() => _grants.All.Count >= count, Patience, $"{count} grants were sent");

    private sealed class RecordedGrants : IGrantSink
    {
        private readonly ConcurrentQueue<(Guid Generation, SlotGrant Grant)> _sent = new();

        public IReadOnlyList<SlotGrant> All => [.. _sent.Select(sent => sent.Grant)];

        public IEnumerable<Guid> Generations => _sent.Select(sent => sent.Generation);

        public void Send(Guid generationId, SlotGrant grant) => _sent.Enqueue((generationId, grant));
    }

    /// <summary>A store of which a scheduler needs two reads; the rest is nobody's business here.</summary>
    public class PendingRows : DispatchProxy
    {
        private readonly ConcurrentQueue<WaitingGeneration> _pending = new();
        private int _refusals;
        private int _loads;

        public bool IsGone { get; set; }

        public PoolLoad Load { get; set; } = new([], []);

        public int Refusals => _refusals;

        public int Loads => _loads;

        internal IModelStore Models { get; } = new OneModel();

        public static PendingRows Make() => (PendingRows)(object)Create<IGenerationStore, PendingRows>();

        public void Add(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _pending.Enqueue(new(Guid.CreateVersion7(), Guid.CreateVersion7(), false, TimeProvider.System.GetUtcNow()));
            }
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (IsGone)
            {
                Interlocked.Increment(ref _refusals);
                throw new StorageUnavailableException();
            }

            switch (targetMethod!.Name)
            {
                case nameof(IGenerationStore.Load):
                    Interlocked.Increment(ref _loads);
                    return Task.FromResult(Load);
                case nameof(IGenerationStore.Pending):
                    return Task.FromResult<IReadOnlyList<WaitingGeneration>>([.. _pending]);
                default:
                    throw new NotSupportedException(targetMethod.Name);
            }
        }

        private sealed class OneModel : IModelStore
        {
            public FreezeState Freezes { get; set; } = FreezeState.None;

            public Task<IReadOnlyList<OfferedModel>> LoadModels() =>
                Task.FromResult<IReadOnlyList<OfferedModel>>([RouterBench.Model("painter/test") with { MaxConcurrency = 2 }]);

            public Task<IReadOnlyList<ExchangeRate>> LoadRates(DateTimeOffset at) => Task.FromResult<IReadOnlyList<ExchangeRate>>([]);

            public Task<FreezeState> LoadFreezes() => Task.FromResult(Freezes);
        }
    }
}
