using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.OpenAiCompatible;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.OpenAiCompatible;

/// <summary>What the suite for all adapters does not say of servers that speak OpenAI's images API.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private FakeImageVendor _vendor = null!;

    public async Task InitializeAsync() => _vendor = await FakeImageVendor.Start();

    public async Task DisposeAsync() => await _vendor.DisposeAsync();

    [Theory]
    [InlineData(VendorFault.Url, 1)]
    [InlineData(VendorFault.UrlRedirect, 2)]
    [InlineData(VendorFault.UrlFlaky, 3)]
    public async Task Start_AddressInsteadOfBytes_IsFetchedWithoutTheKey(VendorFault fault, int requests)
    {
        _vendor.Next(fault);

        var done = Assert.IsType<ProviderDone>(await Start(Sample.Call()));

        Assert.True(done.Image.Span.SequenceEqual(FakeImageVendor.SmallImage));
        Assert.Equal(requests, _vendor.Deliveries.Count);
        Assert.DoesNotContain(_vendor.Deliveries, headers => headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData(VendorFault.None, BilledState.Yes, 0)]
    [InlineData(VendorFault.NoUsage, BilledState.Unknown, 0)]
    [InlineData(VendorFault.Url, BilledState.Yes, 3)]
    public async Task Start_ImageThatBreaksOff_IsABrokenAnswer(VendorFault fault, BilledState billed, int deliveries)
    {
        _vendor.Next(fault);
        _vendor.Picture = FakeImageVendor.Image[..^100];

        var refused = await Refused(Sample.Call());

        Assert.Equal((ProviderError.InvalidAnswer, billed, deliveries), (refused.Error, refused.Billed, _vendor.Deliveries.Count));
        Assert.Contains("breaks off", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VendorFault.None)]
    [InlineData(VendorFault.Url)]
    public async Task Start_ImageWithPadding_IsTakenAsItIs(VendorFault fault)
    {
        _vendor.Next(fault);
        _vendor.Picture = [.. FakeImageVendor.Image, 0, 0, 0];

        Assert.Equal(_vendor.Picture.Length, Assert.IsType<ProviderDone>(await Start(Sample.Call())).Image.Length);
    }

    [Fact]
    public async Task Start_NoUsage_LeavesThePriceListToDecide()
    {
        _vendor.Next(VendorFault.NoUsage);

        Assert.Null(Assert.IsType<ProviderDone>(await Start(Sample.Call())).Usage);
    }

    [Fact]
    public async Task Start_FaultSpokenInThePrompt_IsHeard() =>
        Assert.Equal(ProviderError.ContentBlockedInput, (await Refused(Sample.Call("A cat [fault:moderation_blocked]"))).Error);

    private async Task<ProviderAnswer> Start(ProviderCall call)
    {
        using var provider = Provider(_vendor.BaseUrl);
        return await provider.Start(call, default).WaitAsync(Deadline);
    }

    private async Task<ProviderRefused> Refused(ProviderCall call) => Assert.IsType<ProviderRefused>(await Start(call));

    private static OpenAiCompatibleProvider Provider(string baseUrl) => new(
        "house",
        new OpenAiCompatibleOptions { BaseUrl = baseUrl, ApiKey = "sk-secret", AllowPrivateAddresses = true, Parameters = ["n", "size", "quality", "output_format"] },
        TimeProvider.System);
}
