using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Providers.Tests.Conformance;

/// <summary>
/// What every adapter must do, whatever its vendor's form: one class for each failure, an honest word on whether it was charged, no key and no
/// prompt in any message, nothing sent twice and nothing sent elsewhere. An adapter joins by deriving a class that describes it. A fault that
/// its vendor cannot have (<see cref="FakeVendor.Knows"/>) is passed over.
/// </summary>
/// <typeparam name="TVendor">The fake that the adapter talks to.</typeparam>
public abstract class AdapterConformance<TVendor> : IAsyncLifetime
    where TVendor : FakeVendor
{
    protected const string Secret = "sk-secret-of-this-account";

    protected const string Prompt = "A red fox whom nobody but the vendor reads about";

    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // Far beyond what any fake is pending for.
    private const int MaxQuestions = 20;

    private readonly List<IDisposable> _adapters = [];

    protected TVendor Vendor { get; private set; } = null!;

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    /// <summary>A model of the vendor's, by its name there.</summary>
    protected abstract string Model { get; }

    /// <summary>What can be done about a call whose outcome is unknown.</summary>
    protected virtual CallKind Kind => CallKind.Unconfirmable;

    /// <summary>What the fake counts for an image; null where the vendor counts nothing.</summary>
    protected virtual ProviderUsage? Usage => null;

    /// <summary>The seed that the fake tells; null where the vendor tells none.</summary>
    protected virtual long? Seed => null;

    /// <summary>The billing of a picture that breaks off.</summary>
    protected virtual BilledState BrokenPicture => Usage is null ? BilledState.Unknown : BilledState.Yes;

    /// <summary>When to come back after a rate limit that says nothing; null where nobody knows.</summary>
    protected virtual double? SilentWaitSeconds => null;

    /// <summary>What to set as the adapter's address.</summary>
    protected virtual string BaseUrl => Vendor.BaseUrl;

    protected ProviderCall Call => Sample.Call(Prompt, Sample.Model("house", Model, TimeSpan.FromSeconds(90))) with { OutputFormat = "jpeg" };

    public async Task InitializeAsync()
    {
        Vendor = await StartVendor();
        (Vendor.Key, Vendor.Echoes) = (Secret, true);
    }

    public async Task DisposeAsync()
    {
        _adapters.ForEach(static adapter => adapter.Dispose());
        await Vendor.DisposeAsync();
    }

    [Fact]
    public async Task Start_Image_ComesWithAllThatTheVendorSays()
    {
        var done = await Done();

        Assert.True(done.Image.Span.SequenceEqual(FakeVendor.SmallImage));
        Assert.Equal(("image/jpeg", Usage, Seed), (done.ContentType, done.Usage, done.Seed));
        Assert.NotNull(done.RequestId);
        Assert.Equal(1, Vendor.Purchases);
    }

    [Fact]
    public async Task Start_Image_SendsTheKeyInAHeaderAndNotInTheAddress()
    {
        await Done();

        var call = Assert.Single(Vendor.Calls);
        Assert.Contains(call.Headers.Values, value => value.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, call.Target, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, call.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VendorFault.InvalidValue, ProviderError.InvalidRequest, BilledState.No)]
    [InlineData(VendorFault.NotFoundPage, ProviderError.InvalidRequest, BilledState.No)]
    [InlineData(VendorFault.InvalidApiKey, ProviderError.Authentication, BilledState.No)]
    [InlineData(VendorFault.Forbidden, ProviderError.Authentication, BilledState.No)]
    [InlineData(VendorFault.QuotaUsedUp, ProviderError.QuotaExhausted, BilledState.No)]
    [InlineData(VendorFault.BillingLimit, ProviderError.QuotaExhausted, BilledState.No)]
    [InlineData(VendorFault.ModelNotFound, ProviderError.ModelRetired, BilledState.No)]
    [InlineData(VendorFault.ServerError, ProviderError.ServerError, BilledState.No)]
    [InlineData(VendorFault.Overloaded, ProviderError.ServerError, BilledState.No)]
    [InlineData(VendorFault.ErrorWith200, ProviderError.ServerError, BilledState.Unknown)]
    [InlineData(VendorFault.ModerationBlocked, ProviderError.ContentBlockedInput, BilledState.No)]
    [InlineData(VendorFault.ContentPolicy, ProviderError.ContentBlockedInput, BilledState.No)]
    [InlineData(VendorFault.OutputBlocked, ProviderError.ContentBlockedOutput, BilledState.Unknown)]
    [InlineData(VendorFault.FilteredWith200, ProviderError.ContentBlockedOutput, BilledState.Unknown)]
    [InlineData(VendorFault.ServerErrorPage, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(VendorFault.BadGateway, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(VendorFault.GatewayTimeout, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(VendorFault.ResetBeforeHeaders, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(VendorFault.ResetMidBody, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(VendorFault.TruncatedJson, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(VendorFault.HtmlPage, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(VendorFault.EmptyData, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(VendorFault.GiantBody, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(VendorFault.EndlessBody, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(VendorFault.InvalidBase64, ProviderError.InvalidAnswer, BilledState.Yes)]
    [InlineData(VendorFault.WrongBytes, ProviderError.InvalidAnswer, BilledState.Yes)]
    [InlineData(VendorFault.Bomb, ProviderError.InvalidAnswer, BilledState.Yes)]
    [InlineData(VendorFault.PostRedirect, ProviderError.InvalidAnswer, BilledState.No)]
    [InlineData(VendorFault.UrlRedirectToMetadata, ProviderError.InvalidAnswer, BilledState.Yes)]
    [InlineData(VendorFault.UrlRedirectForever, ProviderError.InvalidAnswer, BilledState.Yes)]
    [InlineData(VendorFault.UrlExpired, ProviderError.InvalidAnswer, BilledState.Yes)]
    public async Task Start_Fault_HasItsClassAndIsSentOnce(VendorFault fault, ProviderError error, BilledState billed)
    {
        if (!Vendor.Knows(fault)) return;

        var refused = await Refused(fault);

        Assert.Equal(Differs(fault) ?? (error, Expected(billed)), (refused.Error, refused.Billed));
        Assert.Single(Vendor.Calls);
        Assert.Empty(Vendor.Strays);
        Assert.DoesNotContain(Vendor.Deliveries, static headers => headers.Values.Any(static value => value.Contains(Secret, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(VendorFault.RateLimited, 1.5)]
    [InlineData(VendorFault.RateLimitedSeconds, 7.0)]
    [InlineData(VendorFault.RateLimitedDate, 3600.0)]
    [InlineData(VendorFault.RateLimitedInBody, 34.0)]
    public async Task Start_RateLimited_SaysWhenToComeBack(VendorFault fault, double seconds)
    {
        if (!Vendor.Knows(fault)) return;

        var refused = await Refused(fault);

        Assert.Equal((ProviderError.RateLimited, BilledState.No, seconds), (refused.Error, refused.Billed, refused.RetryAfter?.TotalSeconds));
    }

    [Fact]
    public async Task Start_RateLimitedWithoutAWord_WaitsAsTheVendorIsKnownTo()
    {
        var refused = await Refused(VendorFault.RateLimitedSilently);

        Assert.Equal((ProviderError.RateLimited, SilentWaitSeconds), (refused.Error, refused.RetryAfter?.TotalSeconds));
    }

    [Fact]
    public async Task Start_WrongKey_IsAnAuthenticationFailure()
    {
        Vendor.Key = "sk-of-somebody-else";

        Assert.Equal(ProviderError.Authentication, (await Refused(VendorFault.None)).Error);
    }

    [Fact]
    public async Task Start_PictureThatBreaksOff_IsABrokenAnswer()
    {
        Vendor.Picture = FakeVendor.Image[..^100];

        var refused = await Refused(VendorFault.None);

        Assert.Equal((ProviderError.InvalidAnswer, Expected(BrokenPicture)), (refused.Error, refused.Billed));
        Assert.Contains("breaks off", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PictureBeyondTheLimit_IsRefused()
    {
        Vendor.Picture = [.. FakeVendor.SmallImage, .. new byte[ImageFetcher.MaxBytes]];

        Assert.Equal(ProviderError.InvalidAnswer, (await Refused(VendorFault.None)).Error);
    }

    [Theory]
    [InlineData(VendorFault.Url)]
    [InlineData(VendorFault.UrlRedirect)]
    [InlineData(VendorFault.UrlFlaky)]
    public async Task Start_AddressInsteadOfBytes_IsFetchedWithoutTheKey(VendorFault fault)
    {
        if (!Vendor.Knows(fault)) return;
        Vendor.Next(fault);

        await Done();

        Assert.NotEmpty(Vendor.Deliveries);
        Assert.DoesNotContain(Vendor.Deliveries, static headers => headers.Values.Any(static value => value.Contains(Secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Start_NobodyListens_IsUnreachableAndUnbilled()
    {
        var refused = Checked(await New(FakeVendor.ClosedRoot()).Start(Call, default).WaitAsync(Deadline));

        Assert.Equal((ProviderError.Unreachable, BilledState.No), (refused.Error, refused.Billed));
    }

    [Fact]
    public async Task Start_PrivateAddressWithoutTheSwitch_IsUnreachableAndUnbilled()
    {
        var refused = Checked(await New("https://localhost:9", allowPrivate: false).Start(Call, default).WaitAsync(Deadline));

        Assert.Equal((ProviderError.Unreachable, BilledState.No), (refused.Error, refused.Billed));
        Assert.Contains("AllowPrivateAddresses", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoAnswerInTime_LeavesTheOutcomeUnknown()
    {
        Vendor.Next(VendorFault.Hang);
        var answer = New().Start(Call, default);
        await Eventually.True(() => Vendor.Calls.Count == 1, Deadline, "the vendor was called");

        Time.Advance(Call.Model.Timeout + TimeSpan.FromSeconds(1));

        var refused = Checked(await answer.WaitAsync(Deadline));
        Assert.Equal((ProviderError.OutcomeUnknown, Expected(BilledState.Unknown)), (refused.Error, refused.Billed));
    }

    [Fact]
    public async Task Start_SlowWithinTheTimeout_Succeeds()
    {
        Vendor.Next(VendorFault.Slow);
        var answer = Drive(New());
        await Eventually.True(() => Vendor.Calls.Count == 1, Deadline, "the vendor was called");

        Vendor.Release();

        Assert.IsType<ProviderDone>(await answer.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Start_CalledOff_Throws()
    {
        Vendor.Next(VendorFault.Hang);
        using var stop = new CancellationTokenSource();
        var answer = New().Start(Call, stop.Token);
        await Eventually.True(() => Vendor.Calls.Count == 1, Deadline, "the vendor was called");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Deadline));
    }

    [Fact]
    public void Missing_SetUp_IsNothing() => Assert.Null(New().Missing(Call.Model));

    /// <summary>Starts the fake.</summary>
    protected abstract Task<TVendor> StartVendor();

    /// <summary>An adapter with the key <see cref="Secret"/>.</summary>
    /// <param name="baseUrl">The address it calls.</param>
    /// <param name="allowPrivate">True where that may be this machine.</param>
    protected abstract IImageProvider Adapter(string baseUrl, bool allowPrivate);

    /// <summary>Class and billing of a fault where this vendor's are not the usual ones.</summary>
    protected virtual (ProviderError Error, BilledState Billed)? Differs(VendorFault fault) => null;

    protected IImageProvider New(string? baseUrl = null, bool allowPrivate = true)
    {
        var adapter = Adapter(baseUrl ?? BaseUrl, allowPrivate);
        _adapters.Add((IDisposable)adapter);
        return adapter;
    }

    /// <summary>Starts a call and asks for its job, as it would be stored, until there is an answer.</summary>
    protected async Task<ProviderAnswer> Drive(IImageProvider adapter)
    {
        var answer = await adapter.Start(Call, default);
        for (var questions = 0; answer is ProviderWorking working; questions++)
        {
            Assert.True(questions < MaxQuestions, "The job never ends.");
            answer = await adapter.Poll(Call, working.Job with { PollAfter = TimeSpan.Zero }, default);
        }

        return answer;
    }

    protected async Task<ProviderDone> Done() => Assert.IsType<ProviderDone>(await Drive(New()).WaitAsync(Deadline));

    protected async Task<ProviderRefused> Refused(VendorFault fault)
    {
        if (fault != VendorFault.None) Vendor.Next(fault);
        return Checked(await Drive(New()).WaitAsync(Deadline));
    }

    /// <summary>A refusal that says something, and neither the key nor the prompt.</summary>
    protected static ProviderRefused Checked(ProviderAnswer answer)
    {
        var refused = Assert.IsType<ProviderRefused>(answer);
        Assert.NotEmpty(refused.Message);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Prompt, refused.Message, StringComparison.OrdinalIgnoreCase);
        return refused;
    }

    // What is free is never charged, whatever becomes of it.
    protected BilledState Expected(BilledState billed) => Kind == CallKind.Repeatable ? BilledState.No : billed;
}
