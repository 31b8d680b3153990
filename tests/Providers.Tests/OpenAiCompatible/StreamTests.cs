using System.Text.Json.Nodes;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.AzureOpenAi;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.OpenAiCompatible;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Providers.Tests.OpenAiCompatible;

/// <summary>Partial images while a picture is painted, from OpenAI and from Azure, and what becomes of streams that go wrong.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private const string Prompt = "A red fox whom nobody but the vendor reads about";
    private const string Key = "sk-secret-of-this-account";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();
    private readonly Listener _listener = new();
    private FakeImageVendor _vendor = null!;

    public async Task InitializeAsync()
    {
        _vendor = await FakeImageVendor.Start();
        (_vendor.Key, _vendor.Echoes) = (Key, true);
    }

    public async Task DisposeAsync() => await _vendor.DisposeAsync();

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 2)]
    public async Task Start_WithPartialImages_PassesEachOnAndBringsTheImageWithItsUsage(bool isAzure, int partials)
    {
        _vendor.IsAzure = isAzure;

        var done = Assert.IsType<ProviderDone>(await Start(partials));

        Assert.Equal(Enumerable.Range(0, partials), _listener.Painted.Select(static partial => partial.Index));
        Assert.All(_listener.Painted, static partial => Assert.Equal(FakeVendor.SmallImage, partial.Image));
        Assert.Equal(FakeVendor.SmallImage, done.Image.ToArray());
        Assert.Equal(new ProviderUsage { TextInTokens = 12, ImageOutTokens = 272 + (FakeImageVendor.PartialTokens * partials) }, done.Usage);
        Assert.Equal("req_1", done.RequestId);
        Assert.Equal((true, partials), Asked());
    }

    [Fact]
    public async Task Start_WithoutPartialImages_AsksForNoStream()
    {
        Assert.IsType<ProviderDone>(await Start(partials: 0));

        var body = JsonNode.Parse(Assert.Single(_vendor.Calls).Body)!.AsObject();
        Assert.False(body.ContainsKey("stream") || body.ContainsKey("partial_images"));
    }

    [Fact]
    public async Task Start_PartialImages_ArePassedOnWhileTheImageIsPainted()
    {
        _vendor.Next(VendorFault.Slow);

        var answer = Start(2);
        await Eventually.True(() => _listener.Painted.Count == 2, Deadline, "both partial images came");

        Assert.False(answer.IsCompleted);
        _vendor.Release();
        Assert.IsType<ProviderDone>(await answer);
    }

    [Theory]
    [InlineData(StreamFault.PartialNoBase64, 0)]
    [InlineData(StreamFault.PartialNoPicture, 0)]
    [InlineData(StreamFault.TooManyPartials, 2)]
    [InlineData(StreamFault.PartialsAfterwards, 2)]
    [InlineData(StreamFault.TypesAlone, 2)]
    [InlineData(StreamFault.Drip, 2)]
    [InlineData(StreamFault.NoStream, 0)]
    public async Task Start_StreamOfAnotherForm_BringsTheImageAllTheSame(StreamFault fault, int painted)
    {
        _vendor.NextStreams(fault);

        Assert.IsType<ProviderDone>(await Start(2));

        Assert.Equal(painted, _listener.Painted.Count);
    }

    [Theory]
    [InlineData(StreamFault.Cut, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(StreamFault.EndedEarly, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(StreamFault.Garbage, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(StreamFault.GiantEvent, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(StreamFault.ManyEvents, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(StreamFault.ImageNoBase64, ProviderError.InvalidAnswer, BilledState.Yes)]
    [InlineData(StreamFault.ImageNoJson, ProviderError.InvalidAnswer, BilledState.Unknown)]
    [InlineData(StreamFault.Error, ProviderError.ServerError, BilledState.Unknown)]
    [InlineData(StreamFault.FlatError, ProviderError.ServerError, BilledState.Unknown)]
    [InlineData(StreamFault.BlockedAtOnce, ProviderError.ContentBlockedInput, BilledState.No)]
    [InlineData(StreamFault.BlockedLater, ProviderError.ContentBlockedOutput, BilledState.Unknown)]
    public async Task Start_StreamThatGoesWrong_IsTheErrorThatItWouldBeElsewhere(StreamFault fault, ProviderError error, BilledState billed)
    {
        _vendor.NextStreams(fault);

        var refused = Assert.IsType<ProviderRefused>(await Start(2));

        Assert.Equal((error, billed), (refused.Error, refused.Billed));
        Assert.DoesNotContain(Prompt, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, refused.Message, StringComparison.Ordinal);
        Assert.Single(_vendor.Calls);
    }

    [Fact]
    public async Task Start_StreamThatFallsSilent_IsGivenUpWithAnUnknownOutcome()
    {
        _vendor.NextStreams(StreamFault.Silence);
        var answer = Start(1);
        await Eventually.True(() => _listener.Painted.Count == 1, Deadline, "the partial image came");

        _time.Advance(VendorEvents.MaxSilence + TimeSpan.FromSeconds(1));

        var refused = Assert.IsType<ProviderRefused>(await answer.WaitAsync(Deadline));
        Assert.Equal((ProviderError.OutcomeUnknown, BilledState.Unknown), (refused.Error, refused.Billed));
    }

    [Fact]
    public async Task Start_CalledOffInTheMiddleOfAStream_Throws()
    {
        _vendor.NextStreams(StreamFault.Silence);
        using var stop = new CancellationTokenSource();
        var answer = Start(1, stop.Token);
        await Eventually.True(() => _listener.Painted.Count == 1, Deadline, "the partial image came");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Deadline));
    }

    [Theory]
    [InlineData(VendorFault.ModerationBlocked, ProviderError.ContentBlockedInput, BilledState.No)]
    [InlineData(VendorFault.RateLimited, ProviderError.RateLimited, BilledState.No)]
    [InlineData(VendorFault.BadGateway, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    [InlineData(VendorFault.ResetBeforeHeaders, ProviderError.OutcomeUnknown, BilledState.Unknown)]
    public async Task Start_RefusedBeforeTheStream_IsReadAsEverywhere(VendorFault fault, ProviderError error, BilledState billed)
    {
        _vendor.Next(fault);

        var refused = Assert.IsType<ProviderRefused>(await Start(2));

        Assert.Equal((error, billed), (refused.Error, refused.Billed));
    }

    private async Task<ProviderAnswer> Start(int partials, CancellationToken cancellationToken = default)
    {
        using VendorProvider provider = _vendor.IsAzure
            ? new AzureOpenAiProvider("azure-openai", new AzureOpenAiOptions { BaseUrl = _vendor.AzureUrl, ApiKey = Key, AllowPrivateAddresses = true }, _time)
            : new OpenAiCompatibleProvider("openai", new OpenAiCompatibleOptions { BaseUrl = _vendor.BaseUrl, ApiKey = Key, AllowPrivateAddresses = true }, _time);
        var call = Sample.Call(Prompt, Sample.Model("openai", timeout: TimeSpan.FromHours(1))) with { PartialImages = partials, Listener = _listener };
        return await provider.Start(call, cancellationToken).WaitAsync(Deadline, CancellationToken.None);
    }

    private (bool Stream, int Partials) Asked()
    {
        var body = JsonNode.Parse(Assert.Single(_vendor.Calls).Body)!;
        return (body["stream"]!.GetValue<bool>(), body["partial_images"]!.GetValue<int>());
    }
}
