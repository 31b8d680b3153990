using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.AzureOpenAi;
using DonatelloAI.Providers.Tests.Conformance;
using DonatelloAI.Providers.Tests.OpenAiCompatible;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.AzureOpenAi;

/// <summary>Azure OpenAI by its newer addresses and a key.</summary>
public class AzureOpenAiConformanceTests : OpenAiConformanceTests
{
    protected override string BaseUrl => Vendor.AzureUrl;

    protected override async Task<FakeImageVendor> StartVendor()
    {
        var vendor = await FakeImageVendor.Start();
        vendor.IsAzure = true;
        return vendor;
    }

    protected override IImageProvider Adapter(string baseUrl, bool allowPrivate) =>
        new AzureOpenAiProvider("azure-openai", new AzureOpenAiOptions { BaseUrl = baseUrl, ApiKey = Secret, AllowPrivateAddresses = allowPrivate }, Time);
}

/// <summary>Azure OpenAI by its older addresses and a token.</summary>
public sealed class AzureDeploymentConformanceTests : AzureOpenAiConformanceTests
{
    protected override IImageProvider Adapter(string baseUrl, bool allowPrivate) => new AzureOpenAiProvider(
        "azure-openai",
        new AzureOpenAiOptions { BaseUrl = baseUrl, DeploymentInAddress = true, AllowPrivateAddresses = allowPrivate },
        Time,
        new FixedKey(Secret));
}
