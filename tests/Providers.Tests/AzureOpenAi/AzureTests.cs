using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.AzureOpenAi;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.AzureOpenAi;

public sealed class AzureTests
{
    [Theory]
    [InlineData(false, null, "https://r.openai.azure.com/openai/v1/images/generations?api-version=preview")]
    [InlineData(true, null, "https://r.openai.azure.com/openai/deployments/d%2F1/images/generations?api-version=2025-04-01-preview")]
    [InlineData(true, "2026-01-01", "https://r.openai.azure.com/openai/deployments/d%2F1/images/generations?api-version=2026-01-01")]
    public void Address_HasBothForms(bool inAddress, string? version, string expected) => Assert.Equal(
        expected,
        new AzureOpenAiOptions { BaseUrl = "https://r.openai.azure.com", DeploymentInAddress = inAddress, ApiVersion = version }.AddressOf("d/1").AbsoluteUri);

    [Fact]
    public async Task Start_Image_ComesWithVerdictAndRevisedPrompt()
    {
        await using var vendor = await FakeImageVendor.Start();
        vendor.IsAzure = true;
        using var provider = Provider(vendor, new AzureOpenAiOptions { ApiKey = "k-1" });

        var done = Assert.IsType<ProviderDone>(await provider.Start(Vendors.Call("gpt-image-2", configuration: """{"deployment":"pictures"}"""), default));

        Assert.Equal(("violence:low", "A fox, red", false), (done.Safety, done.RevisedPrompt, done.IsNsfw));
        var call = Assert.Single(vendor.Calls);
        Assert.Equal("k-1", call.Headers["api-key"]);
        Assert.Contains("\"model\":\"pictures\"", call.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TokenFile_IsSentAsABearerTokenAndReadForEachCall()
    {
        await using var vendor = await FakeImageVendor.Start();
        var file = Path.GetTempFileName();
        try
        {
            using var provider = Provider(vendor, new AzureOpenAiOptions { TokenFile = file });
            foreach (var token in new[] { "t-1", "t-2\n" })
            {
                await File.WriteAllTextAsync(file, token);
                await provider.Start(Vendors.Call("gpt-image-2"), default);
            }

            Assert.Equal(["Bearer t-1", "Bearer t-2"], vendor.Calls.Select(call => call.Headers["Authorization"]));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(null, null, null, "BaseUrl")]
    [InlineData("https://r.openai.azure.com", "/t", "k", "TokenFile")]
    [InlineData("https://r.openai.azure.com", null, null, null)]
    public void Options_Wrong_AreNamed(string? baseUrl, string? tokenFile, string? key, string? problem)
    {
        var found = new AzureOpenAiOptions { BaseUrl = baseUrl, TokenFile = tokenFile, ApiKey = key }.Problem("azure-openai");

        Assert.Equal(problem is null, found is null);
        if (problem is not null) Assert.Contains(problem, found, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_WithoutAKey_NamesTheSetting()
    {
        using var provider = new AzureOpenAiProvider("azure-openai", new AzureOpenAiOptions { BaseUrl = "https://r.openai.azure.com" }, TimeProvider.System);

        Assert.StartsWith("Providers:AzureOpenAi:azure-openai:ApiKey", provider.Missing(Sample.Model()), StringComparison.Ordinal);
    }

    private static AzureOpenAiProvider Provider(FakeImageVendor vendor, AzureOpenAiOptions options)
    {
        (options.BaseUrl, options.AllowPrivateAddresses) = (vendor.AzureUrl, true);
        return new AzureOpenAiProvider("azure-openai", options, TimeProvider.System);
    }
}
