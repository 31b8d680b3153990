using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Prompts;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Providers.AzureOpenAi;
using DonatelloAI.Providers.BlackForestLabs;
using DonatelloAI.Providers.Canvas;
using DonatelloAI.Providers.ComfyUi;
using DonatelloAI.Providers.Google;
using DonatelloAI.Providers.Keys;
using DonatelloAI.Providers.OpenAiCompatible;
using DonatelloAI.Providers.Pictures;
using DonatelloAI.Providers.Prompts;
using DonatelloAI.Providers.Safety;
using DonatelloAI.Providers.Stability;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Providers;

/// <summary>Sets up the adapters.</summary>
public static class ProviderServices
{
    private delegate TAdapter Maker<in TOptions, out TAdapter>(string name, TOptions options, TimeProvider time, IKeySource? key);

    /// <summary>
    /// Adds the local painter, the vendors and checkers of content that have a section, the tools for pictures and prompts, and the registry. Another
    /// <see cref="IImageProvider"/> that a host adds is found by the registry too, and an <see cref="IKeySource"/> that it adds under a
    /// provider's name stands in the place of that section's key.
    /// </summary>
    /// <exception cref="OptionsValidationException">A vendor's section is wrong; one sentence names the key.</exception>
    public static IServiceCollection AddDonatelloProviders(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<PictureOptions>().Bind(configuration.GetSection("Providers:Pictures"))
            .Validate(static options => options.Concurrency is >= 1 and <= 1_024, "Providers:Pictures:Concurrency must be 1 to 1024.")
            .ValidateOnStart();
        services.TryAddSingleton(static provider => new PictureDesk(provider.GetRequiredService<IOptions<PictureOptions>>().Value));
        services.TryAddSingleton<IPictureTools, PictureTools>();
        services.TryAddSingleton<ILanguageReader, LinguaReader>();
        services.AddSingleton<IImageProvider, CanvasProvider>();
        AddVendors(services, configuration);
        AddCheckers(services, configuration);
        services.TryAddSingleton<IProviderRegistry, ProviderRegistry>();
        return services;
    }

    private static void AddVendors(IServiceCollection services, IConfiguration configuration)
    {
        Add<OpenAiCompatibleOptions>(services, configuration.GetSection(OpenAiCompatibleOptions.Section), static (name, options, time, key) => new OpenAiCompatibleProvider(name, options, time, key));
        Add<AzureOpenAiOptions>(services, configuration.GetSection(AzureOpenAiOptions.Section), static (name, options, time, key) => new AzureOpenAiProvider(name, options, time, key));
        Add<BlackForestLabsOptions>(services, configuration.GetSection(BlackForestLabsOptions.Section), static (name, options, time, key) => new BlackForestLabsProvider(name, options, time, key));
        Add<GoogleOptions>(services, configuration.GetSection(GoogleOptions.Section), static (name, options, time, key) => new GoogleProvider(name, options, time, key));
        Add<StabilityOptions>(services, configuration.GetSection(StabilityOptions.Section), static (name, options, time, key) => new StabilityProvider(name, options, time, key));
        Add<ComfyUiOptions>(services, configuration.GetSection(ComfyUiOptions.Section), static (name, options, time, key) => new ComfyUiProvider(name, options, time, key));
    }

    private static void AddCheckers(IServiceCollection services, IConfiguration configuration)
    {
        Add<AzureContentSafetyOptions, IContentChecker>(services, configuration.GetSection(AzureContentSafetyOptions.Section), static (name, options, time, key) => new AzureContentSafety(name, options, time, key));
        Add<OpenAiModerationOptions, IContentChecker>(services, configuration.GetSection(OpenAiModerationOptions.Section), static (name, options, time, key) => new OpenAiModeration(name, options, time, key));
    }

    private static void Add<TOptions>(IServiceCollection services, IConfigurationSection vendor, Maker<TOptions, IImageProvider> make)
        where TOptions : VendorOptions, new() => Add<TOptions, IImageProvider>(services, vendor, make);

    private static void Add<TOptions, TAdapter>(IServiceCollection services, IConfigurationSection vendor, Maker<TOptions, TAdapter> make)
        where TOptions : VendorOptions, new()
        where TAdapter : class
    {
        foreach (var section in vendor.GetChildren())
        {
            var options = section.Get<TOptions>() ?? new TOptions();
            // Names are lower case in the catalogue; environment variables are often not.
            var name = section.Key.ToLowerInvariant();
            if (options.Problem(name) is { } problem) throw new OptionsValidationException(name, typeof(TOptions), [problem]);

            services.AddSingleton(provider => make(name, options, provider.GetRequiredService<TimeProvider>(), provider.GetKeyedService<IKeySource>(name)));
        }
    }
}
