using DonatelloAI.Grains;
using DonatelloAI.Grains.Audit;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Limits;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Providers.Prompts;
using DonatelloAI.Grains.Providers.Routing;
using DonatelloAI.Grains.Providers.Scheduling;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Grains.Users;
using DonatelloAI.Silo.Clustering;
using DonatelloAI.Silo.Providers;
using DonatelloAI.Silo.Sessions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace DonatelloAI.Silo;

/// <summary>The host of the grains, as a process takes it in.</summary>
public static class SiloHost
{
    /// <summary>
    /// Calls that may wait for one grain before further ones are refused, 10,000: a caller that is told to come back is
    /// better off than one that waits for a queue nobody will empty in time.
    /// </summary>
    public const int MaxWaitingCalls = 10_000;

    /// <summary>Adds a silo with everything its grains need.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="joinCluster">How silos find each other, such as <see cref="SingleSilo.UseSingleSilo"/>.</param>
    public static IHostApplicationBuilder AddDonatelloSilo(this IHostApplicationBuilder builder, Action<ISiloBuilder> joinCluster)
    {
        AddAudit(builder);
        AddBudgets(builder);
        AddGenerations(builder);
        AddLimits(builder);
        AddOrganizations(builder);
        AddProviders(builder);
        AddSafety(builder);
        builder.AddSessions();
        return builder.UseOrleans(silo =>
        {
            joinCluster(silo);
            silo.AddActivityPropagation();
            silo.AddGrainService<EpochService>();
            silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxEnqueuedRequestsHardLimit = MaxWaitingCalls);
        });
    }

    private static void AddAudit(IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<AuditInstruments>();
        builder.Services.AddOptions<AuditOptions>()
            .BindConfiguration("Audit")
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }

    private static void AddBudgets(IHostApplicationBuilder builder)
    {
        builder.Services.TryAddKeyedSingleton(DomainClock.Key, TimeProvider.System);
        builder.Services.TryAddSingleton<BudgetInstruments>();
        builder.Services.AddOptions<BudgetOptions>()
            .BindConfiguration("Budgets")
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }

    private static void AddGenerations(IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<GenerationInstruments>();
        builder.Services.TryAddSingleton<IGenerationPeers, ClusterPeers>();
        builder.Services.TryAddSingleton<RunningDrivers>();
        builder.Services.TryAddSingleton<GenerationServices>();
        builder.Services.TryAddSingleton<Thumbnails>();
        builder.Services.TryAddSingleton<PendingWork>();
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Wakers>();
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, GenerationDrain>();
        builder.Services.ConfigureOptions<GenerationCollection>();
        builder.Services.AddOptions<GenerationOptions>()
            .BindConfiguration("Generations")
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }

    private static void AddLimits(IHostApplicationBuilder builder)
    {
        builder.Services.AddRateLimits();
        builder.Services.AddOptions<LimitOptions>()
            .BindConfiguration("Limits")
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }

    private static void AddOrganizations(IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<OrganizationEpochs>();
        builder.Services.TryAddSingleton<EpochPush>();
        builder.Services.TryAddSingleton<RefusalNotes>();
        builder.Services.TryAddSingleton<FreezeNews>();
    }

    private static void AddProviders(IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<ModelDirectory>();
        builder.Services.TryAddSingleton<PromptReader>();
        builder.Services.TryAddSingleton<PoolInstruments>();
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, CatalogueWatch>();
        builder.Services.TryAddSingleton<IGrantSink, GenerationGrants>();
        builder.Services.AddOptions<ModelDirectoryOptions>()
            .BindConfiguration("Providers")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddOptions<PoolOptions>()
            .BindConfiguration("Providers:Pools")
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }

    private static void AddSafety(IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<SafetyInstruments>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SafetyOptions>, SafetyOptionsCheck>());
        builder.Services.TryAddSingleton(static provider => SafetyWords.Load(provider.GetRequiredService<IOptions<SafetyOptions>>().Value));
        builder.Services.TryAddSingleton<ContentSafety>();
        builder.Services.AddOptions<SafetyOptions>()
            .BindConfiguration("Safety")
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }
}
