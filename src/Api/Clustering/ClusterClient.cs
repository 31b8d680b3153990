using DonatelloAI.Hosting.Clustering;
using DonatelloAI.Hosting.Health;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace DonatelloAI.Api.Clustering;

/// <summary>The front end's way to the silos, when they are other processes.</summary>
internal static class ClusterClient
{
    /// <summary>
    /// Seconds after which a call counts as unanswered: 1.5. All calls but those with a time of their own are quick by design, and a call in
    /// flight to a silo that dies waits this long before <see cref="RepeatedCalls"/> finds it another one.
    /// </summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>How often the list of silos is read; 2 s, where the runtime's own default is a minute.</summary>
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    /// <summary>Connects to the cluster, and goes on trying for as long as the process lives.</summary>
    public static WebApplicationBuilder AddClusterClient(this WebApplicationBuilder builder, ClusterSettings cluster)
    {
        builder.Services.AddSingleton<ConnectionState>();
        builder.Services.AddSingleton<IReadiness, ClusterReadiness>();
        builder.Services.AddSingleton<IClusterConnectionStatusObserver>(static provider => provider.GetRequiredService<ConnectionState>());
        builder.UseOrleansClient(client =>
        {
            client.UseRedisClustering(redis => RedisMembership.Configure(redis, cluster));
            client.Configure<ClusterOptions>(names => RedisMembership.Configure(names, cluster));
            client.Configure<GatewayOptions>(static gateways => gateways.GatewayListRefreshPeriod = GatewayRefresh);
            client.Configure<ClientMessagingOptions>(static messaging => messaging.ResponseTimeout = ResponseTimeout);
            client.AddDashboard(static dashboard => dashboard.HideTrace = true);
            client.UseConnectionRetryFilter(TryAgain);
            client.AddOutgoingGrainCallFilter<RepeatedCalls>();
            client.AddActivityPropagation();
        });
        builder.Services.AddHostedService<Reconnection>();
        return builder;
    }

    private static async Task<bool> TryAgain(Exception failure, CancellationToken cancellationToken)
    {
        await Task.Delay(BetweenAttempts, TimeProvider.System, cancellationToken);
        return true;
    }
}
