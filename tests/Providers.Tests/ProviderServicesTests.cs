using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.AzureOpenAi;
using DonatelloAI.Providers.BlackForestLabs;
using DonatelloAI.Providers.Canvas;
using DonatelloAI.Providers.Google;
using DonatelloAI.Providers.Keys;
using DonatelloAI.Providers.OpenAiCompatible;
using DonatelloAI.Providers.Stability;
using DonatelloAI.Providers.Tests.Conformance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Providers.Tests;

public sealed class ProviderServicesTests
{
    [Fact]
    public void Add_WithoutConfiguration_OffersTheLocalPainterOnly()
    {
        using var services = Services();
        var registry = services.GetRequiredService<IProviderRegistry>();

        Assert.IsType<CanvasProvider>(registry.Find("local"));
        Assert.Null(registry.Find("openai"));
        Assert.NotNull(services.GetRequiredService<IPictureTools>());
    }

    [Fact]
    public void Add_Servers_AreFoundByTheirNames()
    {
        using var services = Services(
            ("OPENAI:ApiKey", "sk-1"), ("gpu-room:BaseUrl", "http://gpu:8000/v1"), ("gpu-room:AllowPrivateAddresses", "true"), ("gpu-room:Parameters:0", "size"));
        var registry = services.GetRequiredService<IProviderRegistry>();

        Assert.Null(Assert.IsType<OpenAiCompatibleProvider>(registry.Find("openai")).Missing(Sample.Model()));
        Assert.IsType<OpenAiCompatibleProvider>(registry.Find("gpu-room"));
    }

    [Fact]
    public void Add_WrongServer_StopsWithASentence()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Services(("gpu-room:ApiKey", "sk-secret")));

        Assert.StartsWith("Providers:OpenAiCompatible:gpu-room:BaseUrl is missing", Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureOpenAi:azure-openai:BaseUrl", "https://r.openai.azure.com", typeof(AzureOpenAiProvider))]
    [InlineData("BlackForestLabs:BFL:ApiKey", "k-1", typeof(BlackForestLabsProvider))]
    [InlineData("Google:google:ApiKey", "k-1", typeof(GoogleProvider))]
    [InlineData("Stability:stability:ApiKey", "k-1", typeof(StabilityProvider))]
    public void Add_Vendor_IsFoundByItsName(string key, string value, Type adapter)
    {
        using var services = With(($"Providers:{key}", value));

        Assert.IsType(adapter, services.GetRequiredService<IProviderRegistry>().Find(key.Split(':')[1].ToLowerInvariant()));
    }

    [Theory]
    [InlineData("AzureOpenAi:azure-openai:ApiKey")]
    [InlineData("ComfyUi:comfyui:ApiKey")]
    [InlineData("BlackForestLabs:bfl:BaseUrl")]
    [InlineData("Google:google:BaseUrl")]
    [InlineData("Stability:stability:BaseUrl")]
    public void Add_WrongVendor_StopsWithoutTheValue(string key)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => With(($"Providers:{key}", "sk-secret")));

        var sentence = Assert.Single(failure.Failures);
        Assert.StartsWith($"Providers:{key[..key.LastIndexOf(':')]}:BaseUrl", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_KeySourceOfTheHost_StandsInThePlaceOfTheKey()
    {
        using var services = With(services => services.AddKeyedSingleton<IKeySource>("google", new FixedKey("t-1")), ("Providers:Google:google:Project", "p-1"));

        Assert.Null(services.GetRequiredService<IProviderRegistry>().Find("google")!.Missing(Sample.Model()));
    }

    [Fact]
    public void Registry_SameNameTwice_IsRefused()
    {
        using var desk = new Providers.Pictures.PictureDesk(new Providers.Pictures.PictureOptions());

        Assert.Throws<ArgumentException>(() => new ProviderRegistry([new CanvasProvider(desk), new CanvasProvider(desk)]));
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings) =>
        With([.. settings.Select(setting => ($"{OpenAiCompatibleOptions.Section}:{setting.Key}", setting.Value))]);

    private static ServiceProvider With(params (string Key, string Value)[] settings) => With(static _ => { }, settings);

    private static ServiceProvider With(Action<IServiceCollection> add, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection().AddDonatelloProviders(configuration);
        add(services);
        return services.BuildServiceProvider();
    }
}
