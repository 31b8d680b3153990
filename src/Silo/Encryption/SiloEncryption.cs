using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Users;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DonatelloAI.Silo.Encryption;

/// <summary>The keys of an installation and what works with them, as a host takes it in.</summary>
public static class SiloEncryption
{
    /// <summary>Adds the keys of a ring.</summary>
    public static IServiceCollection AddDonatelloEncryption(this IServiceCollection services, KeyRing keys)
    {
        services.AddSingleton(keys.Masters);
        services.AddSingleton(keys.Lookup);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DataKeyWrap>();
        services.AddSingleton<DataKeyRewrap>();
        services.AddSingleton<EmailIndex>();
        services.AddSingleton<IPersonalSealer, PersonalSealer>();
        services.AddSingleton<IOrganizationSealer, OrganizationSealer>();
        services.AddSingleton(keys.AccessTokens);
        services.AddSingleton<SessionTokens>();
        services.AddSingleton(static provider => new KeyPepper(provider.GetRequiredService<LookupKeys>().Pepper.ToArray()));
        return services;
    }
}
