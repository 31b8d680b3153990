using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Generations;

/// <content>What a running call shows of its picture, for those who follow it.</content>
public sealed partial class GenerationLife
{
    private readonly CallNews _news;

    /// <summary>
    /// As <see cref="Watch"/>, and also as soon as the call has shown more than <paramref name="seenNews"/>. Waits for nothing but news: a watcher
    /// who comes too late for some of them gets the others.
    /// </summary>
    public async Task<GenerationNews?> Follow(long seenVersion, long seenNews, TimeSpan patience)
    {
        if (!await Until(() => Task.WhenAny(_changed.Task, _news.Changed), () => _record!.Version > seenVersion || _news.Since(seenNews).IsNews, patience))
        {
            return null;
        }

        return await NewsOf(_record!, _news.Since(seenNews), seenNews);
    }

    /// <summary>Waits for news, the end, or a while; false where there is no generation.</summary>
    /// <param name="signal">What is done with the next change.</param>
    /// <param name="isNews">Whether there is something that the watcher has not seen.</param>
    /// <param name="patience">The while.</param>
    private async Task<bool> Until(Func<Task> signal, Func<bool> isNews, TimeSpan patience)
    {
        if ((_record ?? await Load()) is null)
        {
            return false;
        }

        using var patient = new CancellationTokenSource(patience, _services.Time);
        while (true)
        {
            // The signal before the state it tells of: news that come in between are not missed.
            var changed = signal();
            if (isNews() || _record!.HasEnded || patient.IsCancellationRequested)
            {
                return true;
            }

            await changed.WaitAsync(patient.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task<GenerationNews> NewsOf(GenerationRecord record, CallShown shown, long seen) => new()
    {
        View = await View(record),
        Seen = Math.Max(shown.Number, seen),
        Partials = shown.Partials.Length > 0 && await MayShow(record) ? shown.Partials : [],
        Progress = shown.Progress,
    };

    /// <summary>Asked again here: a policy may have come to check images since the call began.</summary>
    private async ValueTask<bool> MayShow(GenerationRecord record) =>
        record.DeletedAt is null && await _services.Safety.MayShowUnchecked(record.OrganizationId);

    /// <summary>How many partial images a call asks for: as many as were paid for, and none that nobody may see.</summary>
    private async ValueTask<int> PartialsOf(Providers.OfferedModel model) =>
        OrderFacts.Parse(_record!.MetadataJson).PartialImages is { } wanted && await MayShow(_record)
            ? Providers.Routing.OrderFit.Partials(model, wanted)
            : 0;
}
