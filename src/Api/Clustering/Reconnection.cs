namespace DonatelloAI.Api.Clustering;

/// <summary>
/// Asks for a silo every second after the last one was lost. The runtime connects when there is something to send, and a front end that
/// is not ready is sent no requests: left alone, it would come back with the next reading of interfaces, up to a minute after the silos.
/// </summary>
internal sealed class Reconnection(IClusterClient client, ConnectionState connection, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pause, time, stoppingToken);
            if (connection.IsLost) await Ask();
        }
    }

    private async Task Ask()
    {
        try
        {
            await client.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        }
        catch (Exception lost) when (lost is OrleansException or TimeoutException or OperationCanceledException)
        {
            // Asked again in a second.
        }
    }
}
