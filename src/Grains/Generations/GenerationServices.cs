using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Prompts;
using DonatelloAI.Grains.Providers.Routing;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Grains.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Grains.Generations;

/// <summary>What a generation's life needs around it; one for the whole process.</summary>
public sealed class GenerationServices(
    IGenerationStore store,
    IImageStore images,
    IProviderRegistry providers,
    ModelDirectory models,
    IRoutingPreferences preferences,
    PromptReader prompts,
    IPersonalSealer sealer,
    IPictureTools pictures,
    ContentSafety safety,
    IGenerationPeers peers,
    RunningDrivers drivers,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    IOptions<GenerationOptions> options,
    GenerationInstruments instruments,
    ILogger<GenerationLife> logger)
{
    /// <summary>Generations and attempts.</summary>
    public IGenerationStore Store { get; } = store;

    /// <summary>The bytes.</summary>
    public IImageStore Images { get; } = images;

    /// <summary>The adapters.</summary>
    public IProviderRegistry Providers { get; } = providers;

    /// <summary>The catalogue.</summary>
    public ModelDirectory Models { get; } = models;

    /// <summary>What people and departments prefer.</summary>
    public IRoutingPreferences Preferences { get; } = preferences;

    /// <summary>Finds what is known of a prompt.</summary>
    public PromptReader Prompts { get; } = prompts;

    /// <summary>Seals and opens texts.</summary>
    public IPersonalSealer Sealer { get; } = sealer;

    /// <summary>Thumbnails.</summary>
    public IPictureTools Pictures { get; } = pictures;

    /// <summary>What prompts and images may hold.</summary>
    public ContentSafety Safety { get; } = safety;

    /// <summary>The other grains.</summary>
    public IGenerationPeers Peers { get; } = peers;

    /// <summary>What drives in this process.</summary>
    public RunningDrivers Drivers { get; } = drivers;

    /// <summary>The domain's clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The bounds.</summary>
    public GenerationOptions Options { get; } = options.Value;

    /// <summary>What is measured.</summary>
    public GenerationInstruments Instruments { get; } = instruments;

    /// <summary>The memory that partial images may take, all calls of the process together.</summary>
    internal ByteRoom PartialRoom { get; } = new(CallNews.MaxBytesOfProcess);

    /// <summary>The log.</summary>
    public ILogger<GenerationLife> Logger { get; } = logger;
}

/// <summary>The grains that a generation speaks to.</summary>
public interface IGenerationPeers
{
    /// <summary>A department's ledger.</summary>
    IDepartmentBudgetGrain Budget(Guid departmentId);

    /// <summary>An account's scheduler.</summary>
    IQuotaPoolGrain Pool(string name);
}

/// <summary>The grains of the cluster; references of schedulers are kept, because there are few and each is called at every turn.</summary>
public sealed class ClusterPeers(IGrainFactory grains) : IGenerationPeers
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, IQuotaPoolGrain> _pools = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IDepartmentBudgetGrain Budget(Guid departmentId) => grains.GetGrain<IDepartmentBudgetGrain>(departmentId);

    /// <inheritdoc/>
    public IQuotaPoolGrain Pool(string name) => _pools.GetOrAdd(name, static (key, factory) => factory.GetGrain<IQuotaPoolGrain>(key), grains);
}
