using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using StackExchange.Redis;

namespace DonatelloAI.Silo.Clustering;

/// <summary>
/// Watches over the cluster's members in Redis. When Redis lost all of its data, the first silo that sees it puts the members back; the
/// silos went on with what they knew of each other, so nobody notices. A silo whose own row stays missing beside others stops: somebody made
/// a cluster without it, and two of them would work on the same database. An outage of Redis is none of that and stops nobody.
/// </summary>
internal sealed partial class MembershipGuard(
    IOptions<RedisClusteringOptions> redis,
    IOptions<ClusterOptions> cluster,
    ILocalSiloDetails self,
    IHostApplicationLifetime process,
    TimeProvider time,
    ILogger<MembershipGuard> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Value.ConfigurationOptions!);
        var members = new MembershipCopy(connection.GetDatabase(), redis.Value.CreateRedisKey(cluster.Value), $"{self.SiloAddress}");
        DateTimeOffset? forgottenSince = null;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            forgottenSince = await IsForgotten(members) ? forgottenSince ?? time.GetUtcNow() : null;
            if (time.GetUtcNow() - forgottenSince >= Patience)
            {
                LogForgotten(self.SiloAddress);
                Environment.ExitCode = 1;
                process.StopApplication();
                return;
            }
        }
    }

    /// <summary>False too when nobody can say.</summary>
    private async Task<bool> IsForgotten(MembershipCopy members)
    {
        try
        {
            var state = await members.Look();
            if (state == MembershipState.Restored)
            {
                LogRestored();
            }

            return state == MembershipState.Forgotten;
        }
        catch (Exception outage) when (outage is RedisException or TimeoutException)
        {
            LogUnread(outage.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Silo} has been missing among the cluster's members for 30 s; it stops, to join anew")]
    private partial void LogForgotten(SiloAddress silo);

    [LoggerMessage(Level = LogLevel.Error, Message = "Redis had lost the cluster's members; they were put back. Redis should keep its data: appendonly yes")]
    private partial void LogRestored();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster's members could not be read: {Reason}")]
    private partial void LogUnread(string reason);
}
