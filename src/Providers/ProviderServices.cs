using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Canvas;
using DonatelloAI.Providers.OpenAiCompatible;
using DonatelloAI.Providers.Pictures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Providers;

/// <summary>Sets up the adapters.</summary>
public static class ProviderServices
{
    /// <summary>
    /// Adds the local painter, the servers under <c>Providers:OpenAiCompatible</c>, the tools for pictures and the registry.
    /// Another <see cref="IImageProvider"/> that a host adds is found by the registry too.
    /// </summary>
    /// <exception cref="OptionsValidationException">A server's section is wrong; one sentence names the key.</exception>
    public static IServiceCollection AddDonatelloProviders(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<PictureOptions>().Bind(configuration.GetSection("Providers:Pictures"))
            .Validate(static options => options.Concurrency is >= 1 and <= 1_024, "Providers:Pictures:Concurrency must be 1 to 1024.")
            .ValidateOnStart();
        services.TryAddSingleton(static provider => new PictureDesk(provider.GetRequiredService<IOptions<PictureOptions>>().Value));
        services.TryAddSingleton<IPictureTools, PictureTools>();
        services.AddSingleton<IImageProvider, CanvasProvider>();
        foreach (var section in configuration.GetSection(OpenAiCompatibleOptions.Section).GetChildren()) AddServer(services, section);
        services.TryAddSingleton<IProviderRegistry, ProviderRegistry>();
        return services;
    }

    private static void AddServer(IServiceCollection services, IConfigurationSection section)
    {
        var options = section.Get<OpenAiCompatibleOptions>() ?? new OpenAiCompatibleOptions();
        // Names are lower case in the catalogue; environment variables are often not.
        var name = section.Key.ToLowerInvariant();
        if (options.Problem(name) is { } problem) throw new OptionsValidationException(name, typeof(OpenAiCompatibleOptions), [problem]);

        services.AddSingleton<IImageProvider>(provider =>
            new OpenAiCompatibleProvider(name, options, provider.GetRequiredService<TimeProvider>()));
    }
}
