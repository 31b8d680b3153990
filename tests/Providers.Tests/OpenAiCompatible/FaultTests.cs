using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.OpenAiCompatible;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Providers.Tests.OpenAiCompatible;

/// <summary>Whatever a vendor does has one class, and says honestly whether it was charged.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private FakeImageVendor _vendor = null!;

    public async Task InitializeAsync() => _vendor = await FakeImageVendor.Start();

    public async Task DisposeAsync() => await _vendor.DisposeAsync();

    [Theory]
    [InlineData(VendorFault.InvalidApiKey, ProviderError.Authentication, BilledState.No)]
    [InlineData(VendorFault.Forbidden, ProviderError.Authentication, BilledState.No)]
    [InlineData(VendorFault.ModerationBlocked, ProviderError.ContentBlockedInput, BilledState.No)]
    [InlineData(VendorFault.OutputBlocked, ProviderError.ContentBlockedOutput, BilledState.Unknown)]
    [InlineData(VendorFault.ContentPolicy, ProviderError.ContentBlockedInput, BilledState.No)]
    [InlineData(VendorFault.InvalidValue, ProviderError.InvalidRequest, BilledState.No)]
    [InlineData(VendorFault.ModelNotFound, ProviderError.ModelRetired, BilledState.No)]
    [InlineData(VendorFault.NotFoundPage, ProviderError.InvalidRequest, BilledState.No)]
    [InlineData(VendorFault.RateLimitedSilently, ProviderError.RateLimited, BilledState.No)]
    [InlineData(VendorFault.QuotaUsedUp, ProviderError.QuotaExhausted, BilledState.No)]
    [InlineData(VendorFault.BillingLimit, ProviderError.QuotaExhausted, BilledState.No)]
    [InlineData(VendorFault.ServerError, ProviderError.ServerError, BilledState.No)]
    [InlineData(VendorFault.Overloaded, ProviderError.ServerError, BilledState.No)]
    [InlineData(VendorFault.ServerErrorPage, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(VendorFault.BadGateway, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(VendorFault.GatewayTimeout, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(VendorFault.ResetBeforeHeaders, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(VendorFault.ResetMidBody, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(VendorFault.TruncatedJson, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(VendorFault.InvalidBase64, ProviderError.InvalidAnswer, BilledState.Yes)]
    [InlineData(VendorFault.HtmlPage, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(VendorFault.WrongBytes, ProviderError.InvalidAnswer, BilledState.Yes)]
    [InlineData(VendorFault.Bomb, ProviderError.InvalidAnswer, BilledState.Yes)]
    [InlineData(VendorFault.GiantBody, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(VendorFault.EndlessBody, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(VendorFault.EmptyData, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(VendorFault.ErrorWith200, ProviderError.ServerError, BilledState.Unknown)]
    [InlineData(VendorFault.PostRedirect, ProviderError.InvalidAnswer, BilledState.No)]
    [InlineData(VendorFault.UrlRedirectToMetadata, ProviderError.InvalidAnswer, BilledState.Yes)]
    [InlineData(VendorFault.UrlRedirectForever, ProviderError.InvalidAnswer, BilledState.Yes)]
    [InlineData(VendorFault.UrlExpired, ProviderError.InvalidAnswer, BilledState.Yes)]
    public async Task Start_Fault_HasItsClassAndIsAskedOnce(VendorFault fault, ProviderError error, BilledState billed)
    {
        _vendor.Next(fault);

        var refused = await Refused(Sample.Call());

        Assert.Equal((error, billed), (refused.Error, refused.Billed));
        Assert.Single(_vendor.Calls);
        Assert.DoesNotContain("sk-secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VendorFault.RateLimited, 1.5)]
    [InlineData(VendorFault.RateLimitedSeconds, 7.0)]
    [InlineData(VendorFault.RateLimitedDate, 3600.0)]
    [InlineData(VendorFault.RateLimitedSilently, null)]
    public async Task Start_RateLimited_SaysWhenToComeBack(VendorFault fault, double? seconds)
    {
        _vendor.Next(fault);

        Assert.Equal(seconds, (await Refused(Sample.Call())).RetryAfter?.TotalSeconds);
    }

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
    public async Task Start_Image_ComesWithUsageAndRequestId()
    {
        var done = Assert.IsType<ProviderDone>(await Start(Sample.Call()));

        Assert.Equal(("image/jpeg", "req_1"), (done.ContentType, done.RequestId));
        Assert.Equal(new ProviderUsage { TextInTokens = 12, ImageOutTokens = 272 }, done.Usage);
    }

    [Fact]
    public async Task Start_NoUsage_LeavesThePriceListToDecide()
    {
        _vendor.Next(VendorFault.NoUsage);

        Assert.Null(Assert.IsType<ProviderDone>(await Start(Sample.Call())).Usage);
    }

    [Fact]
    public async Task Start_NobodyListens_IsUnreachableAndUnbilled()
    {
        using var provider = Provider(FakeImageVendor.ClosedBaseUrl());

        var refused = Assert.IsType<ProviderRefused>(await provider.Start(Sample.Call(), default));

        Assert.Equal((ProviderError.Unreachable, BilledState.No), (refused.Error, refused.Billed));
    }

    [Fact]
    public async Task Start_PrivateAddressWithoutTheSwitch_IsUnreachableAndUnbilled()
    {
        using var provider = new OpenAiCompatibleProvider("house", new OpenAiCompatibleOptions { BaseUrl = "https://localhost:9/v1" }, _time);

        var refused = Assert.IsType<ProviderRefused>(await provider.Start(Sample.Call(), default));

        Assert.Equal((ProviderError.Unreachable, BilledState.No), (refused.Error, refused.Billed));
        Assert.Contains("AllowPrivateAddresses", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoAnswerInTime_LeavesTheOutcomeUnknown()
    {
        _vendor.Next(VendorFault.Hang);
        using var provider = Provider(_vendor.BaseUrl);
        var answer = provider.Start(Sample.Call(model: Sample.Model(timeout: TimeSpan.FromSeconds(90))), default);
        await Eventually.True(() => _vendor.Calls.Count == 1, Deadline, "the vendor was called");

        _time.Advance(TimeSpan.FromSeconds(91));

        var refused = Assert.IsType<ProviderRefused>(await answer.WaitAsync(Deadline));
        Assert.Equal((ProviderError.OutcomeUnknown, BilledState.Unknown), (refused.Error, refused.Billed));
    }

    [Fact]
    public async Task Start_SlowWithinTheTimeout_Succeeds()
    {
        _vendor.Next(VendorFault.Slow);
        var answer = Start(Sample.Call());
        await Eventually.True(() => _vendor.Calls.Count == 1, Deadline, "the vendor was called");

        _vendor.Release();

        Assert.IsType<ProviderDone>(await answer.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Start_CalledOff_Throws()
    {
        _vendor.Next(VendorFault.Hang);
        using var stop = new CancellationTokenSource();
        using var provider = Provider(_vendor.BaseUrl);
        var answer = provider.Start(Sample.Call(), stop.Token);
        await Eventually.True(() => _vendor.Calls.Count == 1, Deadline, "the vendor was called");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Deadline));
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

    private OpenAiCompatibleProvider Provider(string baseUrl) => new(
        "house",
        new OpenAiCompatibleOptions { BaseUrl = baseUrl, ApiKey = "sk-secret", AllowPrivateAddresses = true, Parameters = ["n", "size", "quality", "output_format"] },
        _time);
}
