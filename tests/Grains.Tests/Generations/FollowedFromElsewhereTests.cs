using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Tests.Providers;
using DonatelloAI.Testing.Providers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>What a call shows reaches watchers wherever they ask: at either silo, and at a front end.</summary>
public sealed class FollowedFromElsewhereTests(SqliteGround ground) : IClassFixture<SqliteGround>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Story _story = null!;
    private LifeWorld _world = null!;
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _story = await Story.Begin(ground, CallKind.Unconfirmable);
        _story.Model = RouterBench.WithPartials(_story.Model, 3, 0.003m);
        _world = ProcessOf(_story);
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(_world.Services);
            silo.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(new GenerationOptions()));
            silo.Services.ConfigureOptions<GenerationCollection>();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        _answer.TrySetResult();
        await _cluster.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task PartialImages_OfACall_ReachWatchersAtEverySiloAndFrontEnd()
    {
        _story.Vendor.Shows = static call =>
        {
            call.Listener!.Painted(0, FakeVendor.Image, "image/jpeg");
            call.Listener.Progressed(0.5);
        };
        _story.Vendor.During = called => _answer.Task.WaitAsync(Patience, called);
        IGrainFactory[] grains = [_cluster.Client, .. _cluster.Silos.Select(silo => _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<IGrainFactory>())];
        var following = Array.ConvertAll(grains, factory => Follow(factory.GetGrain<IGenerationGrain>(_story.Id)));

        var grain = _cluster.Client.GetGrain<IGenerationGrain>(_story.Id);
        Assert.IsType<SubmitAccepted>(await grain.Submit(_story.Request with { Order = _story.Request.Order with { PartialImages = 1 } }));
        await grain.Drive(_world.Pool.Grant());

        foreach (var news in await Task.WhenAll(following).WaitAsync(Patience))
        {
            var partial = Assert.Single(news.Partials);
            Assert.Equal((0, "image/jpeg", 0.5), (partial.Index, partial.ContentType, news.Progress));
            Assert.Equal(FakeVendor.Image, partial.Content);
        }
    }

    private static LifeWorld ProcessOf(Story story) => new(story, time: TimeProvider.System);

    private static async Task<GenerationNews> Follow(IGenerationGrain grain)
    {
        GenerationNews? news;
        do
        {
            // Nothing to follow until it is accepted.
            news = await grain.Follow(long.MaxValue, 0, TimeSpan.FromSeconds(5));
        }
        while (news is not { Partials.Count: > 0, Progress: not null });
        return news;
    }
}
