using DonatelloAI.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Sessions;

/// <summary>The sweep: a timer that stays, begun anew by every silo that starts.</summary>
public sealed partial class SessionSweepGrain(
    ISessionStore store,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    ILogger<SessionSweepGrain> logger) : Grain, ISessionSweepGrain
{
    /// <summary>Rows that are removed in one transaction.</summary>
    internal const int BatchSize = 500;

    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <summary>Transactions of one sweep; what is left waits for the next.</summary>
    private const int MaxBatches = 100;

    private IGrainTimer? _timer;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timer = this.RegisterGrainTimer(Sweep, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = Period, KeepAlive = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Wake()
    {
        _timer?.Change(TimeSpan.Zero, Period);
        return Task.CompletedTask;
    }

    private async Task Sweep(CancellationToken cancellationToken)
    {
        try
        {
            var before = time.GetUtcNow() - SessionLimits.KeepTime;
            for (var batch = 0; batch < MaxBatches && await store.Remove(before, BatchSize) == BatchSize; batch++)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (StorageUnavailableException unavailable)
        {
            LogUnavailable(unavailable);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sessions that ended long ago could not be removed; the next sweep tries again.")]
    private partial void LogUnavailable(Exception exception);
}
