using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.BlackForestLabs;
using DonatelloAI.Providers.Tests.Conformance;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.BlackForestLabs;

/// <summary>Black Forest Labs: jobs, asked for at a host of their own.</summary>
public sealed class BlackForestLabsConformanceTests : JobConformance<FakeFlux>
{
    protected override string Model => "flux-2-pro";

    protected override CallKind Kind => CallKind.Resumable;

    protected override ProviderUsage Usage => new() { Credits = 3.0m };

    protected override long? Seed => 4711;

    // Another question may bring it whole, so nothing is settled yet.
    protected override BilledState BrokenPicture => BilledState.Unknown;

    protected override (ProviderError Error, BilledState Billed) Lost => (ProviderError.OutcomeUnknown, BilledState.Unknown);

    protected override Task<FakeFlux> StartVendor() => FakeFlux.Start();

    protected override IImageProvider Adapter(string baseUrl, bool allowPrivate) => new BlackForestLabsProvider(
        "bfl",
        new BlackForestLabsOptions { BaseUrl = baseUrl, ApiKey = Secret, AllowPrivateAddresses = allowPrivate, PollHosts = [FakeFlux.PollHost] },
        Time);
}
