using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.OpenAiCompatible;
using DonatelloAI.Providers.Tests.Conformance;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.OpenAiCompatible;

/// <summary>OpenAI's images API.</summary>
public class OpenAiConformanceTests : AdapterConformance<FakeImageVendor>
{
    protected override string Model => "gpt-image-2";

    protected override ProviderUsage Usage => new() { TextInTokens = 12, ImageOutTokens = 272 };

    protected override Task<FakeImageVendor> StartVendor() => FakeImageVendor.Start();

    protected override IImageProvider Adapter(string baseUrl, bool allowPrivate) =>
        new OpenAiCompatibleProvider("openai", new OpenAiCompatibleOptions { BaseUrl = baseUrl, ApiKey = Secret, AllowPrivateAddresses = allowPrivate }, Time);
}
