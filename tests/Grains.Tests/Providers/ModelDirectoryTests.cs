using DonatelloAI.Contracts;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Routing;
using DonatelloAI.Grains.Tests.Generations;
using DonatelloAI.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Grains.Tests.Providers;

/// <summary>A copy of the catalogue outlives outages of whatever it is made from.</summary>
public sealed class ModelDirectoryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new(Sample.Now);
    private readonly Catalogue _catalogue = new();
    private readonly TaskCompletionSource<PoolStatus> _silent = new();
    private readonly ModelDirectory _directory;

    public ModelDirectoryTests() => _directory = new ModelDirectory(
        _catalogue, GrainDouble.Of<IGrainFactory>((_, args) => PoolOf((string)args[0]!)), _time, Options.Create(new ModelDirectoryOptions()), NullLogger<ModelDirectory>.Instance);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refresh_WhileTheCatalogueCannotBeRead_KeepsTheLastStateAndRecovers(bool isDefect)
    {
        await _directory.Get();
        (_catalogue.Failure, _catalogue.Models) = (isDefect ? new InvalidOperationException() : new StorageUnavailableException(), ["house/new"]);
        await NextRounds(2);
        Assert.NotNull((await _directory.Get()).Find("house/old"));

        _catalogue.Failure = null;
        await NextRounds(1);
        await Eventually.True(async () => (await _directory.Get()).Find("house/new") is not null, Patience, "the new catalogue is there");
    }

    [Fact]
    public async Task Get_OfACatalogueThatWasNeverRead_SaysSoAndReadsItLater()
    {
        _catalogue.Failure = new StorageUnavailableException();
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _directory.Get());

        _catalogue.Failure = null;

        Assert.NotNull((await _directory.Get()).Find("house/old"));
    }

    [Fact]
    public async Task Refresh_WithAnAccountThatDoesNotAnswer_GoesOnWithoutItsAnswer()
    {
        _catalogue.Models = ["house/old", "silent/model"];
        var refreshing = _directory.Refresh();
        await Eventually.True(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return refreshing.IsCompleted;
            },
            Patience,
            "the silent account is not waited for");

        var snapshot = await refreshing;

        Assert.Null(snapshot.Status("silent"));
        Assert.True(snapshot.IsPoolAvailable("silent"), "an account that nobody knows about counts as available");
        Assert.False(snapshot.IsPoolAvailable("house"));
    }

    /// <summary>Lets the timer fire until the catalogue was read, or tried, as often.</summary>
    private async Task NextRounds(int rounds)
    {
        var until = _catalogue.Readings + rounds;
        await Eventually.True(
            () =>
            {
                _time.Advance(Round);
                return _catalogue.Readings >= until;
            },
            Patience,
            $"{rounds} rounds have begun");
    }

    private IQuotaPoolGrain PoolOf(string name) => GrainDouble.Of<IQuotaPoolGrain>(
        (_, _) => name == "silent" ? _silent.Task : Task.FromResult(RouterBench.Paused(name)));

    private sealed class Catalogue : IModelStore
    {
        private int _readings;

        public Exception? Failure { get; set; }

        public IReadOnlyList<string> Models { get; set; } = ["house/old"];

        public int Readings => Volatile.Read(ref _readings);

        public Task<IReadOnlyList<OfferedModel>> LoadModels()
        {
            Interlocked.Increment(ref _readings);
            return Failure is { } failure
                ? Task.FromException<IReadOnlyList<OfferedModel>>(failure)
                : Task.FromResult<IReadOnlyList<OfferedModel>>([.. Models.Select(name => RouterBench.Model(name) with { ConfiguredPool = name.Split('/')[0] })]);
        }

        public Task<IReadOnlyList<ExchangeRate>> LoadRates(DateTimeOffset at) => Task.FromResult<IReadOnlyList<ExchangeRate>>([]);

        public Task<FreezeState> LoadFreezes() => Task.FromResult(FreezeState.None);
    }
}
