using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Grains;
using DonatelloAI.Grains.Providers.Routing;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Silo.Providers;

/// <summary>
/// Takes the configured catalogue file over when the silo starts and whenever its text changes. What is wrong with it is said once for each
/// text, and nothing of it is taken; what the database or the cluster does not take now is tried again.
/// </summary>
internal sealed partial class CatalogueWatch(
    IGrainFactory grains,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    IOptions<ModelDirectoryOptions> options,
    ILogger<CatalogueWatch> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const long TheCatalogue = 0;

    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger = logger;
    private Task _run = Task.CompletedTask;
    private string? _done;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(CatalogueWatch), ServiceLifecycleStage.Active, Start, Stop);

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private Task Start(CancellationToken cancellationToken)
    {
        if (options.Value.CatalogueFile is { Length: > 0 } path)
        {
            _run = Watch(path);
        }

        return Task.CompletedTask;
    }

    private async Task Stop(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Watch(string path)
    {
        await Task.Yield();
        using var rounds = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.RefreshSeconds), time);
        do
        {
            await Look(path);
        }
        while (await rounds.WaitForNextTickAsync(_stop.Token));
    }

    private async Task Look(string path)
    {
        var (text, problem) = await CatalogueText.Read(path, _stop.Token);
        var seen = text ?? problem;
        if (seen == _done)
        {
            return;
        }

        try
        {
            Tell(path, text is null ? new ImportReply([], problem) : await grains.GetGrain<IProviderGrain>(TheCatalogue).Import(text));
            _done = seen;
        }
        catch (Exception lost) when (lost is StorageUnavailableException or TimeoutException or OrleansException)
        {
            LogLater(path, lost.Message);
        }
    }

    private void Tell(string path, ImportReply reply)
    {
        if (reply.Problem is { } problem)
        {
            LogRefused(path, problem);
        }
        else if (reply.Differences.Count > 0)
        {
            LogTaken(path, reply.Differences.Count);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The catalogue file {Path} was not taken over, and nothing changed: {Problem}")]
    private partial void LogRefused(string path, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The catalogue follows {Path}: {Differences} differences were taken over.")]
    private partial void LogTaken(string path, int differences);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The catalogue file {Path} could not be taken over now and is tried again: {Reason}")]
    private partial void LogLater(string path, string reason);
}
