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
    /// <param name="beat">Called while nothing has ended, at least once a <see cref="Beat"/>.</param>
    public async Task<GenerationView> UntilEnded(GenerationView view, TimeSpan patience, CancellationToken gone, Func<Task>? beat = null)
    {
        var started = time.GetTimestamp();
        while (!view.HasEnded && !IsStopping && patience - time.GetElapsedTime(started) is { Ticks: > 0 } left)
        {
            view = await Next(view, left, gone);
            if (!view.HasEnded && beat is not null)
            {
                await beat();
            }
        }

        return view;
    }

    /// <summary>The generation once it has gone on, or after a beat as it stands.</summary>
    /// <param name="view">The generation as it was seen last.</param>
    /// <param name="patience">At most <see cref="Beat"/> is waited.</param>
    /// <param name="gone">Ends when nobody listens any more.</param>
    public async Task<GenerationView> Next(GenerationView view, TimeSpan patience, CancellationToken gone)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);
        try
        {
            var longest = patience < Beat ? patience : Beat;
            var watch = grains.GetGrain<IGenerationGrain>(view.Id).Watch(view.Version, longest);
            return await watch.WaitAsync(longest + Grace, time, ending.Token) ?? view;
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return view;
        }
        catch (Exception outage) when (outage is TimeoutException or OrleansException or StorageUnavailableException)
        {
            await Task.Delay(AfterOutage, time, gone);
            return view;
        }
    }
}
