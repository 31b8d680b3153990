using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Google;
using DonatelloAI.Providers.Tests.Conformance;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.Google;

/// <summary>Google by the Gemini API.</summary>
public class GoogleConformanceTests : AdapterConformance<FakeGoogle>
{
    protected override string Model => "gemini-3-pro-image";

    protected override ProviderUsage? Usage => new() { TextInTokens = 12, ImageOutTokens = 1120, TextOutTokens = 50 };

    protected override Task<FakeGoogle> StartVendor() => FakeGoogle.Start();

    protected override IImageProvider Adapter(string baseUrl, bool allowPrivate) =>
        new GoogleProvider("google", new GoogleOptions { BaseUrl = baseUrl, ApiKey = Secret, AllowPrivateAddresses = allowPrivate }, Time);

    // Tokens came back and are charged, although the image did not.
    protected override (ProviderError Error, BilledState Billed)? Differs(VendorFault fault) =>
        fault == VendorFault.FilteredWith200 ? (ProviderError.ContentBlockedOutput, BilledState.Yes) : null;
}

/// <summary>Google by Vertex, with a token.</summary>
public sealed class VertexConformanceTests : GoogleConformanceTests
{
    protected override string BaseUrl => Vendor.VertexUrl;

    protected override IImageProvider Adapter(string baseUrl, bool allowPrivate) => new GoogleProvider(
        "google",
        new GoogleOptions { BaseUrl = baseUrl, Project = "sample-project", Location = "europe-west4", AllowPrivateAddresses = allowPrivate },
        Time,
        new FixedKey(Secret));
}

/// <summary>Google's older shape, by which Imagen models were asked.</summary>
public sealed class ImagenConformanceTests : GoogleConformanceTests
{
    protected override string Model => "imagen-4";

    protected override ProviderUsage? Usage => null;

    // A prompt that is refused is an argument like any other.
    protected override (ProviderError Error, BilledState Billed)? Differs(VendorFault fault) =>
        fault == VendorFault.ModerationBlocked ? (ProviderError.InvalidRequest, BilledState.No) : null;
}
