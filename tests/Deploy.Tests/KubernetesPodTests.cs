using DonatelloAI.Hosting;
using DonatelloAI.Silo.Clustering;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Hosting.Kubernetes;

namespace DonatelloAI.Deploy.Tests;

/// <summary>Whether a silo asks Kubernetes about the others.</summary>
public sealed class KubernetesPodTests
{
    private static readonly (string, string?)[] Told = [("KUBERNETES_SERVICE_HOST", "10.0.0.1"), ("POD_NAMESPACE", "images"), ("POD_NAME", "silo-7")];

    [Theory]
    [InlineData(null, false)]
    [InlineData("false", false)]
    [InlineData("true", true)]
    [InlineData("True", true)]
    public void Setting_SwitchesItOn(string? value, bool isOn)
    {
        var pod = Read([.. Told, ("Cluster:Kubernetes", value)]);
        using var host = HostOf(pod, out var services);

        Assert.Equal(isOn, pod.IsOn);
        Assert.Equal(isOn, services.Any(service => service.ServiceType == typeof(IConfigureOptions<KubernetesHostingOptions>)));
    }

    [Fact]
    public void Pod_ThatIsNotToldWhoItIs_IsRefusedWithWhatIsMissing()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(("Cluster:Kubernetes", "true"), ("POD_NAME", "silo-7")));

        Assert.Equal("Cluster:Kubernetes is true and this is no pod that is told who it is: KUBERNETES_SERVICE_HOST, POD_NAMESPACE must be set in its environment.", refused.Message);
    }

    [Fact]
    public void Setting_ThatIsNeither_IsRefused() => Assert.Equal(
        "Cluster:Kubernetes takes true or false, not yes.",
        Assert.Throws<StartRefusedException>(() => Read([.. Told, ("Cluster:Kubernetes", "yes")])).Message);

    private static KubernetesPod Read(params (string Key, string? Value)[] settings)
    {
        var reader = new SettingsReader(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
            .Build());
        var pod = reader.Read(KubernetesPod.Read);
        reader.RefuseIfWrong();
        return pod;
    }

    private static IHost HostOf(KubernetesPod pod, out IServiceCollection services)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleans(silo => silo.UseLocalhostClustering().UsePod(pod));
        services = builder.Services;
        return builder.Build();
    }
}
