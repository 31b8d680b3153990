using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Limits;
using Orleans.Runtime;

namespace DonatelloAI.Api.Limits;

/// <summary>Hands what was refused over to the audit, each minute and at the end. A report that was not taken is handed over again, under its id.</summary>
internal sealed partial class FailureReporter(FailureTally tally, ReachTally reaches, IGrainFactory grains, TimeProvider time, ILogger<FailureReporter> logger) : BackgroundService
{
    /// <summary>The time between two reports: a minute.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Guid _front = Guid.CreateVersion7();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private FailureReport? _open;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await HandOver();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <summary>Hands over what there is; true when nothing is left.</summary>
    public async Task<bool> HandOver()
    {
        await _turn.WaitAsync();
        try
        {
            _open ??= Report();
            if (_open is not null && await Record(_open))
            {
                _open = null;
            }

            return _open is null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await HandOver();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end; what is left is handed over there.
        }
    }

    private FailureReport? Report()
    {
        var (counts, reached) = (tally.Take(), reaches.Take());
        return counts.Count + reached.Count == 0 ? null : new FailureReport(Guid.CreateVersion7(), counts) { Reaches = reached };
    }

    private async Task<bool> Record(FailureReport report)
    {
        try
        {
            return await grains.GetGrain<IFailureAuditGrain>(_front).Record(report);
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException or StorageUnavailableException or OperationCanceledException or InvalidOperationException)
        {
            LogNotTaken(lost.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused credentials and requests were not handed over to the audit ({Failure}); they are kept for the next report")]
    private partial void LogNotTaken(string failure);
}
