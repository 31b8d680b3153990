using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Canvas;
using DonatelloAI.Providers.OpenAiCompatible;
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

    [Fact]
    public void Registry_SameNameTwice_IsRefused()
    {
        using var desk = new Providers.Pictures.PictureDesk(new Providers.Pictures.PictureOptions());

        Assert.Throws<ArgumentException>(() => new ProviderRegistry([new CanvasProvider(desk), new CanvasProvider(desk)]));
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"{OpenAiCompatibleOptions.Section}:{setting.Key}", (string?)setting.Value)))
            .Build();
        return new ServiceCollection().AddDonatelloProviders(configuration).BuildServiceProvider();
    }
}
