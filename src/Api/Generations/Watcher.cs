using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using Orleans.Runtime;

namespace DonatelloAI.Api.Generations;

/// <summary>Waits for generations to go on. Whoever stops waiting stops nothing else.</summary>
internal sealed class Watcher(IGrainFactory grains, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>The longest single call: one that was lost with its silo is noticed that soon. A stream says that it lives as often.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>What a call may take beyond its own patience before it counts as lost.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AfterOutage = TimeSpan.FromSeconds(1);

    /// <summary>True once the process is about to end: nobody should wait any more.</summary>
    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>The generations as soon as all have ended, or as they stand when patience is over.</summary>
    public async Task<IReadOnlyList<GenerationView>> UntilEnded(IReadOnlyList<GenerationView> views, TimeSpan patience, CancellationToken gone) =>
        await Task.WhenAll(views.Select(view => UntilEnded(view, patience, gone)));

    /// <summary>The generation as soon as it has ended, or as it stands when patience is over.</summary>
    /// <param name="view">The generation as it was seen last.</param>
    /// <param name="patience">How long is waited.</param>
    /// <param name="gone">Ends when nobody listens any more.</param>
    public async Task<GenerationView> UntilEnded(GenerationView view, TimeSpan patience, CancellationToken gone)
    {
        var started = time.GetTimestamp();
        while (!view.HasEnded && !IsStopping && patience - time.GetElapsedTime(started) is { Ticks: > 0 } left)
        {
            view = await Next(view, left, gone);
        }

        return view;
    }

    /// <summary>The same, and tells on the way what the running call shows.</summary>
    /// <param name="view">The generation as it was seen last.</param>
    /// <param name="patience">How long is waited.</param>
    /// <param name="told">Called with all news, those that come with the end included, and at least once a <see cref="Beat"/> before it.</param>
    /// <param name="gone">Ends when nobody listens any more.</param>
    public async Task<GenerationView> FollowUntilEnded(GenerationView view, TimeSpan patience, Func<GenerationNews, Task> told, CancellationToken gone)
    {
        var (news, started) = (GenerationNews.Of(view), time.GetTimestamp());
        while (!news.View.HasEnded && !IsStopping && patience - time.GetElapsedTime(started) is { Ticks: > 0 } left)
        {
            news = await FollowNext(news, left, gone);
            if (news.HasNews || !news.View.HasEnded)
            {
                await told(news);
            }
        }

        return news.View;
    }

    /// <summary>The generation once it has gone on, or after a beat as it stands.</summary>
    /// <param name="view">The generation as it was seen last.</param>
    /// <param name="patience">At most <see cref="Beat"/> is waited.</param>
    /// <param name="gone">Ends when nobody listens any more.</param>
    public async Task<GenerationView> Next(GenerationView view, TimeSpan patience, CancellationToken gone) =>
        await Ask(view.Id, patience, (generation, longest) => generation.Watch(view.Version, longest), gone) ?? view;

    /// <summary>The generation once it has gone on or its call has shown something, or after a beat as it stands.</summary>
    /// <param name="seen">What was seen last.</param>
    /// <param name="patience">At most <see cref="Beat"/> is waited.</param>
    /// <param name="gone">Ends when nobody listens any more.</param>
    public async Task<GenerationNews> FollowNext(GenerationNews seen, TimeSpan patience, CancellationToken gone) =>
        await Ask(seen.View.Id, patience, (generation, longest) => generation.Follow(seen.View.Version, seen.Seen, longest), gone)
        // A silo of the version before knows how a generation stands, and not what its call shows.
        ?? new GenerationNews { View = await Next(seen.View, patience, gone), Seen = seen.Seen };

    /// <summary>Asks a generation; null where it does not answer.</summary>
    private async Task<T?> Ask<T>(Guid id, TimeSpan patience, Func<IGenerationGrain, TimeSpan, Task<T?>> question, CancellationToken gone)
        where T : class
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);
        try
        {
            var longest = patience < Beat ? patience : Beat;
            return await question(grains.GetGrain<IGenerationGrain>(id), longest).WaitAsync(longest + Grace, time, ending.Token);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception outage) when (outage is TimeoutException or OrleansException or StorageUnavailableException)
        {
            await Task.Delay(AfterOutage, time, gone);
            return null;
        }
    }
}
