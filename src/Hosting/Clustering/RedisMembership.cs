using Orleans.Clustering.Redis;
using Orleans.Configuration;
using StackExchange.Redis;

namespace DonatelloAI.Hosting.Clustering;

/// <summary>The members of a cluster, in Redis.</summary>
public static class RedisMembership
{
    private const int ConnectTimeoutMilliseconds = 5_000;

    /// <summary>Looks whether Redis answers, before anything is started.</summary>
    /// <exception cref="StartRefusedException">It does not, or the connection string is none. Passwords in it are not repeated.</exception>
    public static async Task Check(ClusterSettings settings)
    {
        var options = Parse(settings);
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        options.ConnectTimeout = ConnectTimeoutMilliseconds;
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
            await redis.GetDatabase().PingAsync();
        }
        catch (RedisException unreachable)
        {
            throw new StartRefusedException(
                $"Redis at {string.Join(", ", options.EndPoints.Select(Name))} does not answer: start it, or correct {ClusterSettings.RedisKey}.", unreachable);
        }
    }

    /// <summary>Tells Orleans where the members are.</summary>
    public static void Configure(RedisClusteringOptions redis, ClusterSettings settings) => redis.ConfigurationOptions = Parse(settings);

    /// <summary>Tells Orleans which cluster this is.</summary>
    public static void Configure(ClusterOptions cluster, ClusterSettings settings) =>
        (cluster.ClusterId, cluster.ServiceId) = (settings.Id, settings.ServiceId);

    private static ConfigurationOptions Parse(ClusterSettings settings)
    {
        try
        {
            var options = ConfigurationOptions.Parse(settings.Redis!);

            // An outage of Redis stops nobody: members go on with what they know of each other.
            options.AbortOnConnectFail = false;
            return options;
        }
        catch (ArgumentException malformed)
        {
            throw new StartRefusedException($"{ClusterSettings.RedisKey} cannot be read: it takes host:port, then options behind commas.", malformed);
        }
    }

    private static string Name(System.Net.EndPoint endPoint) => endPoint switch
    {
        System.Net.DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => $"{endPoint}",
    };
}
