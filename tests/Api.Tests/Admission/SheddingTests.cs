using System.Runtime.InteropServices;
using DonatelloAI.Api.Admission;
using DonatelloAI.Api.Clustering;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Limits;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Hosting.Health;
using DonatelloAI.Silo.Clustering;
using DonatelloAI.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Statistics;
using Orleans.TestingHost;

namespace DonatelloAI.Api.Tests.Admission;

/// <summary>A silo that has more to do than it takes: what the runtime says then, and how callers are told.</summary>
public sealed class SheddingTests : IAsyncDisposable
{
    private const int MaxWaiting = 3;

    private readonly Processor _processor = new();
    private readonly GatedUsers _users = new();
    private readonly AdmissionInstruments _instruments = new();
    private InProcessTestCluster _cluster = null!;

    public async ValueTask DisposeAsync()
    {
        _users.Open();
        await _cluster.DisposeAsync();
        _instruments.Dispose();
    }

    [Fact]
    public async Task Silo_WithABusyProcessor_RefusesAtItsLimitAndTakesCallsAgainBelowIt()
    {
        await Start(new SheddingOptions { ProcessorPercent = 95 });
        _users.Open();
        using var counts = new InstrumentCounts(AdmissionInstruments.MeterName, _instruments);
        Assert.Equal(200, (await Ask()).Response.StatusCode);

        _processor.Percent = 96;
        await Eventually.True(async () => (await Ask()).Response.StatusCode == 503, TimeSpan.FromSeconds(60), "the silo refuses");
        Assert.NotEqual(0, counts["donatello.api.refusals Silo"]);

        _processor.Percent = 94;
        await Eventually.True(async () => (await Ask()).Response.StatusCode == 200, TimeSpan.FromSeconds(60), "the silo takes calls again");
    }

    [Theory]
    [InlineData(SheddingOptions.Never, false)]
    [InlineData(95, true)]
    public void Shedding_BelowAllOfTheProcessors_IsOn(int percent, bool isOn)
    {
        var told = new LoadSheddingOptions();

        new SheddingOptions { ProcessorPercent = percent }.Apply(told);

        Assert.Equal((isOn, percent, 100), (told.LoadSheddingEnabled, told.CpuThreshold, told.MemoryThreshold));
    }

    [Fact]
    public async Task Grain_WithALongQueue_RefusesTheNextCallAndAnswersThoseThatWait()
    {
        await Start(new SheddingOptions());
        var asked = Enumerable.Range(0, 4 * MaxWaiting).Select(_ => Ask()).ToList();

        var refused = await await Task.WhenAny(asked);

        Assert.Equal((503, "1"), (refused.Response.StatusCode, refused.Response.Headers.RetryAfter.ToString()));
        Assert.Contains("\"overloaded\"", System.Text.Encoding.UTF8.GetString(((MemoryStream)refused.Response.Body).ToArray()), StringComparison.Ordinal);
        _users.Open();
        var answered = await Task.WhenAll(asked);
        Assert.InRange(answered.Count(context => context.Response.StatusCode == 200), 1, asked.Count - 1);
    }

    private async Task Start(SheddingOptions shedding)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;

        // The statistics are those that are registered here, and not the harness's own.
        builder.Options.UseRealEnvironmentStatistics = true;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Configure<LoadSheddingOptions>(shedding.Apply);
            silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxEnqueuedRequestsHardLimit = MaxWaiting);
            silo.Services.Replace(ServiceDescriptor.Singleton<IEnvironmentStatisticsProvider>(_processor));
            silo.Services.AddKeyedSingleton(DomainClock.Key, TimeProvider.System);
            silo.Services.AddSingleton(new KeyPepper(new byte[KeyPepper.MinBytes]));
            silo.Services.AddSingleton<OrganizationEpochs>();
            silo.Services.AddRateLimits();
            silo.Services.AddSingleton<IUserStore>(_users);
            silo.Services.AddSingleton(NotAsked.Of<ISessionStore>());
            silo.Services.AddSingleton<IPersonalSealer>(_users);
        });
        builder.ConfigureClient(client => client.AddOutgoingGrainCallFilter<RepeatedCalls>().Services.TryAddSingleton(TimeProvider.System));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <summary>A request that asks a grain, as the front end does, with what goes wrong told as it tells it.</summary>
    private async Task<HttpContext> Ask()
    {
        var token = ApiKeyToken.Create(_users.Id, Guid.CreateVersion7());
        async Task Call(HttpContext _) => await _cluster.Client.GetGrain<IUserGrain>(token.UserId).Authenticate(new ApiKeyCredential(token.SecretText), new AccessDemand(UserRole.StandardUser));
        var readiness = new Readiness();
        readiness.MarkReady();
        var front = new ProblemMiddleware(Call, readiness, _instruments, NullLogger<ProblemMiddleware>.Instance);
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        await front.InvokeAsync(context);
        return context;
    }

    /// <summary>A processor as busy as a test says.</summary>
    private sealed class Processor : IEnvironmentStatisticsProvider
    {
        public float Percent { get; set; }

        public EnvironmentStatistics GetEnvironmentStatistics()
        {
            // Only the runtime can make one with values; the processor's share is its first field.
            var statistics = new EnvironmentStatistics[1];
            MemoryMarshal.Write(MemoryMarshal.AsBytes(statistics.AsSpan()), Percent);
            return statistics[0];
        }
    }

    /// <summary>People whom nobody knows, looked up as soon as the gate is open.</summary>
    private sealed class GatedUsers : IUserStore, IPersonalSealer
    {
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Guid Id { get; } = Guid.CreateVersion7();

        public void Open() => _gate.TrySetResult();

        public async Task<UserAccount?> Load(Guid userId)
        {
            await _gate.Task;
            return null;
        }

        public Task<CommitOutcome> AddKey(UserAccount owner, ApiKeyState key) => throw new NotSupportedException();

        public Task<CommitOutcome> RevokeKey(UserAccount owner, ApiKeyState revoked) => throw new NotSupportedException();

        public Task<CommitOutcome> MarkUsed(Guid keyId, DateTimeOffset at) => throw new NotSupportedException();

        public ValueTask<string> Seal(Guid ownerId, Guid organizationId, SealedField field, Guid subjectId, string text) => throw new NotSupportedException();

        public ValueTask<Opened> Open(Guid ownerId, SealedField field, Guid subjectId, string sealedText) => throw new NotSupportedException();

        public ValueTask<byte[]> SealBytes(Guid ownerId, Guid organizationId, SealedField field, Guid subjectId, ReadOnlyMemory<byte> bytes) => throw new NotSupportedException();

        public ValueTask<OpenedBytes> OpenBytes(Guid ownerId, SealedField field, Guid subjectId, ReadOnlyMemory<byte> sealedBytes) => throw new NotSupportedException();

        public void Forget(Guid ownerId) => throw new NotSupportedException();
    }
}
