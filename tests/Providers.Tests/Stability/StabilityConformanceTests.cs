using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Stability;
using DonatelloAI.Providers.Tests.Conformance;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.Stability;

/// <summary>Stability AI, images as bytes.</summary>
public class StabilityConformanceTests : AdapterConformance<FakeStability>
{
    protected override string Model => "stable-image-core";

    protected override long? Seed => 4711;

    protected override double? SilentWaitSeconds => 60;

    protected virtual bool Json => false;

    protected override async Task<FakeStability> StartVendor()
    {
        var vendor = await FakeStability.Start();
        vendor.Expect(Json);
        return vendor;
    }

    protected override IImageProvider Adapter(string baseUrl, bool allowPrivate) => new StabilityProvider(
        "stability", new StabilityOptions { BaseUrl = baseUrl, ApiKey = Secret, AllowPrivateAddresses = allowPrivate, AcceptJson = Json }, Time);

    // The vendor does not say whether a blurred image is charged; the option assumes so.
    protected override (ProviderError Error, BilledState Billed)? Differs(VendorFault fault) =>
        fault is VendorFault.OutputBlocked or VendorFault.FilteredWith200 ? (ProviderError.ContentBlockedOutput, BilledState.Yes) : null;
}

/// <summary>Stability AI, images as JSON.</summary>
public sealed class StabilityJsonConformanceTests : StabilityConformanceTests
{
    protected override bool Json => true;
}
