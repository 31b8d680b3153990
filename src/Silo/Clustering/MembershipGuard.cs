namespace DonatelloAI.Silo.Clustering;

/// <summary>
/// Stops a silo whose own row is missing among the members. Redis that lost its data would otherwise split the cluster in two: the
/// silos that know each other go on, and those that start find nobody. An outage of Redis is none of that and stops nobody.
/// </summary>
internal sealed partial class MembershipGuard(
    IMembershipTable members,
    ILocalSiloDetails self,
    IHostApplicationLifetime process,
    TimeProvider time,
    ILogger<MembershipGuard> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        DateTimeOffset? missingSince = null;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            missingSince = await IsMissing(stoppingToken) ? missingSince ?? time.GetUtcNow() : null;
            if (time.GetUtcNow() - missingSince >= Patience)
            {
                LogForgotten(self.SiloAddress);
                Environment.ExitCode = 1;
                process.StopApplication();
                return;
            }
        }
    }

    /// <summary>False too when nobody can say.</summary>
    private async Task<bool> IsMissing(CancellationToken cancellationToken)
    {
        try
        {
            return (await members.ReadRowAsync(self.SiloAddress, cancellationToken)).Members.Count == 0;
        }
#pragma warning disable CA1031 // Whatever the table's driver throws: it is not this silo's row that is missing.
        catch (Exception outage)
#pragma warning restore CA1031
        {
            LogUnread(outage);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The row of {Silo} has been missing among the cluster's members for 30 s; the silo stops, to join anew")]
    private partial void LogForgotten(SiloAddress silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster's members could not be read")]
    private partial void LogUnread(Exception outage);
}
