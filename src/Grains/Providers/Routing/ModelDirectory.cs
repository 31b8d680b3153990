using System.Collections.Concurrent;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>
/// A silo's copy of the catalogue. Read once when somebody first asks, then again by a timer; readers take what is in memory
/// and never wait for the database.
/// </summary>
public sealed partial class ModelDirectory : IDisposable
{
    /// <summary>Accounts asked at the same time.</summary>
    public const int MaxParallelQuestions = 8;

    /// <summary>Seconds after which an account that has not answered counts as unknown.</summary>
    public const int AnswerSeconds = 2;

    private readonly IModelStore _store;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _every;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile ModelSnapshot? _snapshot;
    private ITimer? _timer;

    /// <summary>Makes a directory that has read nothing yet.</summary>
    public ModelDirectory(
        IModelStore store,
        IGrainFactory grains,
        [FromKeyedServices(DomainClock.Key)] TimeProvider time,
        IOptions<ModelDirectoryOptions> options,
        ILogger<ModelDirectory> logger)
    {
        _store = store;
        _grains = grains;
        _time = time;
        _logger = logger;
        _every = TimeSpan.FromSeconds(options.Value.RefreshSeconds);
    }

    /// <summary>The catalogue as last read; only the first call of a process waits for the database.</summary>
    /// <exception cref="StorageUnavailableException">It was never read, and cannot be now.</exception>
    public ValueTask<ModelSnapshot> Get() => _snapshot is { } snapshot ? ValueTask.FromResult(snapshot) : new(LoadFirst());

    /// <summary>The catalogue as last read; null before it was.</summary>
    public ModelSnapshot? Latest => _snapshot;

    /// <summary>Reads the catalogue now, without asking accounts how they stand; for whoever is told that it has changed.</summary>
    /// <exception cref="StorageUnavailableException">It was never read, and cannot be now.</exception>
    public Task Reload() => Load(force: true);

    /// <summary>Reads the catalogue now and asks its accounts how they stand; for whoever has just changed it.</summary>
    /// <returns>The new state, or the last one where the database does not answer.</returns>
    /// <exception cref="StorageUnavailableException">It was never read, and cannot be now.</exception>
    public async Task<ModelSnapshot> Refresh()
    {
        await Load(force: true);
        await AskPools();
        return _snapshot!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _turn.Dispose();
    }

    /// <summary>Does not wait for the accounts: their grains read this directory themselves when they begin.</summary>
    private async Task<ModelSnapshot> LoadFirst()
    {
        await Load(force: false);
        return _snapshot!;
    }

    private async Task Load(bool force)
    {
        await _turn.WaitAsync();
        try
        {
            if (force || _snapshot is null)
            {
                await Read();
            }
        }
        catch (StorageUnavailableException unavailable) when (_snapshot is { } last)
        {
            LogStale(unavailable, last.LoadedAt);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task Read()
    {
        var now = _time.GetUtcNow();
        var models = await _store.LoadModels();
        var rates = await _store.LoadRates(now);
        var freezes = await _store.LoadFreezes();
        _snapshot = new ModelSnapshot(models, rates, now, _snapshot?.Pools, freezes);
        _timer ??= _time.CreateTimer(static state => _ = ((ModelDirectory)state!).RefreshQuietly(), this, TimeSpan.Zero, _every);
    }

    /// <summary>The timer's round, which nobody waits for: whatever goes wrong is logged, and the next round tries again.</summary>
    private async Task RefreshQuietly()
    {
        try
        {
            var isFresh = _snapshot is { } snapshot && _time.GetUtcNow() - snapshot.LoadedAt < _every / 2;
            await (isFresh ? AskPools() : Refresh());
        }
        catch (Exception broken)
        {
            LogBroken(broken);
        }
    }

    private async Task AskPools()
    {
        var answers = new ConcurrentDictionary<string, PoolStatus>(StringComparer.Ordinal);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = MaxParallelQuestions };
        await Parallel.ForEachAsync(_snapshot!.PoolsInUse, limit, async (pool, _) => await Ask(pool, answers));
        await Publish(answers);
    }

    /// <summary>In turn with readings of the catalogue, so that old models never come back with new answers.</summary>
    private async Task Publish(IReadOnlyDictionary<string, PoolStatus> answers)
    {
        await _turn.WaitAsync();
        _snapshot = _snapshot!.With(answers);
        _turn.Release();
    }

    private async ValueTask Ask(string pool, ConcurrentDictionary<string, PoolStatus> answers)
    {
        try
        {
            answers[pool] = await _grains.GetGrain<IQuotaPoolGrain>(pool).Status().WaitAsync(TimeSpan.FromSeconds(AnswerSeconds), _time);
        }
        catch (Exception silent)
        {
            LogSilent(pool, silent.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The catalogue cannot be read; what was read at {LoadedAt:O} goes on.")]
    private partial void LogStale(Exception exception, DateTimeOffset loadedAt);

    [LoggerMessage(Level = LogLevel.Error, Message = "The catalogue was not refreshed; the next round tries again.")]
    private partial void LogBroken(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Account {Pool} did not say how it stands and counts as available: {Reason}")]
    private partial void LogSilent(string pool, string reason);
}
