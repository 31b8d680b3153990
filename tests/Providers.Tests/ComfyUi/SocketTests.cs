using System.Text.Json.Nodes;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.ComfyUi;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;
using DonatelloAI.Providers.Tests.Conformance;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Providers.Tests.ComfyUi;

/// <summary>What a ComfyUI server tells over its WebSocket, and that nothing depends on it.</summary>
public sealed class SocketTests : IAsyncLifetime, IDisposable
{
    private const string Key = "k-of-the-proxy";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();
    private readonly Listener _listener = new();
    private FakeComfyUi _server = null!;
    private ComfyUiProvider _provider = null!;

    private ProviderCall Call => Vendors.Call("workflow") with { Listener = _listener };

    public async Task InitializeAsync()
    {
        _server = await FakeComfyUi.Start();
        _server.Key = Key;
        _provider = new ComfyUiProvider(
            "comfyui", new ComfyUiOptions { BaseUrl = _server.BaseUrl, ApiKey = Key, AllowPrivateAddresses = true, WorkflowFolder = SampleWorkflow.Folder }, _time);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _provider.Dispose();

    [Theory]
    [InlineData(SocketFault.None, 2)]
    [InlineData(SocketFault.AllNodes, 1)]
    [InlineData(SocketFault.Garbage, 2)]
    public async Task Listen_ToAJob_HearsHowFarItIsAndWhenToLook(SocketFault fault, int looks)
    {
        _server.Socket = fault;
        var job = await Job();

        await _provider.Listen(Call, job, default).WaitAsync(Deadline);

        Assert.Equal(looks, _listener.Looks);
        Assert.Equal(_listener.Progress.Order(), _listener.Progress);
        Assert.InRange(_listener.Progress.Distinct().Count(), _server.Steps, 2 * _server.Steps);
        Assert.All(_listener.Progress, static progress => Assert.InRange(progress, 0, 0.99));
        Assert.True(_listener.Progress.Last() > 0.5);
        Assert.Equal(job.Id, Assert.Single(_server.Sockets));
        Assert.Equal(job.Id, JsonNode.Parse(Assert.Single(_server.Calls).Body)!["client_id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(SocketFault.Refused)]
    [InlineData(SocketFault.Reset)]
    [InlineData(SocketFault.Closed)]
    [InlineData(SocketFault.GiantText)]
    [InlineData(SocketFault.GiantPreview)]
    [InlineData(SocketFault.Flood)]
    public async Task Listen_ToASocketThatFails_TriesAFewTimesAndLeavesTheJobToQuestions(SocketFault fault)
    {
        _server.Socket = fault;
        var job = await Job();

        var listening = _provider.Listen(Call, job, default);
        await Eventually.True(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return listening.IsCompleted;
            },
            Deadline,
            "it gives up");

        await listening;
        Assert.Equal(3, _server.Sockets.Count);
        Assert.Equal(0, _listener.Looks);
        Assert.IsType<ProviderDone>(await Polled(job));
    }

    [Theory]
    [InlineData(SocketFault.Silent)]
    [InlineData(SocketFault.OthersJob)]
    public async Task Listen_ToASocketThatSaysNothingOfTheJob_EndsWhenItIsCalledOff(SocketFault fault)
    {
        _server.Socket = fault;
        var job = await Job();
        using var answered = new CancellationTokenSource();
        var listening = _provider.Listen(Call, job, answered.Token);
        await Eventually.True(() => _server.Sockets.Count == 1, Deadline, "it listens");

        Assert.IsType<ProviderDone>(await Polled(job));
        await answered.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening.WaitAsync(Deadline));
        Assert.Equal((0, 0), (_listener.Looks, _listener.Progress.Count));
    }

    [Fact]
    public async Task Listen_ToAJobThatFails_IsAReasonToLookAndTheHistorySaysWhy()
    {
        _server.Socket = SocketFault.Error;
        _server.Next(VendorFault.JobFailed);
        var job = await Job();

        await _provider.Listen(Call, job, default).WaitAsync(Deadline);

        Assert.Equal(2, _listener.Looks);
        Assert.Equal((ProviderError.ServerError, BilledState.No), Assert.IsType<ProviderRefused>(await Polled(job)) is var refused ? (refused.Error, refused.Billed) : default);
    }

    [Fact]
    public async Task Listen_ToALiar_LooksAFewTimesAndNeverBelievesThatAllIsDone()
    {
        _server.Socket = SocketFault.Liar;
        var job = await Job();
        using var answered = new CancellationTokenSource();
        var listening = _provider.Listen(Call, job, answered.Token);
        await Eventually.True(() => _listener.Progress.Count == 100, Deadline, "it lies");

        await answered.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening.WaitAsync(Deadline));
        Assert.Equal((ComfyProgress.MaxLooks, 0.99), (_listener.Looks, _listener.Progress.Max()));
    }

    [Fact]
    public async Task Listen_WithAWrongKey_HearsNothing()
    {
        var job = await Job();
        _server.Key = "another";
        var listening = _provider.Listen(Call, job, default);

        await Eventually.True(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return listening.IsCompleted;
            },
            Deadline,
            "it gives up");
        Assert.Empty(_listener.Progress);
    }

    [Fact]
    public async Task OpenSocket_AtAPrivateAddressThatIsNotAllowed_DoesNotConnect()
    {
        using var guarded = new VendorClient(allowPrivate: false, KeyHeader.Bearer(new FixedKey(Key)), _time);

        Assert.Null(await guarded.OpenSocket(new Uri($"{_server.BaseUrl}/ws?clientId=c"), default));

        Assert.Empty(_server.Sockets);
    }

    private async Task<ProviderJob> Job() => Assert.IsType<ProviderWorking>(await _provider.Start(Call, default)).Job;

    private async Task<ProviderAnswer> Polled(ProviderJob job)
    {
        ProviderAnswer answer;
        do answer = await _provider.Poll(Call, job, default).WaitAsync(Deadline);
        while (answer is ProviderWorking);
        return answer;
    }
}
