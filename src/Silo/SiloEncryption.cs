using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Users;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Silo;

/// <summary>The keys of an installation and what works with them, as a host takes it in.</summary>
public static class SiloEncryption
{
    /// <summary>Adds keys that the host has at hand, such as those of a data folder.</summary>
    public static IServiceCollection AddDonatelloEncryption(this IServiceCollection services, MasterKeys masters, LookupKeys lookup)
    {
        services.AddSingleton(masters);
        services.AddSingleton(lookup);
        return services.AddSealer();
    }

    /// <summary>Adds the keys of the section <c>Encryption</c>; a wrong one stops the start with a sentence that names it.</summary>
    public static IServiceCollection AddConfiguredEncryption(this IServiceCollection services)
    {
        services.AddOptions<EncryptionOptions>().BindConfiguration(EncryptionOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EncryptionOptions>, EncryptionOptionsValidator>());
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<EncryptionOptions>>().Value.ToMasterKeys());
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<EncryptionOptions>>().Value.ToLookupKeys());
        return services.AddSealer();
    }

    private static IServiceCollection AddSealer(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DataKeyWrap>();
        services.AddSingleton<DataKeyRewrap>();
        services.AddSingleton<EmailIndex>();
        services.AddSingleton<IPersonalSealer, PersonalSealer>();
        services.AddSingleton(static provider => new KeyPepper(provider.GetRequiredService<LookupKeys>().Pepper.ToArray()));
        return services;
    }
}
