using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>What stays in memory: a backlog waits in the database, and only what is worked on or watched has an activation.</summary>
public sealed class ActivationTests(SqliteGround ground) : IClassFixture<SqliteGround>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly GenerationOptions Hasty = new() { IdleSeconds = 4 };

    private Story _story = null!;
    private LifeWorld _world = null!;
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _story = await Story.Begin(ground, CallKind.Unconfirmable);
        _world = ProcessOf(_story);
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(_world.Services);
            silo.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(Hasty));
            silo.Services.ConfigureOptions<GenerationCollection>();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Activation_OfAWaitingGeneration_GoesAndItsTurnComesAllTheSame()
    {
        var waiting = await Submitted();
        await Eventually.True(async () => !await IsActive(waiting), Patience, "the waiting generation leaves the memory");

        await Grain(waiting).Drive(_world.Pool.Grant());

        await Eventually.True(async () => (await _story.Store.Find(waiting))!.Status == GenerationStatus.Completed, Patience, "it is completed");
    }

    [Fact]
    public async Task Activation_OfAWatchedOrDrivenGeneration_Stays()
    {
        var (driven, watched) = (await Submitted(), await Submitted());
        var gate = new Gate();
        _story.Vendor.During = gate.Pass;
        await Grain(driven).Drive(_world.Pool.Grant());
        await gate.Reached;
        var watch = Watch(watched);
        var last = await Submitted();

        await Eventually.True(async () => !await IsActive(last), Patience, "a generation that nobody asks for leaves the memory");

        Assert.True(await IsActive(driven) && await IsActive(watched), "what is worked on or watched stays");
        gate.Open();
        await Grain(watched).Drive(_world.Pool.Grant());
        Assert.Equal(GenerationStatus.Completed, (await watch.WaitAsync(Patience)).Status);
        await Eventually.True(async () => (await _story.Store.Find(driven))!.Status == GenerationStatus.Completed, Patience, "the driven one is completed");
    }

    private async Task<GenerationView> Watch(Guid id)
    {
        GenerationView view;
        do
        {
            view = (await Grain(id).Watch(1, TimeSpan.FromSeconds(20)))!;
        }
        while (!view.HasEnded);
        return view;
    }

    private async Task<Guid> Submitted()
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<SubmitAccepted>(await Grain(id).Submit(_story.Request with { Ids = [id] }));
        return id;
    }

    private async Task<bool> IsActive(Guid id) =>
        await _cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(Grain(id)) is not null;

    private static LifeWorld ProcessOf(Story story) => new(story, time: TimeProvider.System, options: Hasty);

    private IGenerationGrain Grain(Guid id) => _cluster.Client.GetGrain<IGenerationGrain>(id);
}
