using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Catalogue;
using DonatelloAI.Grains.Providers.Routing;
using DonatelloAI.Grains.Users;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>Two silos that read the catalogue once an hour by themselves: what they know sooner, they were told.</summary>
public sealed class CatalogueNewsTests : IAsyncLifetime
{
    private const int HourSeconds = 3_600;

    private static readonly Caller Operator = new()
    {
        UserId = Guid.CreateVersion7(), OrganizationId = Guid.CreateVersion7(), Role = UserRole.SuperAdmin, Scopes = KeyScopes.All,
    };

    private readonly Rows _rows = new();
    private InProcessTestCluster _cluster = null!;

    private IProviderGrain Catalogue => _cluster.Client.GetGrain<IProviderGrain>(0);

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddGrainService<EpochService>();
            silo.Services.AddSingleton<OrganizationEpochs>();
            silo.Services.AddSingleton<EpochPush>();
            silo.Services.AddSingleton<FreezeNews>();
            silo.Services.AddSingleton<ModelDirectory>();
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddKeyedSingleton(DomainClock.Key, TimeProvider.System);
            silo.Services.AddSingleton(NotAsked.Of<IPersonalSealer>());
            silo.Services.AddSingleton<IModelStore>(_rows);
            silo.Services.AddSingleton<ICatalogueStore>(_rows);
            silo.Services.AddOptions<ModelDirectoryOptions>().Configure(static options => options.RefreshSeconds = HourSeconds);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        await OnBoth(static models => models.Find("a/one") is { DisplayName: null, Freeze: null });
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Change_Answered_IsKnownOnEverySilo()
    {
        Assert.IsType<ProviderAccepted>(await Catalogue.Change(Request(new ProviderFields { DisplayName = "One" })));

        await OnBoth(static models => models.Find("a/one") is { DisplayName: "One" });
    }

    [Fact]
    public async Task Freeze_AnsweredAndLifted_IsKnownOnEverySilo()
    {
        await Catalogue.Change(Request(new ProviderFields { FreezeReason = "Its key has leaked" }));
        await OnBoth(static models => models.Freezes.OfPool("a") is { Reason: "Its key has leaked" });

        await Catalogue.Change(Request(new ProviderFields { Cleared = ["freeze"] }));
        await OnBoth(static models => models.Find("a/one") is { Freeze: null });
    }

    [Fact]
    public async Task Change_WhileSomebodyElseWrites_IsDecidedAgain()
    {
        _rows.FencesToLose = ProviderGrain.MaxReloads;
        Assert.IsType<ProviderAccepted>(await Catalogue.Change(Request(new ProviderFields { DisplayName = "One" })));

        _rows.FencesToLose = ProviderGrain.MaxReloads + 1;
        Assert.IsType<ProviderUnavailable>(await Catalogue.Change(Request(new ProviderFields { DisplayName = "Two" })));
    }

    private ChangeProvider Request(ProviderFields fields) => new() { Id = _rows.Id, Caller = Operator, Fields = fields };

    /// <summary>Asked at once: nothing is waited for.</summary>
    private async Task OnBoth(Func<ModelSnapshot, bool> holds)
    {
        Assert.Equal(2, _cluster.Silos.Count);
        foreach (var silo in _cluster.Silos)
        {
            Assert.True(holds(await silo.ServiceProvider.GetRequiredService<ModelDirectory>().Get()));
        }
    }

    /// <summary>A database with one model that is switched off.</summary>
    private sealed class Rows : IModelStore, ICatalogueStore
    {
        private OfferedModel _model = RouterBench.Model("a/one") with { IsActive = false };
        private FreezeView? _freeze;
        private long _version;

        public Guid Id => _model.Id;

        public int FencesToLose { get; set; }

        public Task<IReadOnlyList<OfferedModel>> LoadModels() => Task.FromResult<IReadOnlyList<OfferedModel>>([_model]);

        public Task<IReadOnlyList<ExchangeRate>> LoadRates(DateTimeOffset at) => Task.FromResult<IReadOnlyList<ExchangeRate>>([]);

        public Task<FreezeState> LoadFreezes() => Task.FromResult(Freezes());

        public Task<CatalogueScene> Load() => Task.FromResult(new CatalogueScene(_version, [_model], Freezes()));

        public Task<ExchangeRate?> FindRate(string currency, DateTimeOffset validFrom) => Task.FromResult<ExchangeRate?>(null);

        public Task<CommitOutcome> Commit(CatalogueEdit edit)
        {
            if (FencesToLose-- > 0)
            {
                return Task.FromResult(new CommitOutcome(CommitResult.FenceLost));
            }

            Assert.Equal(_version++, edit.ExpectedVersion);
            (_model, _freeze) = (edit.Entries[0].After, edit.Entries[0].FreezeAfter);
            return Task.FromResult(CommitOutcome.Committed);
        }

        private FreezeState Freezes() => _freeze is null ? FreezeState.None : FreezeState.None with
        {
            Pools = new Dictionary<string, FreezeView>(StringComparer.Ordinal) { [_model.QuotaPool] = _freeze },
        };
    }
}
