using System.Collections.Concurrent;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Prompts;
using DonatelloAI.Grains.Providers.Routing;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Grains.Tests.Safety;
using DonatelloAI.Grains.Users;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>
/// One process: a generation's life among real stores, each behind the process's <see cref="Power"/>. A later process over the
/// same story finds what an earlier one left.
/// </summary>
internal sealed class LifeWorld : IAsyncDisposable
{
    private static readonly BudgetInstruments Ledgers = new();
    private static readonly GenerationInstruments Generations = new();
    private static readonly SafetyInstruments Checks = new();
    private static int _processes;

    private readonly Story _story;
    private readonly BudgetWriter _writer;
    private readonly ModelDirectory _models;

    public LifeWorld(Story story, Power? power = null, TimeProvider? time = null, GenerationOptions? options = null)
    {
        _story = story;
        Power = power ?? new Power();
        time ??= story.Clock;
        Pool = new PoolDesk(time);
        _writer = new BudgetWriter(
            story.DepartmentId, Power.Feed<IBudgetStore>(story.Books), time, new BudgetOptions(), Ledgers, NullLogger<BudgetWriter>.Instance);
        _models = new ModelDirectory(
            Power.Feed<IModelStore>(new Catalogue(story)),
            GrainDouble.Of<IGrainFactory>((_, args) => args is [string pool, ..] ? Account(pool) : throw new NotSupportedException()),
            time,
            Options.Create(new ModelDirectoryOptions()),
            NullLogger<ModelDirectory>.Instance);
        Peers = new Peers(_writer, Pool);
        Services = NewServices(time, options);
        Life = new GenerationLife(story.Id, $"process-{Interlocked.Increment(ref _processes)}", Services);
    }

    public Power Power { get; }

    public PoolDesk Pool { get; }

    public Peers Peers { get; }

    public GenerationServices Services { get; }

    public GenerationLife Life { get; }

    /// <summary>Asks accounts how they stand, as a process does every few seconds.</summary>
    public Task AskAccounts() => _models.Refresh();

    /// <summary>The client's call; null when its process died before it could answer.</summary>
    public async Task<SubmitReply?> Submit()
    {
        try
        {
            return await OrDead(Life.Submit(_story.Request));
        }
        catch (PowerCutException)
        {
            return null;
        }
    }

    /// <summary>Grants a call and waits until the life has come to rest, or its process has died.</summary>
    public async Task Drive()
    {
        Life.Drive(Pool.Grant((await _story.Store.Find(_story.Id))?.ModelProvider ?? PoolDesk.First));
        await Rest();
    }

    public Task Resume()
    {
        Life.Resume();
        return Rest();
    }

    /// <summary>Cuts the power of whatever hangs, and waits for what is left.</summary>
    public async Task Rest()
    {
        await Task.WhenAny(Life.Driver, Power.Hanging);
        if (!Life.Driver.IsCompleted)
        {
            Power.Cut();
        }

        await Life.Driver;
    }

    /// <summary>
    /// What sweep and scheduler do, by the same queries, until the generation has ended: abandoned work is resumed once its lease is
    /// over, waiting work is granted a call. Null when nothing was accepted.
    /// </summary>
    public async Task<GenerationRecord?> DriveToEnd(int rounds = 20)
    {
        for (var round = 0; round < rounds && !Power.IsOut; round++)
        {
            if (await _story.Store.Find(_story.Id) is not { } record || record.HasEnded)
            {
                break;
            }

            await _story.Ground.ExpireLeases(_story.Id);
            await Sweep();
        }

        return await _story.Store.Find(_story.Id);
    }

    public async Task Sweep()
    {
        if ((await _story.Store.Abandoned(int.MaxValue)).Contains(_story.Id))
        {
            await Resume();
        }

        foreach (var model in _story.Models)
        {
            var pending = await _story.Store.Pending(model.ProviderName, [model.ModelName], int.MaxValue, int.MaxValue);
            if (pending.Any(waiting => waiting.Id == _story.Id))
            {
                await Drive();
                return;
            }
        }
    }

    /// <summary>What the sweep does a day later.</summary>
    public async Task AssumeAfterADay()
    {
        _story.Clock.Advance(TimeSpan.FromHours(25));
        if ((await _story.Store.Unresolved(_story.Clock.GetUtcNow() - TimeSpan.FromHours(24), int.MaxValue)).Contains(_story.Id))
        {
            await Resume();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Power.Cut();
        await Life.Driver;
        await _writer.Stop();
        _models.Dispose();
        Life.Dispose();
    }

    private async Task<T> OrDead<T>(Task<T> call)
    {
        if (await Task.WhenAny(call, Power.Hanging) != call)
        {
            Power.Cut();
        }

        return await call;
    }

    private GenerationServices NewServices(TimeProvider time, GenerationOptions? options) => new(
        Power.Feed<IGenerationStore>(_story.Ground.NewGenerationStore(time)),
        Power.Feed<IImageStore>(_story.Ground.NewImageStore(time)),
        new Adapters(Power.Feed<IImageProvider>(_story.Vendor)),
        _models,
        new Preferences(_story),
        new PromptReader(new OneLanguage()),
        _story.Ground.NewSealer(time),
        new SmallPictures(),
        NewSafety(),
        Peers,
        new RunningDrivers(),
        time,
        Options.Create(options ?? new GenerationOptions()),
        Generations,
        NullLogger<GenerationLife>.Instance);

    private IQuotaPoolGrain Account(string name) => GrainDouble.Of<IQuotaPoolGrain>((_, _) => Task.FromResult(new PoolStatus
    {
        Pool = name,
        IsAvailable = !_story.Closed.ContainsKey(name),
        Running = 0,
        Waiting = 0,
        StartedLastMinute = 0,
        PausedUntil = _story.Closed.TryGetValue(name, out var until) ? until : null,
    }));

    /// <summary>Its questions end by the real clock: the story's would let none begin.</summary>
    private ContentSafety NewSafety() => new(
        new SafetyWords(_story.Words, "story"),
        new FixedPolicy(_story.Policy),
        _story.Checker is { } checker ? [Power.Feed<IContentChecker>(checker)] : [],
        new SmallPictures(),
        Options.Create(new SafetyOptions()),
        TimeProvider.System,
        Checks,
        NullLogger<ContentSafety>.Instance);

    private sealed class Catalogue(Story story) : IModelStore
    {
        public Task<IReadOnlyList<OfferedModel>> LoadModels() => Task.FromResult(story.Models);

        public Task<IReadOnlyList<ExchangeRate>> LoadRates(DateTimeOffset at) => Task.FromResult<IReadOnlyList<ExchangeRate>>([]);

        public Task<FreezeState> LoadFreezes() => Task.FromResult(FreezeState.None with { Pools = story.Frozen });
    }

    private sealed class Adapters(IImageProvider vendor) : IProviderRegistry
    {
        public IImageProvider? Find(string providerName) => vendor;
    }

    private sealed class Preferences(Story story) : IRoutingPreferences
    {
        public ValueTask<RoutingPreferences> Find(Guid userId, Guid departmentId) => new(story.Preferences);
    }

    private sealed class OneLanguage : ILanguageReader
    {
        public string? Read(string text) => "en";

        public void Prepare()
        {
        }
    }

    /// <summary>What is small stays as it is.</summary>
    private sealed class SmallPictures : IPictureTools
    {
        public bool CanShrink(ReadOnlyMemory<byte> image) => true;

        public Task<ReadOnlyMemory<byte>?> Thumbnail(ReadOnlyMemory<byte> image, CancellationToken cancellationToken) =>
            Task.FromResult<ReadOnlyMemory<byte>?>(image);
    }
}
