using DonatelloAI.Grains.Audit;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Limits;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Catalogue;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Limits;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Storage.Safety;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Users;
using DonatelloAI.Storage;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Silo;

/// <summary>The relational model and the stores on it, as a host takes them in.</summary>
public static class SiloStorage
{
    /// <summary>Adds the stores that grains ask for. Their keys come from <see cref="Encryption.SiloEncryption"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="engine">Which database.</param>
    /// <param name="connectionString">How to reach it.</param>
    public static IServiceCollection AddDonatelloStorage(
        this IServiceCollection services,
        StorageEngine engine,
        string connectionString)
    {
        services.AddSingleton(DonatelloContexts.Factory(engine, connectionString));
        services.AddSingleton<SchemaMigrator>();
        services.AddSingleton(static provider => new OutboxSigner(provider.GetRequiredService<MasterKeys>().DeriveAll(KeyPurposes.Outbox)));
        services.AddOptions<CommitOptions>().BindConfiguration("Storage:Commits").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<CommitOptions>>().Value);
        services.AddSingleton<CatalogueImport>();
        services.AddSingleton<IBudgetStore, BudgetStore>();
        services.AddSingleton<IBudgetReadStore, BudgetReadStore>();
        services.AddSingleton<IOrganizationBudgetStore, OrganizationBudgetStore>();
        services.AddSingleton<IOrganizationStore, OrganizationStore>();
        services.AddSingleton<IRoutingPreferences, RoutingPreferenceStore>();
        services.AddSingleton<ISafetyPolicies, SafetyPolicyStore>();
        services.AddSingleton<IModelStore, ModelStore>();
        services.AddSingleton<ICatalogueStore, CatalogueStore>();
        services.AddSingleton<IGenerationStore, GenerationStore>();
        services.AddSingleton<IUserStore, UserStore>();
        services.AddSingleton<IPreferenceStore, PreferenceStore>();
        services.AddSingleton<ISessionStore, SessionStore>();
        services.AddSingleton<ISignInStore, SignInStore>();
        services.AddSingleton<IOrganizationUserStore, OrganizationUserStore>();
        services.AddSingleton<IFailureStore, FailureStore>();
        services.AddSingleton<IErasureStore, ErasureStore>();
        services.AddSingleton<IOutboxStore, OutboxStore>();
        return services;
    }
}
